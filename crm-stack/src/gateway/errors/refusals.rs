//! The gateway's own refusals: `CRM0xx` an upstream, `CRM1xx` the request, `CRM2xx` the place, `CRM3xx` the token.
//! docs/reference/errors.md lists them for callers.

use super::Problem;
use crate::gateway::config::EXPOSED_SCHEMAS;
use axum::http::{HeaderName, StatusCode};

const RETRY_SOON_S: u16 = 2;
const RETRY_LATER_S: u16 = 30;
const METHODS: &str = "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS";

pub(crate) fn unavailable(cause: &'static str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "CRM001", "the service is not reachable at the moment")
        .hint("try again; nothing was changed")
        .retry_after(RETRY_SOON_S)
        .cause(cause)
}

pub(crate) fn outcome_unknown() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "CRM002",
        "the connection was lost while the request ran, its outcome is unknown",
    )
    .hint("read the record before you repeat the request, or repeat it with the same idempotency key")
    .retry_after(RETRY_SOON_S)
    .cause("connection to the database or PostgREST lost during the request")
}

pub(crate) fn connection_lost(changes_nothing: bool) -> Problem {
    if changes_nothing { unavailable("connection lost during a reading request") } else { outcome_unknown() }
}

pub(crate) fn upstream_timeout() -> Problem {
    Problem::new(StatusCode::GATEWAY_TIMEOUT, "CRM003", "the request took longer than allowed")
        .hint("narrow the filter or ask for fewer rows")
        .cause("upstream did not answer in time")
}

pub(crate) fn read_only() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "CRM004", "the database accepts no changes at the moment")
        .hint("try again later; reading works")
        .retry_after(RETRY_LATER_S)
        .cause("database is read-only")
}

pub(crate) fn internal(cause: &'static str) -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "CRM005", "the request failed inside the server")
        .hint("report the X-Request-Id of this answer to the operator")
        .cause(cause)
}

pub(crate) fn malformed_url(details: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "CRM100", "the path or query is not valid text")
        .details(details)
        .hint("percent-encode the URL as UTF-8")
}

pub(crate) fn url_too_long(limit: usize) -> Problem {
    Problem::new(StatusCode::URI_TOO_LONG, "CRM101", "the URL is too long")
        .details(format!("the limit is {limit} bytes"))
        .hint("send long lists as arguments of an RPC function by POST")
}

pub(crate) fn body_too_large(limit: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "CRM102", "the body is too large")
        .details(format!("the limit is {limit} bytes"))
        .hint("send the rows in several requests, or use `crm import` for large files")
}

pub(crate) fn json_too_deep(limit: usize) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "CRM103", "the JSON body is nested too deeply")
        .details(format!("the limit is {limit} levels"))
        .hint("flatten the value")
}

pub(crate) fn malformed_body(details: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "CRM104", "the body is not valid text")
        .details(details)
        .hint("send UTF-8 without NUL characters")
}

pub(crate) fn embeds_too_deep(depth: usize, limit: usize) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "CRM105", "too many resources are nested in `select`")
        .details(format!("{depth} levels, the limit is {limit}"))
        .hint("read the deeper resources in a second request")
}

pub(crate) fn too_many_embeds(count: usize, limit: usize) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "CRM112", "too many resources are embedded in `select`")
        .details(format!("{count} resources, the limit is {limit}"))
        .hint("read some of them in a second request")
}

pub(crate) fn aggregates_not_served() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "PGRST123", "aggregate functions are not served")
        .hint("sums and counts come from deal_statistics and the functions of the schema analytics")
}

pub(crate) fn malformed_header(name: &HeaderName) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "CRM113", "a header is not valid text")
        .details(format!("{name} is not UTF-8"))
        .hint("send header values as ASCII or UTF-8")
}

pub(crate) fn too_many_terms(terms: usize, limit: usize) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "CRM106", "too many conditions in `and`/`or`")
        .details(format!("{terms} conditions, the limit is {limit}"))
        .hint("use `in.(...)` for several values of one column")
}

pub(crate) fn filter_required(method: &str) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "CRM107",
        format!("{method} without a filter would touch every row"),
    )
    .hint("add a filter; to mean every row, say so with id=not.is.null")
}

pub(crate) fn schema_not_exposed(schema: &str) -> Problem {
    let problem = Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        "CRM108",
        format!("the schema \"{}\" is not part of this API", schema.escape_default()),
    );
    problem
        .details(format!("exposed schemas: {}", EXPOSED_SCHEMAS.join(", ")))
        .hint("create the client with db: { schema: 'crm' }")
}

pub(crate) fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "CRM109", "this method is not supported")
        .details(format!("supported: {METHODS}"))
        .allow(METHODS)
}

pub(crate) fn body_timeout() -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "CRM110", "the body did not arrive in time")
        .hint("send the request again")
}

pub(crate) fn post_required() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "CRM111", "this function changes records, which GET cannot")
        .hint("call it by POST, with its arguments as a JSON object")
        .allow("POST")
}

pub(crate) fn unknown_path() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "CRM200", "there is nothing at this path").hint(
        "tables and functions are under /rest/v1/, edge functions under /functions/v1/, health under /health",
    )
}

pub(crate) fn not_in_release(service: &str) -> Problem {
    Problem::new(StatusCode::NOT_IMPLEMENTED, "CRM201", format!("{service} is not part of this release"))
        .hint("use /rest/v1 and /functions/v1; access tokens come from `crm token --user EMAIL`")
}

pub(crate) fn unknown_function() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "CRM202", "there is no edge function of this name")
        .hint("call /functions/v1/<name>, where the name holds letters, digits, - and _")
}

pub(crate) fn no_token() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "CRM300", "No API key found in request")
        .hint("No `apikey` request header or `Authorization: Bearer` token was found.")
        .challenge(r#"Bearer realm="pg_crm""#)
        .cause("no token")
}

pub(crate) fn invalid_token(cause: &'static str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "CRM301", "Invalid API key or access token")
        .hint("Use a key printed by `crm env`, or a fresh access token.")
        .challenge(r#"Bearer realm="pg_crm", error="invalid_token""#)
        .cause(cause)
}

pub(crate) fn expired_token() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "CRM302", "The access token has expired")
        .hint("Get a fresh access token and repeat the request.")
        .challenge(r#"Bearer realm="pg_crm", error="invalid_token", error_description="expired""#)
        .cause("token expired")
}

pub(crate) fn description_closed() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "CRM303", "the description of the API is for signed-in users")
        .hint("send a user's access token")
        .challenge(r#"Bearer realm="pg_crm""#)
}
