use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// Text that is fit for callers: it never holds secrets, addresses or another tenant's data.
pub(crate) type Text = Cow<'static, str>;

/// A refusal in PostgREST's shape `{code, message, details, hint}`.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Problem(Box<Content>);

#[derive(Debug, Clone, Serialize)]
struct Content {
    code: Text,
    message: Text,
    details: Option<Value>,
    hint: Option<Text>,
    #[serde(skip)]
    status: StatusCode,
    #[serde(skip)]
    retry_after_s: Option<u16>,
    #[serde(skip)]
    challenge: Option<&'static str>,
    #[serde(skip)]
    allow: Option<&'static str>,
    #[serde(skip)]
    cause: Option<&'static str>,
}

/// What was refused and why, for the operator's log; travels in the response's extensions.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) code: Text,
    pub(crate) cause: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: impl Into<Text>, message: impl Into<Text>) -> Self {
        Self(Box::new(Content {
            code: code.into(),
            message: message.into(),
            details: None,
            hint: None,
            status,
            retry_after_s: None,
            challenge: None,
            allow: None,
            cause: None,
        }))
    }

    /// Values and limits.
    pub(crate) fn details(mut self, details: impl Into<Value>) -> Self {
        self.0.details = Some(details.into());
        self
    }

    /// The one next step, imperative.
    pub(crate) fn hint(mut self, hint: impl Into<Text>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds `Retry-After`.
    pub(crate) fn retry_after(mut self, seconds: u16) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// Adds `WWW-Authenticate`.
    pub(crate) fn challenge(mut self, challenge: &'static str) -> Self {
        self.0.challenge = Some(challenge);
        self
    }

    /// Adds `Allow`.
    pub(crate) fn allow(mut self, methods: &'static str) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// Says in the operator's log, and only there, what happened.
    pub(crate) fn cause(mut self, cause: &'static str) -> Self {
        self.0.cause = Some(cause);
        self
    }

    #[cfg(test)]
    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> &str {
        &self.0.code
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let content = *self.0;
        // the content is text and JSON values, which always serialise
        let body = serde_json::to_vec(&content).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = content.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        if let Some(seconds) = content.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = content.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(methods) = content.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        response.extensions_mut().insert(Refusal { code: content.code, cause: content.cause });
        response
    }
}
