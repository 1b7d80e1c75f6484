//! Edge function `lead-score`: scores a draft lead that is not saved.
//!
//! `POST {"lead": {...}, "model": {...}, "as_of": "2026-11-20T12:00:00Z"}`. Without `model` the built-in default model
//! is used, without `as_of` the present. The answer is that of `crm_ext.explain_score`, with `as_of`; the score is the
//! same to the last bit.

#![warn(missing_docs)]

mod request;
mod score;

use edge_host::{Reply, log_error, now_micros};
use serde_json::json;
use wasm_bindgen::prelude::*;

/// Answers one HTTP request; never throws.
#[wasm_bindgen]
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "JavaScript hands the bytes over")]
pub fn handle(method: &str, body: Vec<u8>) -> Reply {
    let outcome = score::answer(method, &body, now_micros());
    if let Err(error) = &outcome
        && error.status >= 500
    {
        log_error("lead-score", "request_failed", &json!({ "code": error.code, "message": error.message }));
    }
    Reply::from(outcome)
}
