//! How failures of PostgREST and of the way to it are told to callers.

use crate::support::{Answer, EMPTY_LIST, HANG_UP, World};

#[tokio::test]
async fn a_cancelled_statement_is_a_timeout() {
    const CANCELLED: Answer = Answer::of(
        "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n\r\n\
         {\"code\":\"57014\",\"details\":null,\"hint\":null,\"message\":\"canceling statement due to statement timeout\"}",
    );
    let world = World::new(CANCELLED).await;
    let reply = world.call("GET", "/rest/v1/leads", "", "").await;
    assert_eq!((reply.status(), reply.code().as_str()), (504, "57014"), "{}", reply.0);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_connection_that_dies_leaves_doubt_about_a_change_and_none_about_a_reading() {
    let world = World::new(HANG_UP).await;
    let write = world.call("POST", "/rest/v1/leads", "", "{}").await;
    assert_eq!((write.status(), write.code().as_str()), (503, "CRM002"));
    let read = world.call("GET", "/rest/v1/leads", "", "").await;
    assert_eq!((read.status(), read.code().as_str()), (503, "CRM001"));
    assert!(read.header("retry-after").is_some());
}

#[tokio::test]
async fn an_absent_upstream_is_503_and_the_caller_may_try_again() {
    let world = World::new(EMPTY_LIST).await;
    let reply = world.call("POST", "/functions/v1/lead-score", "", "{}").await;
    assert_eq!((reply.status(), reply.code().as_str()), (503, "CRM001"));
    assert!(reply.header("retry-after").is_some());
}
