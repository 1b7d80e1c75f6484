use super::{Identity, TokenError, Verifier};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const API_KEY: HeaderName = HeaderName::from_static("apikey");

/// The tokens of a request: `apikey`, `Authorization: Bearer`, or both.
#[derive(Debug)]
pub(crate) struct Credentials<'a> {
    api_key: Option<&'a str>,
    bearer: Option<&'a str>,
}

impl<'a> Credentials<'a> {
    /// Reads the headers. A header given twice is refused, so that nobody downstream can pick the other one.
    pub(crate) fn from_headers(headers: &'a HeaderMap) -> Result<Self, TokenError> {
        let bearer = single(headers, &AUTHORIZATION)?.map(bearer_token).transpose()?;
        Ok(Self { api_key: single(headers, &API_KEY)?, bearer })
    }

    /// Both tokens have to be good; the caller is whom the bearer token names, else the key.
    pub(crate) fn verify(&self, verifier: &Verifier, now: i64) -> Result<Identity, TokenError> {
        let (caller, other) = match (self.bearer, self.api_key) {
            (Some(bearer), Some(key)) if bearer != key => (bearer, Some(key)),
            (Some(token), _) | (None, Some(token)) => (token, None),
            (None, None) => return Err(TokenError::Missing),
        };
        if let Some(key) = other {
            verifier.verify(key, now)?;
        }
        verifier.verify(caller, now)
    }
}

/// Leaves exactly one token in the headers: the caller's, as `Authorization`.
pub(crate) fn forward_caller(headers: &mut HeaderMap) {
    let Some(key) = headers.remove(API_KEY) else { return };
    if headers.contains_key(AUTHORIZATION) {
        return;
    }
    let value = [b"Bearer ", key.as_bytes()].concat();
    if let Ok(mut value) = HeaderValue::from_maybe_shared(bytes::Bytes::from(value)) {
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
}

fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, TokenError> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next(), values.next());
    match (first, second) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| TokenError::Malformed),
        (Some(_), Some(_)) => Err(TokenError::Malformed),
    }
}

fn bearer_token(value: &str) -> Result<&str, TokenError> {
    let (scheme, token) = value.split_once(' ').ok_or(TokenError::NotBearer)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(TokenError::NotBearer) }
}
