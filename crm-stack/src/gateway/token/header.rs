use super::TokenError;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The parts of a JOSE header that matter. A key that the token brings along or points to is never used.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    alg: Algorithm,
    pub(super) kid: Option<String>,
    typ: Option<String>,
    crit: Option<IgnoredAny>,
    jku: Option<IgnoredAny>,
    jwk: Option<IgnoredAny>,
    x5u: Option<IgnoredAny>,
    x5c: Option<IgnoredAny>,
}

impl Header {
    pub(super) fn parse(json: &[u8]) -> Result<Self, TokenError> {
        let header: Self = serde_json::from_slice(json).map_err(|_| TokenError::Malformed)?;
        let brings_key =
            [&header.jku, &header.jwk, &header.x5u, &header.x5c].iter().any(|part| part.is_some());
        let known_type = header.typ.as_deref().is_none_or(|typ| typ.eq_ignore_ascii_case("jwt"));
        if brings_key || header.crit.is_some() || !known_type {
            return Err(TokenError::ForbiddenHeader);
        }
        Ok(header)
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.alg
    }
}
