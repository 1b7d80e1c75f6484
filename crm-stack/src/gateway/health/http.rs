use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Whether PostgREST's admin server says that it is ready.
pub(super) async fn is_ready(admin: SocketAddr) -> bool {
    const REQUEST: &[u8] = b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const EXPECTED: &[u8] = b"HTTP/1.1 2";
    let mut head = [0_u8; EXPECTED.len()];
    let Ok(mut stream) = TcpStream::connect(admin).await else { return false };
    stream.write_all(REQUEST).await.is_ok() && stream.read_exact(&mut head).await.is_ok() && head == EXPECTED
}

/// Whether somebody accepts connections at the address.
pub(super) async fn accepts(address: SocketAddr) -> bool {
    TcpStream::connect(address).await.is_ok()
}
