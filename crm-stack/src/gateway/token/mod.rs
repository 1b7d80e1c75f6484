//! Strict token checks before anything is forwarded. PostgREST alone accepts tokens without `exp` or `aud` and
//! with an unknown `kid`.

mod claims;
mod credentials;
mod error;
#[cfg(test)]
mod forgery_tests;
mod header;
mod keys;
mod remembered;

pub(crate) use claims::{Identity, Role};
pub(crate) use credentials::{Credentials, forward_caller};
pub(crate) use error::TokenError;
pub use keys::KeySetError;

use crate::gateway::config::Limits;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claims::Claims;
use header::Header;
use keys::KeySet;
use remembered::Remembered;

/// Decides who a token speaks for.
pub(crate) struct Verifier {
    keys: KeySet,
    remembered: Remembered,
    token_bytes: usize,
}

impl Verifier {
    /// Takes the key set (`jwks.json`).
    ///
    /// # Errors
    /// When a key is missing, too short or of an unknown kind.
    pub(crate) fn new(jwks: &serde_json::Value, limits: &Limits) -> Result<Self, KeySetError> {
        Ok(Self {
            keys: KeySet::from_jwks(jwks)?,
            remembered: Remembered::new(limits.remembered_tokens),
            token_bytes: limits.token_bytes,
        })
    }

    /// Checks a token at the instant `now` (seconds since 1970).
    pub(crate) fn verify(&self, token: &str, now: i64) -> Result<Identity, TokenError> {
        if token.len() > self.token_bytes {
            return Err(TokenError::TooLong);
        }
        if let Some(identity) = self.remembered.get(token) {
            return identity.unexpired_at(now);
        }
        let identity = self.verify_signature(token)?.identity(now)?;
        self.remembered.insert(token, identity);
        Ok(identity)
    }

    /// Parses the claims only after the signature was found good.
    fn verify_signature(&self, token: &str) -> Result<Verified, TokenError> {
        let (message, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(TokenError::Malformed)?;
        let header = Header::parse(&decode(header)?)?;
        let key = self.keys.select(&header)?;
        if !key.verifies(signature, message.as_bytes()) {
            return Err(TokenError::BadSignature);
        }
        let claims = serde_json::from_slice(&decode(payload)?).map_err(|_| TokenError::Claims)?;
        Ok(Verified { claims, signer: key.signer() })
    }
}

struct Verified {
    claims: Claims,
    signer: keys::Signer,
}

impl Verified {
    fn identity(self, now: i64) -> Result<Identity, TokenError> {
        self.claims.identity(self.signer, now)
    }
}

fn decode(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)
}
