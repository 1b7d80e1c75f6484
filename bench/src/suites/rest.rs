//! Reads through the gateway against the same PostgREST without it.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};

use crate::http::{Load, Target, load};
use crate::report::{Row, Subject};
use crate::stack::Stack;
use crate::world::Caller;

const CONNECTIONS: usize = 10;
const TURN: Duration = Duration::from_secs(2);
const TURNS: usize = 7;

pub(crate) async fn run(stack: &Stack, size: u64) -> Result<Vec<Row>> {
    let bare = BarePostgrest::start(stack).await?;
    let token = stack.token(Caller::Org).await?;
    let id = stack.newest_deal_of_large_tenant().await?;
    let cases = [
        ("point read", format!("/deals?id=eq.{id}")),
        (
            "list of 20",
            "/deals?select=id,name,amount,currency,stage_id&order=created_at.desc&limit=20".to_owned(),
        ),
    ];
    let mut rows = Vec::new();
    for (case, path) in cases {
        rows.push(compare(stack, &bare, &token, case, &path, size).await?);
    }
    bare.stop().await?;
    Ok(rows)
}

async fn compare(
    stack: &Stack,
    bare: &BarePostgrest,
    token: &str,
    case: &str,
    path: &str,
    size: u64,
) -> Result<Row> {
    let headers = vec![("authorization", format!("Bearer {token}")), ("apikey", stack.anon_key.clone())];
    let ours = Target {
        authority: stack.api_authority.clone(),
        path: format!("/rest/v1{path}"),
        headers: headers.clone(),
    };
    let peer = Target { authority: bare.authority.clone(), path: path.to_owned(), headers };
    let (mut our_loads, mut peer_loads) = (Vec::new(), Vec::new());
    for turn in 0..=TURNS {
        let (our_load, peer_load) =
            (load(&ours, CONNECTIONS, TURN).await?, load(&peer, CONNECTIONS, TURN).await?);
        if turn > 0 {
            our_loads.push(our_load);
            peer_loads.push(peer_load);
        }
    }
    let (our_middle, peer_middle) = (middle(&mut our_loads), middle(&mut peer_loads));
    let subject = Subject {
        capability: "REST",
        case: format!(
            "{case}, {CONNECTIONS} connections (p50/p95 ms {:.1}/{:.1} against {:.1}/{:.1})",
            our_middle.p50_ms, our_middle.p95_ms, peer_middle.p50_ms, peer_middle.p95_ms
        ),
        size,
        peer_name: "bare PostgREST",
        aim: Some(1.1),
    };
    Ok(subject.rates("answers/s", our_middle.per_second, peer_middle.per_second, TURNS))
}

fn middle(loads: &mut [Load]) -> Load {
    loads.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    loads[loads.len() / 2]
}

/// The same binary with the same settings, but reached directly over TCP.
struct BarePostgrest {
    child: Child,
    authority: String,
}

impl BarePostgrest {
    async fn start(stack: &Stack) -> Result<Self> {
        let port = free_port()?;
        let child = Command::new(stack.state.join("bin/postgrest"))
            .envs(stack.postgrest_environment(port)?)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start PostgREST")?;
        let authority = format!("127.0.0.1:{port}");
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(&authority).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
                return Ok(Self { child, authority });
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("PostgREST did not come up on {authority}")
    }

    async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("cannot stop PostgREST")
    }
}

/// A port below the ephemeral range that nobody listens on.
fn free_port() -> Result<u16> {
    (20_000..32_000u16)
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .context("no free port between 20000 and 32000")
}
