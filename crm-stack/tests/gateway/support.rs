//! A gateway with doubles behind it, and a client that writes requests byte by byte.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crm_stack::gateway::{GatewayConfig, JsonLines, Limits, serve_on};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixListener};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

const SECRET: &[u8] = b"a secret of the installation, 32+ bytes";

/// What the double answers: the whole HTTP answer after a while, or nothing (it hangs up).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    text: Option<&'static str>,
    after: Duration,
    keeps_connection: bool,
}

pub(crate) const HANG_UP: Answer = Answer { text: None, after: Duration::ZERO, keeps_connection: false };

/// What the double records when the gateway closes a connection before the answer.
pub(crate) const BROKEN_OFF: &str = "broken off";

impl Answer {
    pub(crate) const fn of(text: &'static str) -> Self {
        Self { text: Some(text), after: Duration::ZERO, keeps_connection: false }
    }

    pub(crate) const fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    /// Keeps the connection after its first answer, and hangs up on the second request.
    pub(crate) const fn once_a_connection(self) -> Self {
        Self { keeps_connection: true, ..self }
    }
}

pub(crate) const EMPTY_LIST: Answer = Answer::of(
    "HTTP/1.1 200 OK\r\nServer: postgrest/12.0.2\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
);

pub(crate) struct World {
    pub(crate) address: String,
    seen: Arc<Mutex<Vec<String>>>,
    log: Arc<Mutex<Vec<u8>>>,
    stop: Arc<Notify>,
    gateway: Mutex<Option<JoinHandle<()>>>,
    folder: PathBuf,
}

impl World {
    /// A gateway whose upstream gives the same answer to every request.
    pub(crate) async fn new(answer: Answer) -> Self {
        Self::with_limits(answer, Limits::default()).await
    }

    pub(crate) async fn with_limits(answer: Answer, limits: Limits) -> Self {
        let folder = std::env::temp_dir().join(format!("crm-gateway-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).unwrap();
        let socket = folder.join("rest.sock");
        let seen = Arc::default();
        tokio::spawn(double(UnixListener::bind(&socket).unwrap(), answer, Arc::clone(&seen)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let stop = Arc::new(Notify::new());
        let stopped = Arc::clone(&stop);
        let log = Arc::default();
        let observer = Arc::new(JsonLines::new(SharedLog(Arc::clone(&log))));
        let config = config(listener.local_addr().unwrap(), socket, limits);
        let gateway = tokio::spawn(async move {
            let shutdown = async move { stopped.notified().await };
            serve_on(listener, config, observer, shutdown).await.unwrap();
        });
        Self { address, seen, log, stop, gateway: Mutex::new(Some(gateway)), folder }
    }

    /// Sends a request given as text (line ends become CRLF) and reads the whole answer.
    pub(crate) async fn send(&self, request: &str) -> Reply {
        self.send_bytes(request.replace('\n', "\r\n").as_bytes()).await
    }

    pub(crate) async fn send_bytes(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        // the gateway may refuse and hang up before it has read everything
        stream.write_all(request).await.ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok();
        Reply(String::from_utf8_lossy(&answer).into_owned())
    }

    /// A request with a service key.
    pub(crate) async fn call(&self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let length =
            if body.is_empty() { String::new() } else { format!("Content-Length: {}\n", body.len()) };
        let key = service_key();
        let head = format!(
            "{method} {path} HTTP/1.1\nHost: api.test\nConnection: close\napikey: {key}\n{length}{headers}\n"
        );
        let mut request = head.replace('\n', "\r\n").into_bytes();
        request.extend_from_slice(body.as_bytes());
        self.send_bytes(&request).await
    }

    /// What reached PostgREST: head and body of each request.
    pub(crate) fn reached(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn log(&self) -> String {
        String::from_utf8(self.log.lock().unwrap().clone()).unwrap()
    }

    /// Asks the gateway to stop, and waits until it has.
    pub(crate) async fn stop(&self) {
        self.stop.notify_one();
        let gateway = self.gateway.lock().unwrap().take().expect("stopped twice");
        tokio::time::timeout(Duration::from_secs(5), gateway)
            .await
            .expect("the gateway did not stop")
            .unwrap();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.notify_one();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// A whole HTTP answer as text.
pub(crate) struct Reply(pub(crate) String);

impl Reply {
    pub(crate) fn status(&self) -> u16 {
        self.0.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let head = self.0.split("\r\n\r\n").next()?;
        head.lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    pub(crate) fn body(&self) -> &str {
        self.0.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.body()).unwrap_or_else(|error| panic!("{error}: {}", self.0))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

pub(crate) fn service_key() -> String {
    key_for("service_role")
}

pub(crate) fn key_for(role: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let claims = json!({ "iss": "pg_crm", "role": role, "exp": now + 600 });
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(SECRET)).unwrap()
}

fn config(listen: std::net::SocketAddr, postgrest_socket: PathBuf, limits: Limits) -> GatewayConfig {
    let nowhere = "127.0.0.1:9".parse().unwrap();
    GatewayConfig {
        listen,
        postgrest_socket,
        postgrest_admin: nowhere,
        functions: nowhere,
        jwks: json!({ "keys": [{ "kty": "oct", "k": URL_SAFE_NO_PAD.encode(SECRET) }] }),
        allowed_origins: Vec::new(),
        database: "host=127.0.0.1 port=9 user=nobody connect_timeout=1".parse().unwrap(),
        limits,
    }
}

/// Stands in for PostgREST: reads one request a connection, records it, gives the answer or hangs up. A kept
/// connection reads one more.
async fn double(listener: UnixListener, answer: Answer, seen: Arc<Mutex<Vec<String>>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let seen = Arc::clone(&seen);
        tokio::spawn(async move {
            let Some(request) = read_request(&mut stream).await else { return };
            seen.lock().unwrap().push(request);
            tokio::select! {
                () = tokio::time::sleep(answer.after) => {}
                _ = stream.read_u8() => return seen.lock().unwrap().push(BROKEN_OFF.to_owned()),
            }
            if let Some(text) = answer.text {
                stream.write_all(text.as_bytes()).await.ok();
            }
            if answer.keeps_connection
                && let Some(request) = read_request(&mut stream).await
            {
                seen.lock().unwrap().push(request);
            }
        });
    }
}

/// The request as text, or nothing when the gateway broke it off.
async fn read_request(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> Option<String> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !is_whole(&text) {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => text.push_str(&String::from_utf8_lossy(&buffer[..count])),
        }
    }
    Some(text)
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    if head.contains("transfer-encoding: chunked") {
        body.ends_with("0\r\n\r\n")
    } else {
        body.len() >= length.unwrap_or(0)
    }
}

struct SharedLog(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for SharedLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
