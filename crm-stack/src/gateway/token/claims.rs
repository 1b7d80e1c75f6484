use super::TokenError;
use super::keys::Signer;
use crate::gateway::config::ISSUER;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far clocks may differ.
const SKEW_S: i64 = 30;
const USER_AUDIENCE: &str = "authenticated";

/// The API roles of the database; a token can name no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::enum_variant_names, reason = "the names are those of the database's roles")]
pub(crate) enum Role {
    Anon,
    Authenticated,
    ServiceRole,
}

/// Who a verified token speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) role: Role,
    /// The user, for `authenticated`.
    pub(crate) user: Option<Uuid>,
    /// The organization that the token is for, if it names one.
    pub(crate) org: Option<Uuid>,
    expires_at: i64,
}

impl Identity {
    /// The identity, as long as its token lives.
    pub(super) fn unexpired_at(self, now: i64) -> Result<Self, TokenError> {
        if now >= self.expires_at.saturating_add(SKEW_S) { Err(TokenError::Expired) } else { Ok(self) }
    }
}

/// The claims that decide; a claim given twice or of the wrong type makes the token invalid.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    exp: Instant,
    nbf: Option<Instant>,
    iat: Option<Instant>,
    iss: String,
    role: Role,
    aud: Option<Audience>,
    sub: Option<String>,
    session_id: Option<String>,
    org_id: Option<String>,
}

impl Claims {
    pub(super) fn identity(self, signer: Signer, now: i64) -> Result<Identity, TokenError> {
        if self.iss != ISSUER {
            return Err(TokenError::Issuer);
        }
        let latest_start = self.nbf.iter().chain(&self.iat).map(Instant::seconds).max();
        if latest_start.is_some_and(|start| start > now.saturating_add(SKEW_S)) {
            return Err(TokenError::NotYetValid);
        }
        let user = match (signer, self.role) {
            (Signer::Users, Role::Authenticated) => Some(self.user()?),
            (Signer::ServiceKeys, Role::Anon | Role::ServiceRole) => None,
            _ => return Err(TokenError::Role),
        };
        let org = hyphenated(self.org_id.as_deref());
        Identity { role: self.role, user, org, expires_at: self.exp.seconds() }.unexpired_at(now)
    }

    fn user(&self) -> Result<Uuid, TokenError> {
        if !self.aud.as_ref().is_some_and(|audience| audience.names(USER_AUDIENCE)) {
            return Err(TokenError::Audience);
        }
        hyphenated(self.session_id.as_deref()).ok_or(TokenError::Session)?;
        hyphenated(self.sub.as_deref()).ok_or(TokenError::Subject)
    }
}

/// A uuid as PostgreSQL prints it; braces, `urn:` and bare digits are refused.
fn hyphenated(text: Option<&str>) -> Option<Uuid> {
    text.filter(|text| text.len() == 36).and_then(|text| Uuid::try_parse(text).ok())
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn names(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Several(several) => several.iter().any(|one| one == audience),
        }
    }
}

/// Seconds since 1970; JSON allows a fraction.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Instant {
    Whole(i64),
    Fraction(f64),
}

impl Instant {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast to i64 saturates, which is right for instants"
    )]
    fn seconds(&self) -> i64 {
        match self {
            Self::Whole(seconds) => *seconds,
            Self::Fraction(seconds) => seconds.floor() as i64,
        }
    }
}
