use crate::gateway::errors::{Problem, refusals};
use axum::http::HeaderMap;

/// PostgREST hands all headers to the database as text, and fails on those that are none.
pub(crate) fn check_headers(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.iter().find(|(_, value)| std::str::from_utf8(value.as_bytes()).is_err()) {
        Some((name, _)) => Err(refusals::malformed_header(name)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn status(value: &[u8]) -> Option<u16> {
        let headers = HeaderMap::from_iter([(
            axum::http::HeaderName::from_static("x-org-id"),
            HeaderValue::from_bytes(value).unwrap(),
        )]);
        check_headers(&headers).err().map(|problem| problem.status().as_u16())
    }

    #[test]
    fn invalid_utf8_overlong_forms_and_surrogates_are_refused() {
        for value in [&b"\xff"[..], b"ok\xc0\xaf", b"\xed\xa0\x80", b"\xe2\x82"] {
            assert_eq!(status(value), Some(400), "{value:?}");
        }
    }

    #[test]
    fn text_of_any_language_passes() {
        assert_eq!(status(b"acme"), None);
        assert_eq!(status("Zürich 株式会社".as_bytes()), None);
    }
}
