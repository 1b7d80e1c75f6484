use super::TokenError;
use super::header::Header;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;

/// RFC 7518: a key of the size of the hash output or larger.
const HMAC_KEY_BYTES_MIN: usize = 32;

/// Who holds the signing half of a key, and so which roles it may speak for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signer {
    /// Signs users' access tokens (RS256).
    Users,
    /// Signed the anon and service keys (HS256).
    ServiceKeys,
}

/// Why the key set cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    #[error("the key set is not a JWKS: {0}")]
    Shape(#[from] serde_json::Error),
    #[error("the key set has no usable key")]
    Empty,
    #[error("an RSA key needs n, e and kid")]
    Rsa,
    #[error("a symmetric key needs at least {HMAC_KEY_BYTES_MIN} bytes")]
    Symmetric,
}

/// One key, bound to one algorithm.
pub(super) struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    signer: Signer,
    decoding: DecodingKey,
}

/// The keys of this installation.
pub(super) struct KeySet(Vec<Key>);

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
    k: Option<String>,
}

impl KeySet {
    pub(super) fn from_jwks(jwks: &serde_json::Value) -> Result<Self, KeySetError> {
        let keys = Jwks::deserialize(jwks)?.keys;
        let keys: Vec<Key> =
            keys.into_iter().filter_map(|jwk| jwk.into_key().transpose()).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(KeySetError::Empty) } else { Ok(Self(keys)) }
    }

    /// Finds the key by id and algorithm together, so that a token cannot choose how it is checked.
    pub(super) fn select(&self, header: &Header) -> Result<&Key, TokenError> {
        self.0.iter().find(|key| key.fits(header)).ok_or(TokenError::UnknownKey)
    }
}

impl Key {
    fn fits(&self, header: &Header) -> bool {
        let kid_fits = match (self.signer, &header.kid) {
            // the anon and service keys carry no id where they were made by older tools
            (Signer::ServiceKeys, None) => true,
            (_, kid) => kid.is_some() && *kid == self.kid,
        };
        self.algorithm == header.algorithm() && kid_fits
    }

    pub(super) fn verifies(&self, signature: &str, message: &[u8]) -> bool {
        jsonwebtoken::crypto::verify(signature, message, &self.decoding, self.algorithm).unwrap_or(false)
    }

    pub(super) fn signer(&self) -> Signer {
        self.signer
    }
}

impl Jwk {
    /// Keys of kinds that the gateway does not use are left to others.
    fn into_key(self) -> Result<Option<Key>, KeySetError> {
        match self.kty.as_str() {
            "RSA" => self.into_rsa().map(Some),
            "oct" => self.into_symmetric().map(Some),
            _ => Ok(None),
        }
    }

    fn into_rsa(self) -> Result<Key, KeySetError> {
        let (Some(n), Some(e), Some(kid)) = (&self.n, &self.e, self.kid) else {
            return Err(KeySetError::Rsa);
        };
        let decoding = DecodingKey::from_rsa_components(n, e).map_err(|_| KeySetError::Rsa)?;
        Ok(Key { kid: Some(kid), algorithm: Algorithm::RS256, signer: Signer::Users, decoding })
    }

    fn into_symmetric(self) -> Result<Key, KeySetError> {
        let secret =
            URL_SAFE_NO_PAD.decode(self.k.unwrap_or_default()).map_err(|_| KeySetError::Symmetric)?;
        if secret.len() < HMAC_KEY_BYTES_MIN {
            return Err(KeySetError::Symmetric);
        }
        let decoding = DecodingKey::from_secret(&secret);
        Ok(Key { kid: self.kid, algorithm: Algorithm::HS256, signer: Signer::ServiceKeys, decoding })
    }
}
