//! What an edge function answers.

use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::EdgeError;

/// A status and a JSON body: what the shim in TypeScript makes a `Response` of.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// JSON text.
    pub body: String,
}

impl From<Result<Value, EdgeError>> for Reply {
    fn from(outcome: Result<Value, EdgeError>) -> Self {
        match outcome {
            Ok(value) => Self { status: 200, body: value.to_string() },
            Err(error) => {
                let body = serde_json::to_string(&error).unwrap_or_else(|_| "{}".to_owned());
                Self { status: error.status, body }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refusal_has_the_form_of_postgrest() {
        let error = EdgeError::bad_argument("lead is missing").with_hint("Send a lead.");
        let reply = Reply::from(Err(error));
        assert_eq!(reply.status, 400);
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(
            body,
            json!({ "code": "22023", "message": "lead is missing", "details": null, "hint": "Send a lead." })
        );
    }

    #[test]
    fn a_value_is_answered_with_200() {
        assert_eq!(
            Reply::from(Ok(json!({ "score": 1 }))),
            Reply { status: 200, body: "{\"score\":1}".to_owned() }
        );
    }
}
