//! The row policy against a hand-written filter of the same meaning without row security.

use anyhow::Result;

use crate::backend::{Backend, fitting_rounds, in_turns};
use crate::report::{Row, Subject};
use crate::world::{Caller, claims};

/// (case, statement under the policy, statement with `{filter}` written by hand)
const QUERIES: [(&str, &str, &str); 4] = [
    (
        "point",
        "select * from crm.deals where id = '{id}'",
        "select * from crm.deals where id = '{id}' and {filter}",
    ),
    (
        "list of 20",
        "select * from crm.deals order by created_at desc limit 20",
        "select * from crm.deals where {filter} order by created_at desc limit 20",
    ),
    ("count", "select count(*) from crm.deals", "select count(*) from crm.deals where {filter}"),
    (
        "sum by stage",
        "select stage_id, sum(amount) from crm.deals group by stage_id",
        "select stage_id, sum(amount) from crm.deals where {filter} group by stage_id",
    ),
];

pub(crate) async fn run(url: &str, size: u64) -> Result<Vec<Row>> {
    let bare = Backend::connect(url).await?;
    let mut rows = Vec::new();
    for caller in Caller::ALL {
        let claims = claims(&bare, caller).await?;
        let filter = hand_written_filter(&bare, caller, &claims).await?;
        let member = Backend::connect_as(url, &claims).await?;
        let id: String = bare
            .client
            .query_one(&format!("select min(id::text) from crm.deals where {filter}"), &[])
            .await?
            .get(0);
        for (case, policy, plain) in QUERIES {
            let policy = policy.replace("{id}", &id);
            let plain = plain.replace("{id}", &id).replace("{filter}", &filter);
            let rounds = fitting_rounds(&bare, &plain).await?;
            let (ours, peer) = in_turns((&member, &policy), (&bare, &plain), rounds).await?;
            let subject = Subject {
                capability: "row policy",
                case: format!("{}, {case}", caller.name()),
                size,
                peer_name: "filter by hand, no row security",
                aim: Some(1.2),
            };
            rows.push(subject.times(&ours, &peer));
        }
    }
    Ok(rows)
}

/// What an expert would write into the query himself for this caller.
async fn hand_written_filter(bare: &Backend, caller: Caller, claims: &serde_json::Value) -> Result<String> {
    let (org, user) =
        (claims["org_id"].as_str().unwrap_or_default(), claims["sub"].as_str().unwrap_or_default());
    let tenant = format!("org_id = '{org}'");
    Ok(match caller {
        Caller::Org => tenant,
        Caller::Own => format!("{tenant} and owner_id = '{user}'"),
        Caller::Team => {
            let teams: String = bare
                .client
                .query_one(include_str!("../../sql/team_subtree.sql"), &[&org, &user])
                .await?
                .get(0);
            format!("{tenant} and (owner_id = '{user}' or team_id = any ('{teams}'::uuid[]))")
        }
    })
}
