use super::json::{check_json, check_text};
use crate::gateway::config::Limits;
use crate::gateway::errors::{Problem, refusals};
use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// What PostgREST takes a body for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    /// Percent-encoded fields.
    Form,
    /// CSV, plain text, XML.
    Text,
    Binary,
}

impl Kind {
    /// By its type; without one PostgREST reads JSON.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let Some(content_type) = headers.get(header::CONTENT_TYPE) else { return Self::Json };
        let essence = content_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
        let essence = essence.trim_ascii().to_ascii_lowercase();
        match essence.as_slice() {
            essence if essence.ends_with(b"json") => Self::Json,
            b"application/x-www-form-urlencoded" => Self::Form,
            essence if essence.starts_with(b"text/") => Self::Text,
            _ => Self::Binary,
        }
    }

    fn check(self, body: &[u8], limits: &Limits) -> Result<(), Problem> {
        match self {
            Self::Json => check_json(body, limits.json_depth),
            Self::Form => check_text(&percent_encoding::percent_decode(body).collect::<Vec<u8>>()),
            Self::Text => check_text(body),
            Self::Binary => Ok(()),
        }
    }
}

/// Takes a body in and checks it, so that nothing of a refused one reaches the database.
pub(crate) async fn read_checked(kind: Kind, body: Body, limits: &Limits) -> Result<Bytes, Problem> {
    refuse_announced(&body, limits.body_bytes)?;
    let collected = Limited::new(body, limits.body_bytes).collect();
    let collected = tokio::time::timeout(limits.body_timeout, collected).await;
    let collected = collected.map_err(|_| refusals::body_timeout())?.map_err(|error| {
        if error.is::<LengthLimitError>() {
            refusals::body_too_large(limits.body_bytes)
        } else {
            refusals::malformed_body("the transfer was broken off")
        }
    })?;
    let bytes = collected.to_bytes();
    kind.check(&bytes, limits)?;
    Ok(bytes)
}

/// Passes a body on while it arrives; one that grows over the limit fails the upstream request.
pub(crate) fn stream_capped(body: Body, limit_bytes: usize) -> Result<Body, Problem> {
    refuse_announced(&body, limit_bytes)?;
    Ok(if body.is_end_stream() { body } else { Body::new(Limited::new(body, limit_bytes)) })
}

/// Refuses by `Content-Length`, before a byte is read.
fn refuse_announced(body: &Body, limit_bytes: usize) -> Result<(), Problem> {
    let announced = HttpBody::size_hint(body).lower();
    if announced > limit_bytes as u64 { Err(refusals::body_too_large(limit_bytes)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_known_by_their_type_and_json_is_assumed_without_one() {
        let with = |value: &str| HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]);
        assert_eq!(Kind::of(&HeaderMap::new()), Kind::Json);
        for (content_type, kind) in [
            ("application/json; charset=utf-8", Kind::Json),
            ("application/vnd.pgrst.object+JSON", Kind::Json),
            ("text/csv", Kind::Text),
            ("Text/XML ; charset=utf-8", Kind::Text),
            ("application/x-www-form-urlencoded", Kind::Form),
            ("application/octet-stream", Kind::Binary),
            ("", Kind::Binary),
        ] {
            assert_eq!(Kind::of(&with(content_type)), kind, "{content_type}");
        }
    }

    #[tokio::test]
    async fn text_and_forms_have_to_be_utf8_without_nul() {
        let limits = Limits::default();
        for (kind, body, refused) in [
            (Kind::Text, &b"name\nA\xff\n"[..], true),
            (Kind::Text, b"name\nA\0B\n", true),
            (Kind::Text, "name\nZürich\n".as_bytes(), false),
            (Kind::Text, b"50%ff", false),
            (Kind::Form, b"name=A%ff", true),
            (Kind::Form, b"name=A%00", true),
            (Kind::Form, b"name=A\xff", true),
            (Kind::Form, b"name=Z%C3%BCrich", false),
            (Kind::Binary, b"\xff\0", false),
        ] {
            let read = read_checked(kind, Body::from(body), &limits).await;
            assert_eq!(read.is_err(), refused, "{kind:?} {body:?}");
            if let Err(problem) = read {
                assert_eq!((problem.status().as_u16(), problem.code()), (400, "CRM104"));
            }
        }
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_refused_also_without_a_length() {
        let limits = Limits { body_bytes: 10, ..Limits::default() };
        let chunked = futures_util::stream::iter(["[1,2,3", ",4,5,6]"].map(Ok::<_, std::io::Error>));
        let refused = read_checked(Kind::Json, Body::from_stream(chunked), &limits).await.unwrap_err();
        assert_eq!(refused.status(), 413);
        for (body, accepted) in [("[1,2,3,4]", true), ("[1,2,3,45]", true), ("[1,2,3,456]", false)] {
            let read = read_checked(Kind::Json, Body::from(body), &limits).await;
            assert_eq!(read.is_ok(), accepted, "{body}");
        }
    }
}
