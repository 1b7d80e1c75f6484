//! Which browser pages may call the API.

use axum::http::{HeaderName, HeaderValue, Method, header};
use std::time::Duration;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

/// The pages of this machine, served on any port.
const LOCAL_ORIGINS: [&str; 2] = ["http://localhost:*", "http://127.0.0.1:*"];
const PREFLIGHT_LIFETIME: Duration = Duration::from_secs(600);

/// Answers preflights and marks answers for the allowed origins.
pub(super) fn layer(allowed: &[String]) -> CorsLayer {
    let allowed =
        if allowed.is_empty() { LOCAL_ORIGINS.map(str::to_owned).to_vec() } else { allowed.to_vec() };
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin, _| is_allowed(&allowed, origin)))
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::PUT, Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([
            header::CONTENT_RANGE,
            header::CONTENT_LOCATION,
            header::LOCATION,
            header::RETRY_AFTER,
            HeaderName::from_static("preference-applied"),
            HeaderName::from_static("x-request-id"),
        ])
        .max_age(PREFLIGHT_LIFETIME)
}

fn is_allowed(allowed: &[String], origin: &HeaderValue) -> bool {
    origin.to_str().is_ok_and(|origin| allowed.iter().any(|pattern| fits(pattern, origin)))
}

/// `*` allows all, a trailing `:*` any port (or none), anything else itself.
fn fits(pattern: &str, origin: &str) -> bool {
    let Some(site) = pattern.strip_suffix(":*") else { return pattern == "*" || pattern == origin };
    let Some(rest) = origin.strip_prefix(site) else { return false };
    let port = rest.strip_prefix(':');
    rest.is_empty()
        || port.is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_port_wildcard_allows_ports_and_nothing_else() {
        for (origin, allowed) in [
            ("http://localhost:3000", true),
            ("http://localhost", true),
            ("http://localhost:3000.evil.test", false),
            ("http://localhost.evil.test", false),
            ("http://localhost:", false),
            ("https://localhost:3000", false),
            ("null", false),
        ] {
            assert_eq!(fits("http://localhost:*", origin), allowed, "{origin}");
        }
    }

    #[test]
    fn an_origin_without_wildcard_is_compared_as_a_whole() {
        assert!(fits("https://crm.example.test", "https://crm.example.test"));
        assert!(!fits("https://crm.example.test", "https://crm.example.test.evil.test"));
        assert!(fits("*", "https://anything.test"));
    }
}
