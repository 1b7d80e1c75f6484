//! PostgREST's error answers, made honest and discreet.

use super::problem::Text;
use super::sqlstate::{self, Meaning};
use super::{Problem, refusals};
use axum::body::Body;
use axum::http::{HeaderName, Response, StatusCode, header};
use axum::response::IntoResponse;
use http_body_util::{BodyExt, Limited};
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

/// Translates an answer with a status of 400 or more; its body is read whole. `changes_nothing`: the request was a
/// reading one, so a lost connection leaves no doubt.
pub(crate) async fn translate(response: Response<Body>, changes_nothing: bool) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let problem = match Limited::new(body, ERROR_BODY_BYTES_MAX).collect().await {
        Ok(body) => explain(parts.status, &body.to_bytes(), changes_nothing),
        Err(_) => refusals::connection_lost(changes_nothing),
    };
    let mut answer = problem.into_response();
    for name in KEPT {
        if let (Some(value), false) = (parts.headers.get(&name), answer.headers().contains_key(&name)) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

fn explain(status: StatusCode, body: &[u8], changes_nothing: bool) -> Problem {
    match serde_json::from_slice::<UpstreamError>(body) {
        Ok(UpstreamError { code: Some(code), message, details, hint }) => {
            let message = message.unwrap_or_default();
            let meaning = sqlstate::meaning(&code, &message);
            if meaning == Meaning::ConnectionLost {
                return refusals::connection_lost(changes_nothing);
            }
            // PostgREST runs GET in a read-only transaction of its own making
            if meaning == Meaning::ReadOnly && changes_nothing {
                return refusals::post_required();
            }
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
            Meaning::AsItIs | Meaning::ConnectionLost => {}
            Meaning::WithoutGuess => self.hint = None,
            Meaning::WithoutRow => self.details = self.details.filter(|details| !shows_row(details)),
            Meaning::Bare => {
                self.details = None;
                self.hint = None;
            }
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

/// PostgreSQL quotes the row that broke a rule, hidden columns and all, when a function's owner wrote it.
fn shows_row(details: &Value) -> bool {
    details.as_str().is_some_and(|text| text.starts_with("Failing row contains"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(status: u16, body: &str, changes_nothing: bool) -> Value {
        let problem = explain(StatusCode::from_u16(status).unwrap(), body.as_bytes(), changes_nothing);
        let status = problem.status().as_u16();
        let mut served = serde_json::to_value(&problem).unwrap();
        served["status"] = status.into();
        served
    }

    #[test]
    fn an_error_of_our_own_sql_arrives_as_it_was_raised() {
        let body = r#"{"code":"PT409","message":"this deal was changed by someone else","details":"version 2","hint":"read again"}"#;
        let mut expected: Value = serde_json::from_str(body).unwrap();
        expected["status"] = 409.into();
        assert_eq!(served(409, body, false), expected);
    }

    #[test]
    fn names_that_postgrest_guesses_are_taken_away() {
        let body = r#"{"code":"PGRST202","message":"Could not find the function crm.x","details":"Searched for secret_function","hint":"Perhaps you meant to call the function crm.secret_function"}"#;
        let served = served(404, body, false);
        assert_eq!(served["details"], Value::Null);
        assert!(!served.to_string().contains("secret_function"));
    }

    #[test]
    fn the_row_that_broke_a_rule_is_not_shown_and_our_own_details_are() {
        let row = r#"{"code":"23514","message":"violates deals_amount_check","details":"Failing row contains (a, b)."}"#;
        assert_eq!(served(400, row, false)["details"], Value::Null);
        let ours = r#"{"code":"23514","message":"the stage is open","details":"the status says won"}"#;
        assert_eq!(served(400, ours, false)["details"], "the status says won");
    }

    #[test]
    fn a_connection_that_died_leaves_doubt_about_changes_only() {
        for body in
            [r#"{"code":"","message":"","details":null,"hint":null}"#, r#"{"code":"PGRST001","message":"x"}"#]
        {
            assert_eq!(
                (&served(400, body, false)["code"], &served(400, body, false)["status"]),
                (&"CRM002".into(), &503.into())
            );
            assert_eq!(served(400, body, true)["code"], "CRM001");
        }
    }

    #[test]
    fn text_that_is_no_json_gets_a_body_of_ours() {
        assert_eq!(served(500, "Something went wrong", false)["code"], "CRM005");
        assert_eq!(served(404, "", false)["status"], 404);
    }
}
