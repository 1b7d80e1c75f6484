//! `deal_statistics` kept up by the trigger, against the same UPDATE without it and against REFRESH MATERIALIZED VIEW.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::backend::Backend;
use crate::report::{Row, Subject};
use crate::sample::Sample;

const ROUNDS: usize = 1_500;
const HOT_CLIENTS: u64 = 8;
const HOT_SECONDS: Duration = Duration::from_secs(3);
const HOT_TURNS: usize = 5;

pub(crate) async fn run(url: &str, size: u64) -> Result<Vec<Row>> {
    let admin = Backend::connect(url).await?;
    admin.client.batch_execute(include_str!("../../sql/statistics.sql")).await?;
    admin.client.batch_execute("vacuum (analyze) bench.deals_counted, bench.deals_plain").await?;
    Ok(vec![single_update(url, size).await?, hot_key(url, size).await?, refresh(&admin, size).await?])
}

fn subject(case: &str, size: u64, peer_name: &'static str, aim: Option<f64>) -> Subject {
    Subject { capability: "live statistics", case: case.to_owned(), size, peer_name, aim }
}

/// One client, one row at a time, every commit on disk.
async fn single_update(url: &str, size: u64) -> Result<Row> {
    let (counted, plain) = (Backend::connect(url).await?, Backend::connect(url).await?);
    let ours = counted.client.prepare("select bench.touch_counted($1)").await?;
    let peer = plain.client.prepare("select bench.touch_plain($1)").await?;
    let (mut our_sample, mut peer_sample) = (Sample::default(), Sample::default());
    for round in 0..ROUNDS {
        let number = i64::try_from(1 + round as u64 * 7_919 % size)?;
        time_update(&counted, &ours, number, &mut our_sample).await?;
        time_update(&plain, &peer, number, &mut peer_sample).await?;
    }
    Ok(subject("UPDATE of one row, 1 client", size, "the UPDATE without trigger", Some(1.3))
        .times(&our_sample, &peer_sample))
}

async fn time_update(
    backend: &Backend,
    statement: &tokio_postgres::Statement,
    number: i64,
    sample: &mut Sample,
) -> Result<()> {
    let (cpu, start) = (backend.cpu(), Instant::now());
    backend.client.execute(statement, &[&number]).await?;
    sample.push(start.elapsed());
    sample.add_cpu(backend.cpu().saturating_sub(cpu));
    Ok(())
}

/// Eight clients change different rows that count under one key.
async fn hot_key(url: &str, size: u64) -> Result<Row> {
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..HOT_TURNS {
        ours.push(updates_a_second(url, "select bench.touch_counted_hot($1)").await?);
        peer.push(updates_a_second(url, "select bench.touch_plain_hot($1)").await?);
    }
    ours.sort_by(f64::total_cmp);
    peer.sort_by(f64::total_cmp);
    let row = subject("UPDATEs of one hot key, 8 clients", size, "the UPDATE without trigger", Some(1.3));
    Ok(row.rates("updates/s", ours[HOT_TURNS / 2], peer[HOT_TURNS / 2], HOT_TURNS))
}

async fn updates_a_second(url: &str, sql: &str) -> Result<f64> {
    let done = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut clients = Vec::new();
    for client in 0..HOT_CLIENTS {
        let backend = Backend::connect(url).await?;
        let statement = backend.prepare(sql).await?;
        let done = Arc::clone(&done);
        clients.push(tokio::spawn(async move {
            let mut turn = 0u64;
            while start.elapsed() < HOT_SECONDS {
                let number = i64::try_from(turn * HOT_CLIENTS + client)?;
                backend.client.execute(&statement, &[&number]).await?;
                done.fetch_add(1, Ordering::Relaxed);
                turn += 1;
            }
            anyhow::Ok(())
        }));
    }
    for client in clients {
        client.await??;
    }
    Ok(done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64())
}

/// What it takes until a reader sees right sums after one change.
async fn refresh(admin: &Backend, size: u64) -> Result<Row> {
    let (mut ours, mut peer) = (Sample::default(), Sample::default());
    for round in 0..7i64 {
        let start = Instant::now();
        admin.client.execute("select bench.touch_counted($1)", &[&(round + 1)]).await?;
        ours.push(start.elapsed());
        let start = Instant::now();
        admin.client.execute("select bench.touch_plain($1)", &[&(round + 1)]).await?;
        admin.client.batch_execute("refresh materialized view bench.deal_sums").await?;
        peer.push(start.elapsed());
    }
    Ok(subject("one change until the sums are right", size, "REFRESH MATERIALIZED VIEW", Some(1.0))
        .times(&ours, &peer))
}
