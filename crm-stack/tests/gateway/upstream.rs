//! Kept connections to PostgREST: used again, found closed, lost in the middle.

use crate::support::{Answer, BROKEN_OFF, EMPTY_LIST, World, service_key};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Two requests over one connection, so that both are served by the same worker.
fn two(first: &str, second: &str) -> String {
    let write = |method: &str, end: &str| {
        let body = if method == "GET" { "\n" } else { "Content-Length: 2\n\n{}" };
        format!("{method} /rest/v1/leads HTTP/1.1\nHost: x\napikey: {}\n{end}{body}", service_key())
    };
    write(first, "") + &write(second, "Connection: close\n")
}

fn statuses(replies: &str) -> Vec<&str> {
    replies.split("HTTP/1.1 ").skip(1).filter_map(|reply| reply.get(..3)).collect()
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what}");
}

/// The same with so much time between them that the kept connection counts as one that stays open.
async fn two_apart(world: &World, first: &str, second: &str) -> String {
    let requests = two(first, second);
    let (first, second) = requests.split_at(requests.rfind(second).unwrap());
    let reached = world.reached().len();
    let mut caller = TcpStream::connect(&world.address).await.unwrap();
    caller.write_all(first.replace('\n', "\r\n").as_bytes()).await.unwrap();
    eventually("no answer", || world.reached().len() > reached).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    caller.write_all(second.replace('\n', "\r\n").as_bytes()).await.unwrap();
    let mut replies = String::new();
    caller.read_to_string(&mut replies).await.unwrap();
    replies
}

#[tokio::test]
async fn a_reading_request_whose_kept_connection_is_lost_is_repeated_once() {
    let world = World::new(EMPTY_LIST.once_a_connection()).await;
    let replies = world.send(&two("GET", "GET")).await;
    assert_eq!(statuses(&replies.0), ["200", "200"], "{}", replies.0);
    // the second one was seen on the kept connection, which then was lost, and on a fresh one
    assert_eq!(world.reached().len(), 3, "{:?}", world.reached());
}

#[tokio::test]
async fn a_change_whose_kept_connection_is_lost_is_never_repeated() {
    let world = World::new(EMPTY_LIST.once_a_connection()).await;
    let replies = two_apart(&world, "GET", "POST").await;
    assert_eq!(statuses(&replies), ["200", "503"], "{replies}");
    assert!(replies.contains("CRM002"), "{replies}");
    assert_eq!(world.reached().len(), 2, "{:?}", world.reached());
}

#[tokio::test]
async fn a_change_right_after_an_answer_takes_a_fresh_connection() {
    let world = World::new(EMPTY_LIST.once_a_connection()).await;
    let replies = world.send(&two("GET", "POST")).await;
    assert_eq!(statuses(&replies.0), ["200", "200"], "{}", replies.0);
}

#[tokio::test]
async fn a_change_after_postgrest_closed_the_kept_connection_takes_a_fresh_one() {
    let world = World::new(EMPTY_LIST).await;
    for count in 1..=20 {
        // the double closes its end after the answer
        let replies = two_apart(&world, "POST", "POST").await;
        assert_eq!(statuses(&replies), ["200", "200"], "{replies}");
        assert_eq!(world.reached().len(), 2 * count);
    }
}

#[tokio::test]
async fn a_caller_who_leaves_takes_the_running_request_along() {
    let world = World::new(EMPTY_LIST.after(Duration::from_secs(30))).await;
    let mut caller = TcpStream::connect(&world.address).await.unwrap();
    let request = format!("GET /rest/v1/leads HTTP/1.1\r\nHost: x\r\napikey: {}\r\n\r\n", service_key());
    caller.write_all(request.as_bytes()).await.unwrap();
    eventually("the request did not arrive", || !world.reached().is_empty()).await;
    drop(caller);
    eventually("the request runs on", || world.reached().contains(&BROKEN_OFF.to_owned())).await;
}

#[tokio::test]
async fn large_bodies_arrive_whole_in_both_directions() {
    let body = "0123456789".repeat(300_000);
    let answer =
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let world = World::new(Answer::of(answer.leak())).await;
    for kind in ["application/octet-stream", "text/csv"] {
        let reply = world.call("POST", "/rest/v1/leads", &format!("Content-Type: {kind}\n"), &body).await;
        assert_eq!(reply.status(), 200);
        assert!(reply.body() == body, "{} bytes of {}", reply.body().len(), body.len());
        assert!(world.reached().pop().unwrap().ends_with(&body));
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_does_not_look_whole() {
    const HALF: Answer = Answer::of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n");
    let world = World::new(HALF).await;
    let reply = world.call("GET", "/rest/v1/leads", "", "").await;
    assert!(!reply.0.ends_with("0\r\n\r\n"), "{}", reply.0);
}

#[tokio::test]
async fn an_upstream_that_does_not_answer_is_given_up() {
    let limits =
        crm_stack::gateway::Limits { upstream_timeout: Duration::from_millis(200), ..Default::default() };
    let world = World::with_limits(EMPTY_LIST.after(Duration::from_secs(30)), limits).await;
    let reply = world.call("POST", "/rest/v1/leads", "", "{}").await;
    assert_eq!((reply.status(), reply.code().as_str()), (504, "CRM003"));
    eventually("the request runs on", || world.reached().contains(&BROKEN_OFF.to_owned())).await;
}
