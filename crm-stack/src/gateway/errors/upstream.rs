//! PostgREST's error answers, made honest and discreet.

use super::problem::Text;
use super::sqlstate::{self, Meaning};
use super::{Problem, refusals};
use axum::body::Body;
use axum::http::{HeaderName, Response, StatusCode, header};
use axum::response::IntoResponse;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::Value;

/// An error body larger than this is not PostgREST's.
const ERROR_BODY_BYTES_MAX: usize = 256 * 1024;

/// Headers of the original answer that an error keeps.
const KEPT: [HeaderName; 4] = [
    header::WWW_AUTHENTICATE,
    header::ALLOW,
    header::CONTENT_RANGE,
    HeaderName::from_static("server-timing"),
];

#[derive(Debug, Deserialize)]
struct UpstreamError {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    details: Option<Value>,
    #[serde(default)]
    hint: Option<String>,
}

/// Translates an answer with a status of 400 or more; its body is read whole.
pub(crate) async fn translate(response: Response<Incoming>) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let problem = match Limited::new(body, ERROR_BODY_BYTES_MAX).collect().await {
        Ok(body) => explain(parts.status, &body.to_bytes()),
        Err(_) => refusals::outcome_unknown(),
    };
    let mut answer = problem.into_response();
    for name in KEPT {
        if let (Some(value), false) = (parts.headers.get(&name), answer.headers().contains_key(&name)) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

fn explain(status: StatusCode, body: &[u8]) -> Problem {
    match serde_json::from_slice::<UpstreamError>(body) {
        Ok(UpstreamError { code: Some(code), message, details, hint }) => {
            let message = message.unwrap_or_default();
            let meaning = sqlstate::meaning(&code, &message);
            Answer { status, code, message, details, hint }.serve(meaning)
        }
        _ if status.is_server_error() => refusals::internal("PostgREST failed without saying why"),
        _ => Problem::new(
            status,
            "CRM006",
            status.canonical_reason().unwrap_or("refused").to_ascii_lowercase(),
        ),
    }
}

struct Answer {
    status: StatusCode,
    code: String,
    message: String,
    details: Option<Value>,
    hint: Option<String>,
}

impl Answer {
    fn serve(mut self, meaning: Meaning) -> Problem {
        match meaning {
            Meaning::AsItIs => {}
            Meaning::WithoutGuess => self.hint = None,
            Meaning::Bare => {
                self.details = None;
                self.hint = None;
            }
            Meaning::OutcomeUnknown => return refusals::outcome_unknown(),
            Meaning::ReadOnly => return refusals::read_only(),
            Meaning::Internal => return refusals::internal("internal error in the database"),
            Meaning::Replaced(replacement) => {
                let problem =
                    Problem::new(replacement.status, self.code, replacement.message).hint(replacement.hint);
                return match replacement.retry_after_s {
                    Some(seconds) => problem.retry_after(seconds),
                    None => problem,
                };
            }
        }
        self.into_problem()
    }

    fn into_problem(self) -> Problem {
        let hint = self.hint.map(Text::from).or_else(|| sqlstate::hint_for(&self.code));
        let mut problem = Problem::new(self.status, self.code, self.message);
        if let Some(details) = self.details {
            problem = problem.details(details);
        }
        if let Some(hint) = hint {
            problem = problem.hint(hint);
        }
        problem
    }
}
