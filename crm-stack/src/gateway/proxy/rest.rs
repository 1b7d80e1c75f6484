use super::headers;
use crate::gateway::Gateway;
use crate::gateway::errors::{Problem, refusals, upstream};
use crate::gateway::limits;
use crate::gateway::listen::Peer;
use crate::gateway::token::{Identity, Role};
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};

const PREFIX: &str = "/rest/v1";

/// Whether a path is PostgREST's.
pub(crate) fn is_rest(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Forwards a request whose token is good to PostgREST.
pub(crate) async fn forward(
    gateway: &Gateway,
    request: Request<Body>,
    identity: Identity,
) -> Result<Response<Body>, Problem> {
    let (mut parts, body) = request.into_parts();
    let target = check(&parts, identity, gateway)?;
    limits::count_exactly(&mut parts.headers);
    let peer = parts.extensions.remove::<Peer>();
    headers::prepare_request(&mut parts.headers, peer.as_ref());
    let body = take_body(&parts.headers, body, gateway).await?;
    let changes_nothing = parts.method.is_safe();
    let response = gateway.rest.send(Request::from_parts(parts, body), target).await;
    let mut response =
        response.map_err(|error| error.into_problem(changes_nothing, gateway.limits.body_bytes))?;
    if is_refusal(response.status()) {
        return Ok(upstream::translate(response, changes_nothing).await);
    }
    headers::prepare_response(response.headers_mut());
    add_prefix(response.headers_mut());
    Ok(response)
}

/// Whether PostgREST refused; it answers an embed that has two meanings with 300.
fn is_refusal(status: StatusCode) -> bool {
    status.as_u16() >= 400 || status == StatusCode::MULTIPLE_CHOICES
}

/// Checks everything but the body, and gives the path that PostgREST knows.
fn check(parts: &Parts, identity: Identity, gateway: &Gateway) -> Result<PathAndQuery, Problem> {
    let path = parts.uri.path().strip_prefix(PREFIX).filter(|path| !path.is_empty()).unwrap_or("/");
    let query = parts.uri.query().map(limits::encode_semicolons);
    if path == "/" && identity.role == Role::Anon && parts.method != Method::OPTIONS {
        return Err(refusals::description_closed());
    }
    limits::check_headers(&parts.headers)?;
    limits::check_profile(&parts.headers)?;
    limits::check_query(&parts.method, path, query.as_deref(), &gateway.limits)?;
    let target = match query {
        Some(query) => PathAndQuery::try_from(format!("{path}?{query}")),
        None => PathAndQuery::try_from(path),
    };
    target.map_err(|_| refusals::malformed_url("the path cannot be forwarded"))
}

async fn take_body(headers: &HeaderMap, body: Body, gateway: &Gateway) -> Result<Body, Problem> {
    use axum::body::HttpBody;
    let kind = limits::Kind::of(headers);
    if body.is_end_stream() || kind == limits::Kind::Binary {
        return limits::stream_capped(body, gateway.limits.body_bytes);
    }
    limits::read_checked(kind, body, &gateway.limits).await.map(Body::from)
}

/// PostgREST names its resources without the gateway's prefix.
fn add_prefix(headers: &mut HeaderMap) {
    const NAMING: [HeaderName; 2] = [header::LOCATION, header::CONTENT_LOCATION];
    for name in &NAMING {
        if let Some(value) = headers.get_mut(name).filter(|value| value.as_bytes().starts_with(b"/"))
            && let Ok(prefixed) = HeaderValue::from_bytes(&[PREFIX.as_bytes(), value.as_bytes()].concat())
        {
            *value = prefixed;
        }
    }
}
