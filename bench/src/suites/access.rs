//! Row security for callers of every reach, against hand-written SQL without it, a naive policy and the wrapped policy
//! that Supabase documents; in databases of 1, 100 and 10,000 tenants.

use anyhow::Result;

use crate::backend::{Backend, fitting_rounds, rotate};
use crate::report::{Row, Subject};
use crate::world::{Caller, claims, spread};

const TENANTS: [u32; 3] = [1, 10_000, 100];

/// (case, statement; `{filter}` is what an expert would add by hand)
const QUERIES: [(&str, &str); 7] = [
    ("point", "select * from crm.deals where id = '{id}'{and filter}"),
    ("list of 20", "select * from crm.deals{where filter} order by created_at desc limit 20"),
    ("count", "select count(*) from crm.deals{where filter}"),
    ("sum by stage", "select stage_id, sum(amount) from crm.deals{where filter} group by stage_id"),
    (
        "list by amount",
        "select * from crm.deals where amount > 9900{and filter} order by amount desc limit 20",
    ),
    (
        "list by custom field",
        r#"select * from crm.deals where custom @> '{"code": "c77"}'{and filter} order by created_at desc limit 20"#,
    ),
    ("sum over amount", "select sum(amount) from crm.deals where amount > 9900{and filter}"),
];

/// A peer's role with a policy of its own; it knows scopes only.
const POLICIES: [(&str, &str); 2] =
    [("naive policy", "bench_naive"), ("wrapped policy (Supabase's guide)", "bench_wrapped")];

pub(crate) async fn run(url: &str, size: u64) -> Result<Vec<Row>> {
    let admin = Backend::connect(url).await?;
    let mut rows = Vec::new();
    for tenants in TENANTS {
        eprintln!("spreading {size} deals over {tenants} tenants");
        spread(&admin, size, tenants).await?;
        admin.client.batch_execute(include_str!("../../sql/access.sql")).await?;
        admin.client.batch_execute("call bench.share_deals()").await?;
        admin.client.batch_execute("vacuum (analyze) crm.record_shares").await?;
        for caller in Caller::ALL {
            let case = format!("{}, {tenants} tenants", caller.name());
            measure(url, size, caller, &case, &mut rows).await?;
        }
    }
    Ok(rows)
}

async fn measure(url: &str, size: u64, caller: Caller, case: &str, rows: &mut Vec<Row>) -> Result<()> {
    let bare = Backend::connect(url).await?;
    let claims = claims(&bare, caller).await?;
    let filter = hand_written_filter(&bare, caller, &claims).await?;
    let member = Backend::connect_as(url, &claims).await?;
    let mut peers = vec![("filter by hand, no row security", Backend::connect(url).await?)];
    if Caller::SCOPES.contains(&caller) {
        remember_for_peers(&bare, caller, &claims).await?;
        for (name, role) in POLICIES {
            peers.push((name, Backend::connect_in_role(url, &claims, role).await?));
        }
    }
    let id = format!("select coalesce(min(id::text), '{}') from crm.deals where {filter}", uuid_of_nothing());
    let id: String = bare.client.query_one(&id, &[]).await?.get(0);
    for (query, sql) in QUERIES {
        let plain = sql.replace("{id}", &id).replace("{where filter}", "").replace("{and filter}", "");
        let by_hand = sql
            .replace("{id}", &id)
            .replace("{where filter}", &format!(" where {filter}"))
            .replace("{and filter}", &format!(" and {filter}"));
        let rounds = fitting_rounds(&bare, &by_hand).await?;
        for (peer_name, peer) in &peers {
            let is_by_hand = *peer_name == peers[0].0;
            let peer_sql = if is_by_hand { by_hand.clone() } else { plain.clone() };
            let rounds = if is_by_hand { rounds } else { slow_rounds(peer, &peer_sql, rounds).await? };
            let samples = rotate(&[(&member, plain.clone()), (peer, peer_sql)], rounds).await?;
            let subject = Subject {
                capability: "access",
                case: format!("{case}: {query}"),
                size,
                peer_name,
                aim: is_by_hand.then_some(aim(caller)),
            };
            rows.push(subject.times(&samples[0], &samples[1]));
        }
    }
    Ok(())
}

fn aim(caller: Caller) -> f64 {
    match caller {
        Caller::Own | Caller::Org => 1.05,
        Caller::Team | Caller::Shares | Caller::Condition => 1.2,
    }
}

/// A slow peer is not run more often than its figure needs.
async fn slow_rounds(peer: &Backend, sql: &str, rounds: usize) -> Result<usize> {
    let statement = peer.prepare(sql).await?;
    let start = std::time::Instant::now();
    peer.client.query(&statement, &[]).await?;
    Ok(if start.elapsed().as_secs() >= 1 { 3 } else { rounds.min(fitting_rounds(peer, sql).await?) })
}

const fn uuid_of_nothing() -> &'static str {
    "00000000-0000-0000-0000-000000000000"
}

/// What an expert would write into the query himself for this caller.
async fn hand_written_filter(bare: &Backend, caller: Caller, claims: &serde_json::Value) -> Result<String> {
    let (org, user) = identity(claims);
    let tenant = format!("org_id = '{org}'");
    let first_cell = async |sql: &str| anyhow::Ok(bare.client.query_one(sql, &[]).await?.get::<_, String>(0));
    Ok(match caller {
        Caller::Org => tenant,
        Caller::Own => format!("{tenant} and owner_id = '{user}'"),
        Caller::Team => {
            let teams = teams(bare, org, user).await?;
            format!("{tenant} and (owner_id = '{user}' or team_id = any ('{teams}'::uuid[]))")
        }
        Caller::Shares => {
            let shared = format!(
                "select coalesce(array_agg(deal_id), '{{}}')::text from crm.record_shares where user_id = '{user}'"
            );
            let shared = first_cell(&shared).await?;
            format!("{tenant} and (owner_id = '{user}' or id = any ('{shared}'::uuid[]))")
        }
        Caller::Condition => format!("{tenant} and amount <= 5000"),
    })
}

/// Writes the caller into the table that the peers' policies read.
async fn remember_for_peers(bare: &Backend, caller: Caller, claims: &serde_json::Value) -> Result<()> {
    let (org, user) = identity(claims);
    let teams = teams(bare, org, user).await?;
    let scope = caller.name();
    let write = format!(
        "insert into bench.access values ('{user}', '{org}', '{scope}', '{teams}') on conflict (user_id, org_id) do nothing"
    );
    bare.client.batch_execute(&write).await?;
    Ok(())
}

fn identity(claims: &serde_json::Value) -> (&str, &str) {
    (claims["org_id"].as_str().unwrap_or_default(), claims["sub"].as_str().unwrap_or_default())
}

async fn teams(bare: &Backend, org: &str, user: &str) -> Result<String> {
    Ok(bare.client.query_one(include_str!("../../sql/team_subtree.sql"), &[&org, &user]).await?.get(0))
}
