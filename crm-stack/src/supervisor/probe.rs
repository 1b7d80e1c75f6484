//! The smallest HTTP client: one GET on loopback, for health checks.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TIMEOUT: Duration = Duration::from_secs(3);
const ANSWER_LIMIT_BYTES: u64 = 64 * 1024;

/// The status of `GET path`; nothing when nobody answers in time.
pub(crate) async fn http_status(address: SocketAddr, path: &str) -> Option<u16> {
    let answer = tokio::time::timeout(TIMEOUT, ask(address, path)).await.ok()?.ok()?;
    answer.split_whitespace().nth(1)?.parse().ok()
}

async fn ask(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_LIMIT_BYTES).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
