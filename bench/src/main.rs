//! `make bench`: measures every capability beside its peer in one run and writes one table.

mod backend;
mod http;
mod report;
mod sample;
mod stack;
mod suites;
mod world;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use crate::backend::Backend;
use crate::report::{Machine, Report, Row};
use crate::stack::Stack;

/// Measures pg_crm against its peers, in turns, and writes a Markdown and a JSON table.
#[derive(Debug, Parser)]
struct Arguments {
    /// The binary `crm`
    #[arg(long, default_value = "target/release/crm")]
    crm: PathBuf,
    /// State folder of the running stack that is measured (it is filled with up to a million deals)
    #[arg(long)]
    state: PathBuf,
    /// Numbers of deals, smallest first
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    sizes: Vec<u64>,
    /// Measure only these
    #[arg(long, value_delimiter = ',')]
    only: Vec<Suite>,
    /// Where the tables are written
    #[arg(long, default_value = "bench/results")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Suite {
    Rest,
    Access,
    AccessCache,
    Statistics,
    Scoring,
    Search,
    Import,
}

impl Suite {
    async fn run(self, stack: &Stack, size: u64) -> Result<Vec<Row>> {
        let url = &stack.database_url;
        match self {
            Self::Rest => suites::rest::run(stack, size).await,
            Self::Access => suites::access::run(url, size).await,
            Self::AccessCache => suites::access_cache::run(url, size).await,
            Self::Statistics => suites::statistics::run(url, size).await,
            Self::Scoring => suites::scoring::run(url, size).await,
            Self::Search => suites::search::run(url, size).await,
            Self::Import => suites::import::run(stack, size).await,
        }
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let stack = Stack::open(&arguments.crm, &arguments.state).await?;
    let admin = Backend::connect(&stack.database_url).await?;
    let machine = machine(&admin, &stack).await?;
    let suites: Vec<Suite> = Suite::value_variants()
        .iter()
        .copied()
        .filter(|suite| arguments.only.is_empty() || arguments.only.contains(suite))
        .collect();
    let mut rows = Vec::new();
    for size in &arguments.sizes {
        eprintln!("laying down {size} deals of {} tenants", world::TENANTS);
        world::grow(&admin, *size).await?;
        for suite in &suites {
            eprintln!("measuring {suite:?} at {size}");
            let measured = suite.run(&stack, *size).await.with_context(|| format!("{suite:?} at {size}"))?;
            measured.iter().for_each(|row| eprintln!("{}", row.to_markdown()));
            rows.extend(measured);
        }
    }
    let report = Report { machine, rows };
    println!("{}", report.to_markdown());
    report.write(&arguments.out)
}

async fn machine(admin: &Backend, stack: &Stack) -> Result<Machine> {
    let row = admin
        .client
        .query_one("select pg_catalog.to_char(pg_catalog.now() at time zone 'utc', 'YYYY-MM-DD HH24:MI'), pg_catalog.version()", &[])
        .await?;
    let version = Command::new(stack.state.join("bin/postgrest")).arg("--version").output()?;
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = memory.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0);
    Ok(Machine {
        date: row.get(0),
        cores: std::thread::available_parallelism()?.get(),
        memory_gib: kib.div_ceil(1024 * 1024),
        postgres: row.get::<_, String>(1).split(" on ").next().unwrap_or_default().to_owned(),
        postgrest: String::from_utf8_lossy(&version.stdout).trim().to_owned(),
        command: std::env::args().collect::<Vec<_>>().join(" "),
    })
}
