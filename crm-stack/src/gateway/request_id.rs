//! The name of a request in answers, logs and the database.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LENGTH_MAX: usize = 128;

/// Keeps the caller's id where it is sane, makes one otherwise; it is in the headers afterwards.
pub(super) fn assign(headers: &mut HeaderMap) -> HeaderValue {
    if let Some(given) = headers.get(&REQUEST_ID).filter(|given| is_sane(given.as_bytes())) {
        return given.clone();
    }
    let made = HeaderValue::try_from(Uuid::now_v7().to_string());
    let made = made.unwrap_or_else(|_| HeaderValue::from_static("unnamed"));
    headers.insert(REQUEST_ID, made.clone());
    made
}

fn is_sane(id: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    !id.is_empty() && id.len() <= LENGTH_MAX && id.iter().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static("trace-17"));
        assert_eq!(assign(&mut headers), "trace-17");
        for strange in ["a b", "{\"x\":1}", "", &"x".repeat(129)] {
            headers.insert(REQUEST_ID, HeaderValue::from_str(strange).unwrap());
            let made = assign(&mut headers);
            assert_ne!(made, strange);
            assert_eq!(headers[REQUEST_ID], made);
        }
    }
}
