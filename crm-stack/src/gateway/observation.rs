//! What happened, told as values; an observer decides what to write down.

use super::token::Role;
use serde::Serialize;
use std::net::IpAddr;
use std::net::SocketAddr;
use uuid::Uuid;

/// Something that happened. Holds no query values, bodies or tokens.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Observation<'a> {
    /// The gateway accepts connections.
    Listening { address: SocketAddr },
    /// A request was answered; `duration_us` runs to the head of the answer.
    RequestServed(ServedRequest<'a>),
    /// Refused writes that the security audit does not have: too many at once, or the database was away.
    RefusalsUnrecorded { count: u64 },
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
    /// The organization that a write asks for, by id or slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<&'a str>,
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
