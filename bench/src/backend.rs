//! A connection whose CPU time can be read, acting as somebody.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio_postgres::{Client, NoTls, Statement};

use crate::sample::Sample;

pub(crate) struct Backend {
    pub(crate) client: Client,
    pid: i32,
}

impl Backend {
    /// Connects as the superuser of the stack.
    pub(crate) async fn connect(url: &str) -> Result<Self> {
        let (client, connection) =
            tokio_postgres::connect(url, NoTls).await.context("cannot reach the database")?;
        tokio::spawn(connection);
        let pid = client.query_one("select pg_catalog.pg_backend_pid()", &[]).await?.get(0);
        Ok(Self { client, pid })
    }

    /// Connects and takes the identity of a member for the whole session.
    pub(crate) async fn connect_as(url: &str, claims: &serde_json::Value) -> Result<Self> {
        let backend = Self::connect(url).await?;
        backend
            .client
            .execute("select pg_catalog.set_config('request.jwt.claims', $1, false)", &[&claims.to_string()])
            .await?;
        backend.client.batch_execute("set role authenticated").await?;
        Ok(backend)
    }

    /// Connects as a role of a peer, with the claims of a member.
    pub(crate) async fn connect_in_role(url: &str, claims: &serde_json::Value, role: &str) -> Result<Self> {
        let backend = Self::connect_as(url, claims).await?;
        backend.client.batch_execute(&format!("reset role; set role {role}")).await?;
        Ok(backend)
    }

    /// Memory that is this backend's own, in KiB.
    pub(crate) fn own_memory_kib(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find(|line| line.starts_with("RssAnon:"));
        line.and_then(|line| line.split_whitespace().nth(1))
            .and_then(|kib| kib.parse().ok())
            .context("the kernel does not tell the memory of a process")
    }

    /// CPU time this backend has used; the kernel counts it in nanoseconds.
    pub(crate) fn cpu(&self) -> Duration {
        let nanoseconds = std::fs::read_to_string(format!("/proc/{}/schedstat", self.pid))
            .ok()
            .and_then(|text| text.split_whitespace().next().and_then(|first| first.parse().ok()))
            .unwrap_or(0);
        Duration::from_nanos(nanoseconds)
    }

    pub(crate) async fn prepare(&self, sql: &str) -> Result<Statement> {
        self.client.prepare(sql).await.with_context(|| format!("cannot prepare: {sql}"))
    }

    /// Runs the statement once and adds what it needed to the sample.
    pub(crate) async fn time(&self, statement: &Statement, sample: &mut Sample) -> Result<()> {
        let (cpu, start) = (self.cpu(), Instant::now());
        self.client.query(statement, &[]).await?;
        sample.push(start.elapsed());
        sample.add_cpu(self.cpu().saturating_sub(cpu));
        Ok(())
    }
}

/// Runs two statements in turn, `rounds` times after two warm-ups, so that the machine's moods meet both alike.
pub(crate) async fn in_turns(
    ours: (&Backend, &str),
    peer: (&Backend, &str),
    rounds: usize,
) -> Result<(Sample, Sample)> {
    let our_statement = ours.0.prepare(ours.1).await?;
    let peer_statement = peer.0.prepare(peer.1).await?;
    let (mut our_sample, mut peer_sample) = (Sample::default(), Sample::default());
    for round in 0..rounds + 2 {
        if round == 2 {
            (our_sample, peer_sample) = (Sample::default(), Sample::default());
        }
        ours.0.time(&our_statement, &mut our_sample).await?;
        peer.0.time(&peer_statement, &mut peer_sample).await?;
    }
    Ok((our_sample, peer_sample))
}

/// Runs statements in turn like [`in_turns`]; the first is asked how often.
pub(crate) async fn rotate(sides: &[(&Backend, String)], rounds: usize) -> Result<Vec<Sample>> {
    let mut statements = Vec::new();
    for (backend, sql) in sides {
        statements.push(backend.prepare(sql).await?);
    }
    let mut samples = vec![Sample::default(); sides.len()];
    for round in 0..=rounds {
        if round == 1 {
            samples = vec![Sample::default(); sides.len()];
        }
        for (((backend, _), statement), sample) in sides.iter().zip(&statements).zip(&mut samples) {
            backend.time(statement, sample).await?;
        }
    }
    Ok(samples)
}

/// Rounds for a query of about this cost: quick ones are repeated more often.
pub(crate) async fn fitting_rounds(backend: &Backend, sql: &str) -> Result<usize> {
    let statement = backend.prepare(sql).await?;
    let start = Instant::now();
    backend.client.query(&statement, &[]).await?;
    let milliseconds = start.elapsed().as_millis().max(1);
    Ok(usize::try_from(4_000 / milliseconds)?.clamp(7, 400))
}
