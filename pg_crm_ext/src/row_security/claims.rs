//! What a request claims to be: its user and the organization it asks for.
//!
//! Anything that cannot be read claims nothing, so a damaged token sees nothing.

use serde::Deserialize;

use crate::uuid;

const ORGANIZATION_HEADER: &[u8] = b"\"x-org-id\"";

/// The organization a request asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum OrgChoice {
    /// None: the user's default counts.
    Unnamed,
    /// By identifier.
    Id(u128),
    /// By slug.
    Slug(String),
}

/// What the token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    /// The user, if the token names one.
    pub(super) user: Option<u128>,
    /// The organization, if the token names one.
    pub(super) org: Option<u128>,
}

#[derive(Deserialize)]
struct Token {
    sub: Option<String>,
    org_id: Option<String>,
}

#[derive(Deserialize)]
struct Headers {
    #[serde(rename = "x-org-id")]
    org: Option<String>,
}

/// Reads the claims; `None` when they are missing or damaged.
pub(super) fn parse(text: &[u8]) -> Option<Claims> {
    let token: Token = from_object(text)?;
    let user = match token.sub {
        Some(sub) => Some(uuid::parse(&sub)?),
        None => None,
    };
    let org = match token.org_id {
        Some(org) => Some(uuid::parse(&org)?),
        None => None,
    };
    Some(Claims { user, org })
}

/// Reads the organization header; `None` when the headers are damaged.
pub(super) fn parse_organization(headers: &[u8]) -> Option<OrgChoice> {
    if !names_organization(headers) {
        return Some(OrgChoice::Unnamed);
    }
    let headers: Headers = from_object(headers)?;
    Some(match headers.org.as_deref().map(str::trim) {
        None | Some("") => OrgChoice::Unnamed,
        Some(name) => uuid::parse(name).map_or_else(|| OrgChoice::Slug(name.to_owned()), OrgChoice::Id),
    })
}

/// Reads an object; serde would also take an array for one.
fn from_object<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Option<T> {
    text.trim_ascii_start().starts_with(b"{").then(|| serde_json::from_slice(text).ok())?
}

/// Whether the headers can hold the organization at all, without parsing them.
fn names_organization(headers: &[u8]) -> bool {
    headers.windows(ORGANIZATION_HEADER.len()).any(|window| window == ORGANIZATION_HEADER)
}
