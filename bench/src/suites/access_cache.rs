//! What the first access of a transaction costs, and the memory that a caller with 10,000 teams takes.

use anyhow::{Context, Result};

use crate::backend::{Backend, rotate};
use crate::report::{Row, Subject};
use crate::sample::Sample;
use crate::world::{Caller, claims};

const ROUNDS: usize = 400;
const CALLERS: i32 = 50;

pub(crate) async fn run(url: &str, size: u64) -> Result<Vec<Row>> {
    let admin = Backend::connect(url).await?;
    admin.client.batch_execute(include_str!("../../sql/many_teams.sql")).await?;
    let mut rows = first_access(url, &admin, size).await?;
    rows.push(memory(url, &admin, size).await?);
    Ok(rows)
}

/// A request that asks nothing but who calls: with rights remembered, and with rights read from the tables.
async fn first_access(url: &str, admin: &Backend, size: u64) -> Result<Vec<Row>> {
    let claims = claims(admin, Caller::Team).await?;
    let member = Backend::connect_as(url, &claims).await?;
    let forgetful = Backend::connect_as(url, &claims).await?;
    forgetful.client.batch_execute("set crm.access_cache_entries = 1").await?;
    let request = |sub: &str| {
        format!(
            "select set_config('request.jwt.claims', '{}', true), {sub}",
            claims.to_string().replace('\'', "''")
        )
    };
    let asks = request("crm_ext.current_org()");
    let other = claims.to_string().replace("authenticated", "another");
    let misses = format!(
        "select set_config('request.jwt.claims', case when random() < 0 then '' else \
         jsonb_set('{other}', '{{n}}', to_jsonb(random()))::text end, true), crm_ext.current_org()"
    );
    let peer = request("(current_setting('request.jwt.claims')::jsonb ->> 'sub')::uuid");
    let samples = rotate(&[(&member, asks), (&forgetful, misses), (admin, peer)], ROUNDS).await?;
    let row = |case: &str, ours: &Sample| {
        let subject = Subject {
            capability: "first access",
            case: case.to_owned(),
            size,
            peer_name: "reading the user from the claims",
            aim: None,
        };
        subject.times(ours, &samples[2])
    };
    Ok(vec![row("rights remembered", &samples[0]), row("rights read from the tables", &samples[1])])
}

/// Callers who lead 10,000 teams each, in one backend: how much memory it has afterwards, to the same without teams.
async fn memory(url: &str, admin: &Backend, size: u64) -> Result<Row> {
    let with_teams = memory_after(url, admin, 1).await?;
    let without = memory_after(url, admin, CALLERS + 1).await?;
    let subject = Subject {
        capability: "memory of a backend",
        case: format!("{CALLERS} callers with 10,000 teams each"),
        size,
        peer_name: "as many callers with one team",
        aim: None,
    };
    Ok(subject.amounts("KiB", with_teams, without))
}

/// Lets one new backend serve members from `first` on, of the organization with many teams.
async fn memory_after(url: &str, admin: &Backend, first: i32) -> Result<u64> {
    let backend = Backend::connect(url).await?;
    for member in first..first + CALLERS {
        let claims: String = admin
            .client
            .query_one("select bench.many_teams_claims($1)", &[&member])
            .await
            .context("no such member")?
            .get(0);
        let set = "select set_config('request.jwt.claims', $1, false)";
        backend.client.execute(set, &[&claims]).await?;
        backend.client.batch_execute("set role authenticated").await?;
        let seen = backend.client.query_one("select crm_ext.current_org() is not null", &[]).await?;
        anyhow::ensure!(seen.get::<_, bool>(0), "member {member} is nobody");
        backend.client.batch_execute("reset role").await?;
    }
    backend.own_memory_kib()
}
