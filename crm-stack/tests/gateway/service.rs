//! Health, unknown places, the log, and the end.

use crate::support::{EMPTY_LIST, World};
use std::time::Duration;
use tokio::net::TcpStream;

#[tokio::test]
async fn the_gateway_is_alive_also_while_everything_behind_it_is_down() {
    let world = World::new(EMPTY_LIST).await;
    for (path, status) in [
        ("/health/live", 200),
        ("/health", 503),
        ("/health/db", 503),
        ("/health/ready", 503),
        ("/health/startup", 503),
    ] {
        let request = |method| format!("{method} {path} HTTP/1.1\nHost: x\nConnection: close\n\n");
        let reply = world.send(&request("GET")).await;
        assert_eq!(reply.status(), status, "{path}");
        assert!(reply.json()["status"].is_string());
        let head = world.send(&request("HEAD")).await;
        assert_eq!((head.status(), head.body()), (status, ""));
    }
}

#[tokio::test]
async fn places_that_do_not_exist_say_where_to_go() {
    let world = World::new(EMPTY_LIST).await;
    for (path, status, code) in [
        ("/", 404, "CRM200"),
        ("/rest/v2/leads", 404, "CRM200"),
        ("/rest/v1x", 404, "CRM200"),
        ("/auth/v1/token", 501, "CRM201"),
        ("/realtime/v1/websocket", 501, "CRM201"),
        ("/storage/v1", 501, "CRM201"),
        ("/functions/v1/", 404, "CRM202"),
        ("/functions/v1/%2e%2e/etc", 404, "CRM202"),
    ] {
        let reply = world.call("GET", path, "", "").await;
        assert_eq!((reply.status(), reply.code().as_str()), (status, code), "{path}");
        assert!(reply.json()["hint"].is_string());
    }
}

#[tokio::test]
async fn the_log_has_one_line_a_request_and_no_values() {
    let world = World::new(EMPTY_LIST).await;
    world.call("GET", "/rest/v1/leads?email=eq.ann@acme.test", "", "").await;
    world.call("GET", "/rest/v1/leads?email=eq.%00ann@acme.test", "", "").await;
    world.stop().await;
    let log = world.log();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .filter(|line| line.contains("request_served"))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["status"], &lines[0]["role"]), (&200.into(), &"service_role".into()));
    assert_eq!((&lines[1]["status"], &lines[1]["code"]), (&400.into(), &"CRM100".into()));
    assert!(!log.contains("ann@acme.test"), "{log}");
}

#[tokio::test]
async fn a_stopping_gateway_lets_running_requests_end() {
    let world = World::new(EMPTY_LIST.after(Duration::from_millis(300))).await;
    // an idle connection must not hold the end up
    let idle = TcpStream::connect(&world.address).await.unwrap();
    let stop = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.stop().await;
    };
    let (reply, ()) = tokio::join!(world.call("GET", "/rest/v1/leads", "", ""), stop);
    assert_eq!(reply.status(), 200);
    assert!(world.log().contains(r#""event":"stopped","drained":true"#), "{}", world.log());
    assert!(TcpStream::connect(&world.address).await.is_err());
    drop(idle);
}
