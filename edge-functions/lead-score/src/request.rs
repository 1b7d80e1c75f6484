//! What a caller asks for.

use crm_core::scoring::parse_instant;
use edge_host::EdgeError;
use serde_json::{Map, Value};

const BODY_BYTES_MOST: usize = 256 * 1024;
const KEYS: [&str; 3] = ["lead", "model", "as_of"];

/// A request whose form is right.
#[derive(Debug)]
pub(crate) struct Request {
    /// The facts of the draft.
    pub(crate) lead: Value,
    /// The model to score with, if not the default one.
    pub(crate) model: Option<Value>,
    /// The instant of the score, microseconds since 1970, if not the present.
    pub(crate) as_of: Option<i64>,
}

impl Request {
    pub(crate) fn read(method: &str, body: &[u8]) -> Result<Self, EdgeError> {
        if method != "POST" {
            let message = format!("method {method} is not allowed on lead-score");
            return Err(EdgeError::method_not_allowed(message).with_hint("Send the lead with POST."));
        }
        if body.len() > BODY_BYTES_MOST {
            let detail = format!("The body has {} bytes, at most {BODY_BYTES_MOST} are read.", body.len());
            return Err(EdgeError::too_large("the body is too large")
                .with_detail(detail)
                .with_hint("Send one lead."));
        }
        let mut object = read_object(body)?;
        if let Some(key) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let error = EdgeError::bad_argument(format!("unknown key \"{key}\" in the request"));
            return Err(error
                .with_detail(format!("Keys are {}.", KEYS.join(", ")))
                .with_hint("Leave the key out."));
        }
        let mut take = |key| object.remove(key).filter(|value| !value.is_null());
        Ok(Self {
            lead: take("lead").ok_or_else(missing_lead)?,
            model: take("model"),
            as_of: take("as_of").as_ref().map(read_instant).transpose()?,
        })
    }
}

fn read_object(body: &[u8]) -> Result<Map<String, Value>, EdgeError> {
    let hint = "Send {\"lead\": {\"job_title\": \"CEO\"}} with content-type application/json.";
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(EdgeError::malformed("the body is not a JSON object").with_hint(hint)),
        Err(error) => Err(EdgeError::malformed("the body is not valid JSON")
            .with_detail(error.to_string())
            .with_hint(hint)),
    }
}

fn missing_lead() -> EdgeError {
    EdgeError::bad_argument("the request lacks \"lead\"")
        .with_hint("Send the fields of the draft in \"lead\".")
}

fn read_instant(value: &Value) -> Result<i64, EdgeError> {
    value.as_str().and_then(parse_instant).ok_or_else(|| {
        EdgeError::bad_argument("as_of is not an instant")
            .with_detail(format!("Found {value}."))
            .with_hint("Send an RFC 3339 instant, for example \"2026-11-20T12:00:00Z\".")
    })
}
