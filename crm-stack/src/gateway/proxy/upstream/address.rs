use super::UpstreamError;
use super::unix_stream::QuietUnixStream;
use axum::http::HeaderValue;
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const LOCALHOST: HeaderValue = HeaderValue::from_static("localhost");
const FULL_BACKLOG_PAUSE: Duration = Duration::from_millis(5);

/// Where a server listens.
pub(crate) trait Address: Send + Sync {
    /// A connection to it.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// The value of `Host`.
    fn host(&self) -> HeaderValue;

    /// Connects once.
    fn connect(&self) -> impl Future<Output = Result<Self::Stream, Error>> + Send;
}

/// A unix socket.
#[derive(Debug)]
pub(crate) struct UnixAddress(pub(crate) PathBuf);

/// A TCP port.
#[derive(Debug)]
pub(crate) struct TcpAddress(pub(crate) SocketAddr);

impl Address for UnixAddress {
    type Stream = QuietUnixStream;

    fn host(&self) -> HeaderValue {
        LOCALHOST
    }

    async fn connect(&self) -> Result<QuietUnixStream, Error> {
        QuietUnixStream::new(UnixStream::connect(&self.0).await?)
    }
}

impl Address for TcpAddress {
    type Stream = TcpStream;

    fn host(&self) -> HeaderValue {
        // digits, dots, colons and brackets, which fit into a header
        HeaderValue::try_from(self.0.to_string()).unwrap_or(LOCALHOST)
    }

    async fn connect(&self) -> Result<TcpStream, Error> {
        let stream = TcpStream::connect(self.0).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// Connects in bounded time.
pub(super) async fn connect<A: Address>(address: &A) -> Result<A::Stream, UpstreamError> {
    let connected = tokio::time::timeout(CONNECT_TIMEOUT, connect_through_crowd(address)).await;
    connected.ok().and_then(Result::ok).ok_or(UpstreamError::Connect)
}

/// A unix socket whose backlog is full refuses instead of letting one wait.
async fn connect_through_crowd<A: Address>(address: &A) -> Result<A::Stream, Error> {
    loop {
        match address.connect().await {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                tokio::time::sleep(FULL_BACKLOG_PAUSE).await;
            }
            connected => return connected,
        }
    }
}
