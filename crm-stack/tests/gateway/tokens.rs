//! Nothing passes without a good token, on any door that leads inside.

use crate::support::{EMPTY_LIST, World, key_for};

#[tokio::test]
async fn requests_without_a_good_token_end_at_the_gateway() {
    let world = World::new(EMPTY_LIST).await;
    let forged = format!("{}x", key_for("service_role"));
    let user_by_secret = key_for("authenticated");
    for path in ["/rest/v1/leads", "/rest/v1/", "/functions/v1/lead-score"] {
        for headers in [
            String::new(),
            format!("apikey: {forged}\n"),
            format!("Authorization: Bearer {user_by_secret}\n"),
            format!("apikey: {}\nAuthorization: Bearer junk\n", key_for("anon")),
            format!("apikey: {}\nAuthorization: Basic YTpi\n", key_for("anon")),
        ] {
            let reply =
                world.send(&format!("GET {path} HTTP/1.1\nHost: x\nConnection: close\n{headers}\n")).await;
            assert_eq!(reply.status(), 401, "{path} {headers}");
            assert!(
                reply.header("www-authenticate").is_some_and(|challenge| challenge.starts_with("Bearer"))
            );
            assert!(reply.json()["message"].is_string() && reply.json()["hint"].is_string());
        }
    }
    assert!(world.reached().is_empty());
}

#[tokio::test]
async fn the_description_of_the_api_is_closed_to_the_anon_key() {
    let world = World::new(EMPTY_LIST).await;
    let key = key_for("anon");
    for path in ["/rest/v1", "/rest/v1/", "/rest/v1?select=x"] {
        let reply =
            world.send(&format!("GET {path} HTTP/1.1\nHost: x\nConnection: close\napikey: {key}\n\n")).await;
        assert_eq!((reply.status(), reply.code().as_str()), (401, "CRM303"), "{path}");
    }
    assert_eq!(world.call("GET", "/rest/v1/", "", "").await.status(), 200, "open to the service key");
}
