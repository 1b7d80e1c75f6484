//! What happened, told as values; an observer decides what to write down.

use super::token::Role;
use chrono::{SecondsFormat, Utc};
use serde::Serialize;
use std::io::Write;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Something that happened. Holds no query values, bodies or tokens.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Observation<'a> {
    /// The gateway accepts connections.
    Listening { address: SocketAddr },
    /// A request was answered; `duration_us` runs to the head of the answer.
    RequestServed(ServedRequest<'a>),
    /// The gateway stopped accepting and waits for open connections.
    Draining,
    /// The gateway ended; `drained` tells whether every request could end before.
    Stopped { drained: bool },
}

/// One answered request.
#[derive(Debug, Clone, Serialize)]
pub struct ServedRequest<'a> {
    pub request_id: &'a str,
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
    pub status: u16,
    pub duration_us: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Uuid>,
    /// The code that a refused caller read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'a str>,
    /// Why a request was refused, in the operator's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'static str>,
}

/// Takes observations; called on request paths, so it must be quick.
pub trait Observer: Send + Sync {
    /// Takes one observation.
    fn observe(&self, observation: &Observation<'_>);
}

/// Writes one line of JSON an observation.
pub struct JsonLines<W>(Mutex<W>);

#[derive(Serialize)]
struct Line<'a> {
    at: &'a str,
    #[serde(flatten)]
    observation: &'a Observation<'a>,
}

impl<W: Write> JsonLines<W> {
    /// Writes to `sink`, each line in one write.
    pub fn new(sink: W) -> Self {
        Self(Mutex::new(sink))
    }
}

impl<W: Write + Send> Observer for JsonLines<W> {
    fn observe(&self, observation: &Observation<'_>) {
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let Ok(mut line) = serde_json::to_vec(&Line { at: &at, observation }) else { return };
        line.push(b'\n');
        let mut sink = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // a log that cannot be written must not stop the service
        sink.write_all(&line).ok();
    }
}

impl Role {
    /// The role's name in the database.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Anon => "anon",
            Self::Authenticated => "authenticated",
            Self::ServiceRole => "service_role",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_observation_is_one_line_whatever_the_path_holds() {
        let observer = JsonLines::new(Vec::new());
        observer.observe(&Observation::RequestServed(ServedRequest {
            request_id: "r-1",
            method: "GET",
            path: "/rest/v1/a\"\r\nb",
            status: 401,
            duration_us: 7,
            peer: None,
            role: Some(Role::Anon.name()),
            user: None,
            code: Some("CRM300"),
            cause: Some("no token"),
        }));
        let written = String::from_utf8(observer.0.into_inner().unwrap()).unwrap();
        assert_eq!(written.matches('\n').count(), 1);
        let line: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(line["event"], "request_served");
        assert_eq!(line["path"], "/rest/v1/a\"\r\nb");
        assert_eq!(line["status"], 401);
    }
}
