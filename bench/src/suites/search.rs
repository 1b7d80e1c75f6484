//! `crm.search` against `ilike` over the same rows, both as a member under row security.

use anyhow::Result;

use crate::backend::{Backend, in_turns};
use crate::report::{Row, Subject};
use crate::world::{Caller, claims};

/// (case, what is searched): `w7` begins a word of a two-hundredth of the rows, `deal` is in all of them.
const QUERIES: [(&str, &str); 3] =
    [("rare word", "w1234"), ("prefix of many", "w12"), ("word of every row", "deal")];
const ROUNDS: usize = 15;

pub(crate) async fn run(url: &str, size: u64) -> Result<Vec<Row>> {
    let admin = Backend::connect(url).await?;
    admin
        .client
        .batch_execute(
            "select crm_private.rebuild_search_documents(bench.tenant(n)) from generate_series(1, 100) n",
        )
        .await?;
    admin.client.batch_execute("vacuum (analyze) crm_private.search_documents").await?;
    let mut rows = Vec::new();
    for caller in [Caller::Own, Caller::Org] {
        let member = Backend::connect_as(url, &claims(&admin, caller).await?).await?;
        for (case, words) in QUERIES {
            let ours = format!("select * from crm.search('{words}', '{{deal}}', 20)");
            let peer = format!(
                "select id, name from crm.deals where name ilike '%{words}%' order by created_at desc limit 20"
            );
            let (our_sample, peer_sample) = in_turns((&member, &ours), (&member, &peer), ROUNDS).await?;
            let subject = Subject {
                capability: "search",
                case: format!("{}, {case}", caller.name()),
                size,
                peer_name: "ilike, newest 20 (unranked)",
                aim: None,
            };
            rows.push(subject.times(&our_sample, &peer_sample));
        }
    }
    Ok(rows)
}
