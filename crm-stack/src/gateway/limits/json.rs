use crate::gateway::errors::{Problem, refusals};

/// Checks a JSON body without building it: valid UTF-8, no NUL (PostgreSQL's text cannot hold it), brackets nested no
/// deeper than `depth_limit`. Whether it is JSON at all is PostgREST's to say.
pub(super) fn check_json(body: &[u8], depth_limit: usize) -> Result<(), Problem> {
    let text = std::str::from_utf8(body).map_err(|_| refusals::malformed_body("invalid UTF-8"))?;
    let (mut depth, mut quoted) = (0_usize, false);
    let mut bytes = text.as_bytes().iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            0 => return Err(refusals::malformed_body("NUL character")),
            b'\\' if quoted => skip_escape(&mut bytes)?,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > depth_limit {
                    return Err(refusals::json_too_deep(depth_limit));
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// Checks text of another kind: valid UTF-8, no NUL.
pub(super) fn check_text(body: &[u8]) -> Result<(), Problem> {
    let text = std::str::from_utf8(body).map_err(|_| refusals::malformed_body("invalid UTF-8"))?;
    if text.contains('\0') { Err(refusals::malformed_body("NUL character")) } else { Ok(()) }
}

/// Steps over the character after a backslash.
fn skip_escape(bytes: &mut std::slice::Iter<'_, u8>) -> Result<(), Problem> {
    let escapes_nul = bytes.next() == Some(&b'u') && bytes.as_slice().starts_with(b"0000");
    if escapes_nul { Err(refusals::malformed_body("NUL character")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &[u8]) -> Option<String> {
        check_json(body, 3).err().map(|problem| problem.code().to_owned())
    }

    #[test]
    fn nesting_is_allowed_to_the_limit() {
        assert_eq!(code(br#"[{"a":[1]},{"b":[2]}]"#), None);
        assert_eq!(code(br#"[{"a":[[1]]}]"#).as_deref(), Some("CRM103"));
        assert_eq!(code(&b"[".repeat(20_000)).as_deref(), Some("CRM103"));
    }

    #[test]
    fn brackets_inside_text_do_not_count() {
        assert_eq!(code(br#"{"a":"[[[[[[","b":"\"[[[[[["}"#), None);
    }

    #[test]
    fn nul_is_refused_raw_and_escaped() {
        assert_eq!(code(b"{\"a\":\"x\0y\"}").as_deref(), Some("CRM104"));
        assert_eq!(code(br#"{"a":"x\u0000y"}"#).as_deref(), Some("CRM104"));
        assert_eq!(code(br#"{"a":"x\\u0000y"}"#), None, "an escaped backslash followed by plain text");
    }

    #[test]
    fn invalid_utf8_is_refused() {
        for body in [&b"\"\xff\""[..], b"\"\xc0\xaf\"", b"\"\xed\xa0\x80\""] {
            assert_eq!(code(body).as_deref(), Some("CRM104"));
        }
        assert_eq!(code("\"Zürich 👩‍🚀\"".as_bytes()), None);
    }
}
