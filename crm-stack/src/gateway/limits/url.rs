use crate::gateway::errors::{Problem, refusals};
use axum::http::Uri;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Length of the URL, and text that PostgreSQL can hold: PostgREST 12 cuts a value at `%00` without a word and
/// answers bad UTF-8 with 500.
pub(crate) fn check_url(uri: &Uri, limit_bytes: usize) -> Result<(), Problem> {
    let whole = uri.path_and_query().map_or("", |whole| whole.as_str());
    if whole.len() > limit_bytes {
        return Err(refusals::url_too_long(limit_bytes));
    }
    decode(whole).map(drop)
}

/// The query with each `;` encoded: PostgREST splits at it as at `&`, so that a part of it would escape the limits.
pub(crate) fn encode_semicolons(query: &str) -> Cow<'_, str> {
    if query.contains(';') { Cow::Owned(query.replace(';', "%3B")) } else { Cow::Borrowed(query) }
}

/// Percent-decodes; borrows when there is nothing to decode.
pub(super) fn decode(text: &str) -> Result<Cow<'_, str>, Problem> {
    let decoded =
        percent_decode_str(text).decode_utf8().map_err(|_| refusals::malformed_url("invalid UTF-8"))?;
    if decoded.contains('\0') { Err(refusals::malformed_url("NUL character")) } else { Ok(decoded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(url: &str) -> Option<u16> {
        check_url(&url.parse().unwrap(), 100).err().map(|problem| problem.status().as_u16())
    }

    #[test]
    fn a_url_of_the_limit_passes_and_one_byte_more_is_refused() {
        assert_eq!(status(&format!("/{}", "a".repeat(99))), None);
        assert_eq!(status(&format!("/{}", "a".repeat(100))), Some(414));
    }

    #[test]
    fn nul_and_invalid_utf8_are_refused_in_path_and_query() {
        for url in
            ["/leads?name=eq.a%00b", "/le%00ads", "/leads?name=eq.%FF", "/%C0%AF", "/leads?a=%ED%A0%80"]
        {
            assert_eq!(status(url), Some(400), "{url}");
        }
    }

    #[test]
    fn a_semicolon_is_text_and_separates_nothing() {
        assert_eq!(encode_semicolons("limit=1;select=id&name=eq.a;b"), "limit=1%3Bselect=id&name=eq.a%3Bb");
        assert_eq!(encode_semicolons("limit=1&select=id"), "limit=1&select=id");
    }

    #[test]
    fn encoded_text_of_any_language_passes() {
        assert_eq!(status("/leads?name=eq.Z%C3%BCrich%20%F0%9F%91%A9"), None);
        assert_eq!(status("/leads?name=eq.100%"), None);
    }
}
