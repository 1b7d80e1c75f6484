//! The answer to a request.

use crm_core::scoring::{
    FactsError, ModelError, ScoringModel, default_lead_model, format_instant, read_facts,
};
use edge_host::EdgeError;
use serde_json::{Value, json};

use crate::request::Request;

/// The score of the draft in the request, with its grade and reasons.
pub(crate) fn answer(method: &str, body: &[u8], now: i64) -> Result<Value, EdgeError> {
    let request = Request::read(method, body)?;
    let as_of = request.as_of.unwrap_or(now);
    let mut answer = match &request.model {
        Some(model) => {
            explain(&ScoringModel::parse(model).map_err(|error| of_model(&error))?, &request.lead, as_of)?
        }
        None => {
            let model = default_lead_model().map_err(|error| EdgeError::internal(error.to_string()))?;
            explain(model, &request.lead, as_of)?
        }
    };
    answer["as_of"] = json!(format_instant(as_of));
    Ok(answer)
}

fn explain(model: &ScoringModel, lead: &Value, as_of: i64) -> Result<Value, EdgeError> {
    let facts = read_facts(lead, model.fields()).map_err(|error| of_facts(&error))?;
    Ok(model.explain(&facts, as_of).to_json())
}

fn of_model(error: &ModelError) -> EdgeError {
    EdgeError::bad_argument(error.to_string()).with_detail(error.detail()).with_hint(error.hint())
}

fn of_facts(error: &FactsError) -> EdgeError {
    EdgeError::bad_argument(error.to_string()).with_detail(error.detail()).with_hint(error.hint())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_132_800_000_000; // 2026-11-20

    fn refusal(method: &str, body: &str) -> EdgeError {
        answer(method, body.as_bytes(), NOW).unwrap_err()
    }

    #[test]
    fn a_draft_is_scored_with_the_default_model() {
        let answer =
            answer("POST", br#"{"lead": {"job_title": "CEO", "employee_count": 250}}"#, NOW).unwrap();
        assert_eq!(answer["score"], 35.0);
        assert_eq!(answer["grade"], "B3");
        assert_eq!(answer["as_of"], "2026-11-20T00:00:00Z");
    }

    #[test]
    fn a_model_and_an_instant_may_be_sent() {
        let body = json!({
            "lead": { "created_at": "2026-11-01T00:00:00Z" },
            "as_of": "2026-11-08T00:00:00Z",
            "model": {
                "cap": 10,
                "groups": [{ "key": "g", "kind": "engagement", "cap": 10, "rules": [
                    { "key": "new", "points": 8, "since": "created_at", "half_life_days": 7 }] }],
                "grades": { "fit": { "A": 2, "B": 1 }, "engagement": { "1": 4, "2": 2 } },
            },
        });
        let answer = answer("POST", body.to_string().as_bytes(), NOW).unwrap();
        assert_eq!((&answer["score"], &answer["grade"]), (&json!(4.0), &json!("C1")));
    }

    #[test]
    fn bad_requests_are_refused_with_status_and_reason() {
        for (method, body, status, message) in [
            ("GET", "", 405, "method GET is not allowed on lead-score"),
            ("POST", "", 400, "the body is not valid JSON"),
            ("POST", "\u{fffd}", 400, "the body is not valid JSON"),
            ("POST", "[]", 400, "the body is not a JSON object"),
            ("POST", "{}", 400, "the request lacks \"lead\""),
            ("POST", r#"{"lead": null}"#, 400, "the request lacks \"lead\""),
            ("POST", r#"{"lead": {}, "modell": {}}"#, 400, "unknown key \"modell\" in the request"),
            ("POST", r#"{"lead": [], "as_of": null}"#, 400, "facts must be an object"),
            ("POST", r#"{"lead": {"employee_count": "x"}}"#, 400, "employee_count must be a number"),
            ("POST", r#"{"lead": {}, "as_of": "today"}"#, 400, "as_of is not an instant"),
            (
                "POST",
                r#"{"lead": {}, "model": {"cap": 1}}"#,
                400,
                "scoring model is not valid: model: lacks \"groups\"",
            ),
        ] {
            let error = refusal(method, body);
            assert_eq!((error.status, error.message.as_str()), (status, message), "{body}");
            assert!(error.hint.is_some(), "{body}");
        }
        assert_eq!(refusal("POST", &" ".repeat(300_000)).status, 413);
    }

    #[test]
    fn deeply_nested_json_is_refused() {
        assert_eq!(refusal("POST", &"[".repeat(100_000)).status, 400);
    }
}
