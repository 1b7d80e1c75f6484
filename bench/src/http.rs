//! A load client of a few connections: how many answers a second does a server give, and how late are they.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A server and the request that is sent to it again and again.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) authority: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// Answers a second and the median latency of one round of load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p95_ms: f64,
}

type Connection = SendRequest<Empty<Bytes>>;

async fn open(authority: &str) -> Result<Connection> {
    let stream = TcpStream::connect(authority).await.with_context(|| format!("cannot reach {authority}"))?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn send(connection: &mut Connection, target: &Target) -> Result<()> {
    connection.ready().await?;
    let mut request = Request::get(&target.path).header("host", &target.authority);
    for (name, value) in &target.headers {
        request = request.header(*name, value);
    }
    let response = connection.send_request(request.body(Empty::new())?).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    ensure!(status.is_success(), "{} answered {status}: {}", target.path, String::from_utf8_lossy(&body));
    Ok(())
}

/// Keeps `connections` busy for `duration`.
pub(crate) async fn load(target: &Target, connections: usize, duration: Duration) -> Result<Load> {
    let target = Arc::new(target.clone());
    let start = Instant::now();
    let mut workers = Vec::new();
    for _ in 0..connections {
        let target = Arc::clone(&target);
        workers.push(tokio::spawn(async move {
            let mut connection = open(&target.authority).await?;
            let mut latencies = Vec::new();
            while start.elapsed() < duration {
                let sent = Instant::now();
                send(&mut connection, &target).await?;
                latencies.push(sent.elapsed());
            }
            anyhow::Ok(latencies)
        }));
    }
    let mut latencies = Vec::new();
    for worker in workers {
        latencies.extend(worker.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    latencies.sort_unstable();
    ensure!(!latencies.is_empty(), "no answer from {}", target.authority);
    let quantile = |share: usize| latencies[(latencies.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    Ok(Load { per_second: latencies.len() as f64 / seconds, p50_ms: quantile(50), p95_ms: quantile(95) })
}
