//! Browsers: preflights and exposed headers.

use crate::support::{EMPTY_LIST, World};

#[tokio::test]
async fn preflights_are_answered_without_a_token_for_pages_of_this_machine_only() {
    let world = World::new(EMPTY_LIST).await;
    for (origin, allowed) in
        [("http://localhost:5173", true), ("http://127.0.0.1", true), ("https://evil.test", false)]
    {
        let reply = world
            .send(&format!(
                "OPTIONS /rest/v1/leads HTTP/1.1\nHost: x\nConnection: close\nOrigin: {origin}\n\
                 Access-Control-Request-Method: PATCH\nAccess-Control-Request-Headers: apikey\n\n"
            ))
            .await;
        assert_eq!(reply.status(), 200);
        assert_eq!(reply.header("access-control-allow-origin"), allowed.then_some(origin));
    }
    assert!(world.reached().is_empty());
}

#[tokio::test]
async fn a_page_can_read_the_range_of_an_answer_and_also_a_refusal() {
    let world = World::new(EMPTY_LIST).await;
    let origin = "Origin: http://localhost:5173\n";
    let answered = world.call("GET", "/rest/v1/leads", origin, "").await;
    assert!(
        answered.header("access-control-expose-headers").is_some_and(|names| names.contains("content-range"))
    );
    let refused = world.call("DELETE", "/rest/v1/leads", origin, "").await;
    assert_eq!(refused.header("access-control-allow-origin"), Some("http://localhost:5173"));
}
