//! Requests that cost too much are refused, and nothing of them reaches PostgREST.

use crate::support::{EMPTY_LIST, World, service_key};
use crm_stack::gateway::Limits;
use std::time::Duration;

#[tokio::test]
async fn nothing_of_a_refused_request_reaches_postgrest() {
    let world = World::new(EMPTY_LIST).await;
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    let long = format!("/rest/v1/leads?name=eq.{}", "a".repeat(9000));
    let terms = format!("/rest/v1/leads?or=({})", vec!["a.eq.1"; 51].join(","));
    for (method, path, headers, body, status, code) in [
        ("GET", long.as_str(), "", "", 414, "CRM101"),
        ("GET", &terms, "", "", 400, "CRM106"),
        ("GET", "/rest/v1/leads?select=a(b(c(d(e(id)))))", "", "", 400, "CRM105"),
        ("GET", "/rest/v1/leads?name=eq.a%00b", "", "", 400, "CRM100"),
        ("GET", "/rest/v1/leads?name=eq.%FF", "", "", 400, "CRM100"),
        ("GET", "/rest/v1/leads", "Accept-Profile: public\n", "", 406, "CRM108"),
        ("DELETE", "/rest/v1/leads", "", "", 400, "CRM107"),
        ("PATCH", "/rest/v1/leads?select=id", "", "{}", 400, "CRM107"),
        ("TRACE", "/rest/v1/leads", "", "", 405, "CRM109"),
        ("POST", "/rest/v1/leads", "", &deep, 400, "CRM103"),
        ("POST", "/rest/v1/leads", "", r#"{"name":"a\u0000b"}"#, 400, "CRM104"),
    ] {
        let reply = world.call(method, path, headers, body).await;
        assert_eq!((reply.status(), reply.code().as_str()), (status, code), "{method} {path} {body}");
        assert!(!reply.json()["hint"].is_null() || status == 405, "{code} has no hint");
    }
    assert!(world.reached().is_empty(), "{:?}", world.reached());
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_however_it_is_framed() {
    let limits = Limits { body_bytes: 1000, ..Limits::default() };
    let world = World::with_limits(EMPTY_LIST, limits).await;
    let large = "x".repeat(2000);
    for kind in ["application/json", "text/csv"] {
        let announced =
            world.call("POST", "/rest/v1/leads", &format!("Content-Type: {kind}\n"), &large).await;
        assert_eq!((announced.status(), announced.code().as_str()), (413, "CRM102"), "{kind}");
        let head = format!(
            "POST /rest/v1/leads HTTP/1.1\nHost: x\nConnection: close\napikey: {}\nContent-Type: {kind}\n\
             Transfer-Encoding: chunked\n\n7d0\n{large}\n0\n\n",
            service_key()
        );
        let chunked = world.send(&head).await;
        assert_eq!((chunked.status(), chunked.code().as_str()), (413, "CRM102"), "{kind}");
    }
    assert!(world.reached().is_empty(), "{:?}", world.reached());
}

#[tokio::test]
async fn callers_who_send_slowly_are_cut_off() {
    let limits = Limits {
        header_timeout: Duration::from_millis(200),
        body_timeout: Duration::from_millis(200),
        ..Limits::default()
    };
    let world = World::with_limits(EMPTY_LIST, limits).await;
    let begun = std::time::Instant::now();
    let half_head = world.send("GET /rest/v1/leads HTTP/1.1\nHost: x\n").await;
    assert!(matches!(half_head.status(), 0 | 408), "{}", half_head.0);
    let head =
        format!("POST /rest/v1/leads HTTP/1.1\nHost: x\nConnection: close\napikey: {}\n", service_key());
    let half_body = world.send(&format!("{head}Content-Length: 100\n\n{{")).await;
    assert_eq!((half_body.status(), half_body.code().as_str()), (408, "CRM110"));
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert!(world.reached().is_empty());
}

/// RFC 9112, 6.3: chunks count, the length is dropped, and the connection ends, so nothing can hide behind the body.
#[tokio::test]
async fn a_request_with_two_framings_cannot_smuggle_another_one() {
    let world = World::new(EMPTY_LIST).await;
    let head = format!("Host: x\napikey: {}\n", service_key());
    let first = format!(
        "POST /rest/v1/leads HTTP/1.1\n{head}Content-Length: 4\nTransfer-Encoding: chunked\n\n2\n{{}}\n0\n\n"
    );
    let hidden = format!("GET /rest/v1/hidden HTTP/1.1\n{head}\n");
    let reply = world.send(&format!("{first}{hidden}")).await;
    assert_eq!(reply.0.matches("HTTP/1.1").count(), 1, "{}", reply.0);
    let reached = world.reached();
    assert_eq!(reached.len(), 1, "{reached:?}");
    assert!(
        reached[0].ends_with("\r\n\r\n{}") && reached[0].contains("content-length: 2\r\n"),
        "{reached:?}"
    );
}
