//! What PostgREST gets to see, and what comes back.

use crate::support::{Answer, EMPTY_LIST, World, key_for};

#[tokio::test]
async fn the_prefix_is_taken_off_and_query_and_body_arrive_unchanged() {
    let world = World::new(EMPTY_LIST).await;
    let path = "/rest/v1/leads?name=eq.Z%C3%BCrich&select=*,notes(body)&order=id.desc";
    assert_eq!(
        world.call("POST", path, "Content-Type: application/json\n", "[{\"a\": 1}]").await.status(),
        200
    );
    let request = world.reached().remove(0);
    assert!(
        request
            .starts_with("POST /leads?name=eq.Z%C3%BCrich&select=*,notes(body)&order=id.desc HTTP/1.1\r\n")
    );
    assert!(request.ends_with("\r\n\r\n[{\"a\": 1}]"), "{request}");
}

#[tokio::test]
async fn a_chunked_body_of_text_is_streamed_through() {
    let world = World::new(EMPTY_LIST).await;
    let head = "Content-Type: text/csv\nTransfer-Encoding: chunked\n";
    let key = key_for("service_role");
    let request = format!(
        "POST /rest/v1/leads HTTP/1.1\nHost: x\nConnection: close\napikey: {key}\n{head}\n5\nname\n\n2\nx\n\n0\n\n"
    );
    // the chunk sizes count CRLF as written by `send`
    assert_eq!(
        world.send(&request.replace("5\nname\n\n2\nx\n\n", "6\nname\n\n3\nx\n\n")).await.status(),
        200
    );
    assert!(world.reached()[0].contains("name\r\n"));
}

#[tokio::test]
async fn the_caller_is_forwarded_as_one_bearer_token_and_its_claims_about_itself_are_not() {
    let world = World::new(EMPTY_LIST).await;
    let headers =
        "X-Forwarded-For: 203.0.113.9\nOrigin: http://localhost:3000\nCookie: a=b\nX-Org-Id: acme\n";
    world.call("GET", "/rest/v1/leads", headers, "").await;
    let request = world.reached().remove(0).to_ascii_lowercase();
    assert!(
        request.contains(
            &format!("authorization: bearer {}", key_for("service_role")).to_ascii_lowercase()[..40]
        )
    );
    assert!(request.contains("x-forwarded-for: 127.0.0.1\r\n"));
    assert!(request.contains("x-org-id: acme\r\n"));
    for absent in ["apikey:", "203.0.113.9", "origin:", "cookie:", "connection: close"] {
        assert!(!request.contains(absent), "{absent} in {request}");
    }
}

#[tokio::test]
async fn planned_counts_are_asked_for_exactly() {
    let world = World::new(EMPTY_LIST).await;
    world.call("GET", "/rest/v1/leads", "Prefer: return=minimal,count=planned\n", "").await;
    assert!(world.reached()[0].contains("prefer: return=minimal, count=exact\r\n"), "{}", world.reached()[0]);
}

#[tokio::test]
async fn answers_name_the_request_and_locations_carry_the_prefix() {
    const CREATED: Answer = Answer::of(
        "HTTP/1.1 201 Created\r\nLocation: /leads?id=eq.1\r\nServer: postgrest\r\nContent-Length: 0\r\n\r\n",
    );
    let world = World::new(CREATED).await;
    let reply = world.call("POST", "/rest/v1/leads", "X-Request-Id: trace-17\n", "{}").await;
    assert_eq!(reply.status(), 201);
    assert_eq!(reply.header("location"), Some("/rest/v1/leads?id=eq.1"));
    assert_eq!(reply.header("x-request-id"), Some("trace-17"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(reply.header("server"), None);
    assert!(world.reached()[0].contains("x-request-id: trace-17"));
}

#[tokio::test]
async fn an_old_http_version_on_one_side_does_not_show_on_the_other() {
    const OLD: Answer = Answer::of("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]");
    let world = World::new(OLD).await;
    let key = key_for("service_role");
    let new = world.call("GET", "/rest/v1/leads", "", "").await;
    assert!(new.0.starts_with("HTTP/1.1 200"), "{}", new.0);
    let old = world.send(&format!("GET /rest/v1/leads HTTP/1.0\napikey: {key}\n\n")).await;
    assert_eq!(old.status(), 200, "{}", old.0);
    assert!(world.reached().iter().all(|request| request.starts_with("GET /leads HTTP/1.1")));
}
