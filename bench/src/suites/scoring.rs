//! Rule scores by the extension against the same rules in plpgsql, over a whole table.

use anyhow::{Result, ensure};

use crate::backend::{Backend, in_turns};
use crate::report::{Row, Subject};

const ROUNDS: usize = 7;

pub(crate) async fn run(url: &str, size: u64) -> Result<Vec<Row>> {
    let (scored, peer) = (Backend::connect(url).await?, Backend::connect(url).await?);
    for backend in [&scored, &peer] {
        backend.client.batch_execute("set max_parallel_workers_per_gather = 0").await?;
    }
    scored.client.batch_execute(include_str!("../../sql/scoring.sql")).await?;
    scored.client.batch_execute(&format!("call bench.add_leads({size})")).await?;
    scored.client.batch_execute("vacuum (analyze) bench.leads").await?;
    let model = include_str!("../../sql/scoring_model.json");
    let ours = format!("select sum(crm_ext.score_record('{model}'::jsonb, l, now())) from bench.leads l");
    let plpgsql = "select sum(bench.score(l)) from bench.leads l";
    let sums: (i64, i64) = (
        scored.client.query_one(&ours, &[]).await?.get(0),
        peer.client.query_one(plpgsql, &[]).await?.get(0),
    );
    ensure!(sums.0 == sums.1, "the two sides score differently: {} and {}", sums.0, sums.1);
    let (our_sample, peer_sample) = in_turns((&scored, &ours), (&peer, plpgsql), ROUNDS).await?;
    let subject = Subject {
        capability: "scoring",
        case: "all leads, 12 rules".to_owned(),
        size,
        peer_name: "the same rules in plpgsql",
        aim: Some(1.0),
    };
    Ok(vec![subject.times(&our_sample, &peer_sample)])
}
