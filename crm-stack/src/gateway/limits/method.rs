use crate::gateway::errors::{Problem, refusals};
use axum::http::Method;

/// Methods that PostgREST and the edge functions know; TRACE, CONNECT and inventions are refused.
pub(crate) fn check_method(method: &Method) -> Result<(), Problem> {
    const KNOWN: [Method; 7] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PATCH,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
    ];
    if KNOWN.contains(method) { Ok(()) } else { Err(refusals::method_not_allowed()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracing_tunnelling_and_invented_methods_are_refused() {
        for method in ["TRACE", "CONNECT", "PROPFIND"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            assert_eq!(check_method(&method).unwrap_err().status(), 405);
        }
        assert!(check_method(&Method::PATCH).is_ok());
    }
}
