//! The command, and what it does in which order.

use super::demo::DEMO;
use super::load::{Made, load};
use super::organization::Organization;
use super::world::{Purpose, Stream, World};
use crate::commands::Context;
use crate::error::CliError;
use crate::progress::Step;
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use serde_json::json;
use tokio_postgres::{Client, Transaction};

/// Seed of the demo organizations' own data.
const DEMO_SEED: u32 = 1;
const OLDEST_ACTIVITY_DAYS: i64 = 545;
const LATEST_ACTIVITY_DAYS: i64 = 31;

/// Options of `crm seed`; without any it makes the demo organizations.
#[derive(Debug, Args)]
#[command(after_help = "Example: crm seed --deals 100000 --org acme --seed 7\n\
    What decides over won and lost is described in docs/reference/seed-ground-truth.md.")]
pub(crate) struct SeedArgs {
    /// Number of deals to make, with their accounts, contacts, leads, history and activities
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=50_000_000))]
    deals: Option<u64>,
    /// Organization that gets them
    #[arg(long, value_name = "SLUG", default_value = "acme")]
    org: String,
    /// Random seed: the same seed makes the same data, once
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    seed: u32,
    /// The day that counts as today [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
}

/// Runs `crm seed`.
///
/// # Errors
/// When the database refuses; nothing is changed then.
pub(crate) async fn run(context: &Context, args: SeedArgs) -> Result<(), CliError> {
    let as_of = args.as_of.map_or_else(Utc::now, noon);
    let mut client = context.database().await?;
    let Some(deals) = args.deals else {
        let made = demo(context, &mut client, as_of).await?;
        let document = json!({ "organizations": made.iter().map(|(slug, rows)| json!({ "slug": slug, "rows": rows })).collect::<Vec<_>>() });
        return context.output.result(&document, || {
            made.iter().map(|(slug, rows)| format!("{slug}: {rows} rows made")).collect::<Vec<_>>().join("\n")
        });
    };
    let step =
        Step::start(context.output, format!("{deals} deals with everything around them for {}", args.org));
    let made = fill(&mut client, &args.org, deals, args.seed, as_of, &step).await?.unwrap_or_default();
    step.done(&format!("{} rows", made.rows()));
    let document =
        json!({ "organization": args.org, "seed": args.seed, "rows": made.rows(), "tables": made.tables });
    context.output.result(&document, || summary(&args, &made))
}

/// Makes the demo organizations for `crm up`, without printing.
///
/// # Errors
/// When the database refuses; nothing is changed then.
pub(crate) async fn seed_demo(context: &Context) -> Result<(), CliError> {
    let mut client = context.database().await?;
    demo(context, &mut client, Utc::now()).await.map(|_| ())
}

async fn demo(
    context: &Context,
    client: &mut Client,
    as_of: DateTime<Utc>,
) -> Result<Vec<(&'static str, u64)>, CliError> {
    let mut made = Vec::new();
    for organization in &DEMO {
        let step = Step::start(
            context.output,
            format!("{}: people and {} deals", organization.slug, organization.deals),
        );
        let transaction = client.transaction().await?;
        organization.ensure(&transaction).await?;
        transaction.commit().await?;
        let rows = fill(client, organization.slug, organization.deals, DEMO_SEED, as_of, &step).await?;
        made.push((organization.slug, rows.unwrap_or_default().rows()));
        step.done("");
    }
    Ok(made)
}

/// Fills an organization; nothing when the same seed was loaded before.
async fn fill(
    client: &mut Client,
    slug: &str,
    deals: u64,
    seed: u32,
    as_of: DateTime<Utc>,
    step: &Step,
) -> Result<Option<Made>, CliError> {
    ensure_partitions(client, as_of).await?;
    let transaction = client.transaction().await?;
    let organization = Organization::read(&transaction, slug).await?;
    if !begin_run(&transaction, &organization, slug, deals, seed, as_of).await? {
        return Ok(None);
    }
    let world = World {
        // two organizations with one seed have worlds of their own
        seed: Stream::new(u64::from(seed), Purpose::Identity, hash(slug)).bits(),
        deals,
        as_of_ms: as_of.timestamp_millis(),
        owners: organization.owners.len() as u64,
        open_stages: organization.open_stages(),
        lost_reasons: organization.lost_reasons.len() as u64,
    };
    let made = load(&transaction, &organization, world, step).await?;
    transaction.commit().await?;
    Ok(Some(made))
}

/// In a transaction of its own: its lock would keep others from making partitions until a long load ends.
async fn ensure_partitions(client: &Client, as_of: DateTime<Utc>) -> Result<(), CliError> {
    let ensure = "select crm_private.ensure_activity_partitions($1::date, $2::date)";
    let day = |days: i64| (as_of + chrono::Duration::days(days)).date_naive();
    client.execute(ensure, &[&day(-OLDEST_ACTIVITY_DAYS), &day(LATEST_ACTIVITY_DAYS)]).await?;
    Ok(())
}

/// Notes the run; false when it was made before.
async fn begin_run(
    transaction: &Transaction<'_>,
    organization: &Organization,
    slug: &str,
    deals: u64,
    seed: u32,
    as_of: DateTime<Utc>,
) -> Result<bool, CliError> {
    let deals = i64::try_from(deals).unwrap_or(i64::MAX);
    let insert = "insert into crm_private.seed_runs (org_id, seed, deal_count, as_of) values ($1, $2, $3, $4) \
                  on conflict (org_id, seed) do nothing";
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&organization.id, &i64::from(seed), &deals, &as_of];
    if transaction.execute(insert, &parameters).await? == 1 {
        return Ok(true);
    }
    let query = "select deal_count from crm_private.seed_runs where org_id = $1 and seed = $2";
    let before: i64 = transaction.query_one(query, &[&organization.id, &i64::from(seed)]).await?.get(0);
    if before == deals {
        return Ok(false);
    }
    Err(CliError::usage(format!("seed {seed} was loaded into `{slug}` with {before} deals before"))
        .remedy("choose another --seed to add data"))
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(12, 0, 0).map_or_else(Utc::now, |instant| instant.and_utc())
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn summary(args: &SeedArgs, made: &Made) -> String {
    if made.tables.is_empty() {
        return format!("Seed {} is in {} already; nothing was made.", args.seed, args.org);
    }
    let lines: Vec<_> = made.tables.iter().map(|(table, rows)| format!("  {table:<20} {rows}")).collect();
    format!("Made {} rows for {}:\n{}", made.rows(), args.org, lines.join("\n"))
}
