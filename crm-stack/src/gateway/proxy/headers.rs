use crate::gateway::listen::Peer;
use crate::gateway::token;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Headers that belong to one connection (RFC 9110, 7.6.1).
const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// What a caller could say about its way here; the gateway tells it instead. `origin` goes because CORS is answered
/// here, `cookie` because no upstream uses one.
const NOT_FORWARDED: [HeaderName; 10] = [
    header::ORIGIN,
    header::COOKIE,
    header::FORWARDED,
    FORWARDED_FOR,
    FORWARDED_HOST,
    FORWARDED_PROTO,
    header::HOST,
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-forwarded-prefix"),
    HeaderName::from_static("x-real-ip"),
];

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Turns a caller's headers into those of the forwarded request.
pub(super) fn prepare_request(headers: &mut HeaderMap, peer: Option<&Peer>) {
    remove_hop_by_hop(headers);
    for name in &NOT_FORWARDED {
        headers.remove(name);
    }
    if let Some(peer) = peer {
        headers.insert(FORWARDED_FOR, peer.header());
    }
    token::forward_caller(headers);
}

/// As [`prepare_request`], and tells how the caller named this place, for upstreams that make links.
pub(super) fn prepare_request_with_host(headers: &mut HeaderMap, peer: Option<&Peer>) {
    let host = headers.remove(header::HOST);
    prepare_request(headers, peer);
    headers.insert(FORWARDED_PROTO, const { HeaderValue::from_static("http") });
    if let Some(host) = host {
        headers.insert(FORWARDED_HOST, host);
    }
}

/// Turns an upstream's headers into those of the answer.
pub(super) fn prepare_response(headers: &mut HeaderMap) {
    remove_hop_by_hop(headers);
    headers.remove(header::SERVER);
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    if headers.contains_key(header::CONNECTION) {
        remove_named_by_connection(headers);
    }
    for name in &HOP_BY_HOP {
        headers.remove(name);
    }
}

fn remove_named_by_connection(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn headers_of_the_connection_stay_behind() {
        let mut headers = headers(&[
            ("connection", "keep-alive, X-Secret"),
            ("x-secret", "1"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("accept", "application/json"),
        ]);
        prepare_request(&mut headers, None);
        let left: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(left, ["accept"]);
    }

    #[test]
    fn a_caller_cannot_claim_another_address() {
        let mut headers = headers(&[
            ("host", "api.example.test"),
            ("x-forwarded-for", "203.0.113.9"),
            ("x-real-ip", "203.0.113.9"),
            ("x-forwarded-host", "evil.test"),
            ("forwarded", "for=203.0.113.9"),
        ]);
        prepare_request_with_host(&mut headers, Some(&Peer::new("192.0.2.7:4711".parse().unwrap())));
        assert_eq!(headers[FORWARDED_FOR], "192.0.2.7");
        assert_eq!(headers[FORWARDED_HOST], "api.example.test");
        assert!(!headers.contains_key("x-real-ip") && !headers.contains_key(header::FORWARDED));
    }

    #[test]
    fn the_key_becomes_the_bearer_only_where_there_is_none() {
        let mut alone = headers(&[("apikey", "key")]);
        prepare_request(&mut alone, None);
        assert_eq!(alone[header::AUTHORIZATION], "Bearer key");
        let mut both = headers(&[("apikey", "key"), ("authorization", "Bearer user")]);
        prepare_request(&mut both, None);
        assert_eq!(both[header::AUTHORIZATION], "Bearer user");
        assert!(!both.contains_key("apikey"));
    }
}
