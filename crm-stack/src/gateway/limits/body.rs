use super::json::check_json;
use crate::gateway::config::Limits;
use crate::gateway::errors::{Problem, refusals};
use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// Whether PostgREST will read the body as JSON, which it also does when no type is given.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(header::CONTENT_TYPE) else { return true };
    let essence = content_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let tail = essence.len().saturating_sub(4);
    essence.get(tail..).is_some_and(|end| end.eq_ignore_ascii_case(b"json"))
}

/// Takes a JSON body in and checks it, so that nothing of a refused body reaches the database.
pub(crate) async fn read_json(body: Body, limits: &Limits) -> Result<Bytes, Problem> {
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
    check_json(&bytes, limits.json_depth)?;
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
    fn json_is_known_by_its_type_and_assumed_without_one() {
        let with = |value: &str| HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]);
        assert!(is_json(&HeaderMap::new()));
        assert!(is_json(&with("application/json; charset=utf-8")));
        assert!(is_json(&with("application/vnd.pgrst.object+JSON")));
        assert!(!is_json(&with("text/csv")));
        assert!(!is_json(&with("application/octet-stream")));
        assert!(!is_json(&with("")));
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_refused_also_without_a_length() {
        let limits = Limits { body_bytes: 10, ..Limits::default() };
        let chunked = futures_util::stream::iter(["[1,2,3", ",4,5,6]"].map(Ok::<_, std::io::Error>));
        let refused = read_json(Body::from_stream(chunked), &limits).await.unwrap_err();
        assert_eq!(refused.status(), 413);
        assert_eq!(read_json(Body::from("[1,2,3,4,5]"), &limits).await.unwrap_err().status(), 413);
        assert_eq!(read_json(Body::from("[1,2,3,4]"), &limits).await.unwrap(), "[1,2,3,4]");
    }
}
