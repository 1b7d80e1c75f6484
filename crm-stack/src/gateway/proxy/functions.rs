use super::headers;
use crate::gateway::Gateway;
use crate::gateway::errors::{Problem, refusals};
use crate::gateway::limits;
use crate::gateway::listen::Peer;
use axum::body::Body;
use axum::http::uri::PathAndQuery;
use axum::http::{Request, Response, Uri};

const PREFIX: &str = "/functions/v1";

/// Forwards a request whose token is good to the edge functions; they see `/<name>/...`, as on Supabase.
pub(crate) async fn forward(gateway: &Gateway, request: Request<Body>) -> Result<Response<Body>, Problem> {
    let target = target(request.uri())?;
    let (mut parts, body) = request.into_parts();
    let peer = parts.extensions.remove::<Peer>();
    headers::prepare_request_with_host(&mut parts.headers, peer.as_ref());
    let body = limits::stream_capped(body, gateway.limits.body_bytes)?;
    let changes_nothing = parts.method.is_safe();
    let response = gateway.functions.send(Request::from_parts(parts, body), target).await;
    let mut response =
        response.map_err(|error| error.into_problem(changes_nothing, gateway.limits.body_bytes))?;
    headers::prepare_response(response.headers_mut());
    Ok(response)
}

fn target(uri: &Uri) -> Result<PathAndQuery, Problem> {
    let whole = uri.path_and_query().map_or("", PathAndQuery::as_str);
    let rest = whole.strip_prefix(PREFIX).unwrap_or_default();
    let path = uri.path().strip_prefix(PREFIX).unwrap_or_default();
    let name = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if !is_function_name(name) {
        return Err(refusals::unknown_function());
    }
    PathAndQuery::try_from(rest).map_err(|_| refusals::unknown_function())
}

fn is_function_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !name.is_empty() && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_taken_off_and_the_query_kept() {
        let forwarded =
            |uri: &str| target(&uri.parse().unwrap()).ok().map(|target| target.as_str().to_owned());
        assert_eq!(forwarded("/functions/v1/lead-score?x=1").as_deref(), Some("/lead-score?x=1"));
        assert_eq!(forwarded("/functions/v1/lead-score/batch").as_deref(), Some("/lead-score/batch"));
        for uri in [
            "/functions/v1",
            "/functions/v1/",
            "/functions/v1/..",
            "/functions/v1/%2e%2e/x",
            "/functions/v1?a",
        ] {
            assert_eq!(forwarded(uri), None, "{uri}");
        }
    }
}
