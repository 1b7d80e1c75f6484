//! `crm export`: records as CSV or NDJSON, streamed, as the operator or as one member sees them.

mod copy_text;
mod escape;
mod kinds;
mod write;

pub(crate) use escape::{escape_cell, needs_escape};

use crate::commands::Context;
use crate::error::{CliError, IoContext};
use clap::{Args, ValueEnum};
use kinds::ExportKind;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use tokio_postgres::Transaction;
use uuid::Uuid;

/// Options of `crm export`.
#[derive(Debug, Args)]
#[command(after_help = "Example: crm export --org acme deals --format csv --output deals.csv")]
pub(crate) struct ExportArgs {
    /// Organization
    #[arg(long, value_name = "SLUG")]
    org: String,
    /// What to write
    kind: ExportKind,
    /// csv escapes cells that a spreadsheet would run as formulas; ndjson writes values as they are
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Only what this member may see
    #[arg(long = "as", value_name = "EMAIL")]
    as_user: Option<String>,
    /// File [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Ndjson,
}

/// Runs `crm export`.
///
/// # Errors
/// When the organization or member does not exist, or the output cannot be written.
pub(crate) async fn run(context: &Context, args: ExportArgs) -> Result<(), CliError> {
    let mut client = context.database().await?;
    let transaction = client.build_transaction().read_only(true).start().await?;
    let org = find_organization(&transaction, &args.org).await?;
    if let Some(email) = &args.as_user {
        become_member(&transaction, org, email, &args.org).await?;
    }
    let name =
        args.output.as_ref().map_or_else(|| "standard output".to_owned(), |path| path.display().to_string());
    let output: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(File::create(path).context(|| format!("write {name}"))?),
        None => Box::new(std::io::stdout()),
    };
    let output = BufWriter::with_capacity(1 << 16, output);
    let rows = match args.format {
        Format::Csv => write::csv(&transaction, org, args.kind, output, &name).await?,
        Format::Ndjson => write::ndjson(&transaction, org, args.kind, output, &name).await?,
    };
    transaction.rollback().await?;
    if args.output.is_none() {
        context.output.note(&format!("{rows} {} written", args.kind));
        return Ok(());
    }
    let document = serde_json::json!({ "kind": args.kind.to_string(), "rows": rows, "file": name });
    context.output.result(&document, || format!("{rows} {} written to {name}", args.kind))
}

async fn find_organization(transaction: &Transaction<'_>, slug: &str) -> Result<Uuid, CliError> {
    let found = transaction.query_opt("select id from crm.organizations where slug = $1", &[&slug]).await?;
    found
        .map(|row| row.get(0))
        .ok_or_else(|| CliError::usage(format!("there is no organization `{slug}`")).remedy("check the slug"))
}

/// From here on the connection is the member's: the API's login, its role, its claims.
async fn become_member(
    transaction: &Transaction<'_>,
    org: Uuid,
    email: &str,
    slug: &str,
) -> Result<(), CliError> {
    let query = "select m.user_id from crm.memberships m join crm.users u on u.id = m.user_id \
                 where m.org_id = $1 and u.email = lower($2) and m.status = 'active'";
    let found = transaction.query_opt(query, &[&org, &email]).await?;
    let user: Uuid = found.map(|row| row.get(0)).ok_or_else(|| {
        CliError::usage(format!("{email} is no active member of `{slug}`"))
            .remedy("name a member with --as EMAIL")
    })?;
    let claims = serde_json::json!({ "sub": user, "org_id": org, "role": "authenticated" }).to_string();
    transaction.execute("select set_config('request.jwt.claims', $1, true)", &[&claims]).await?;
    transaction
        .batch_execute("set local session authorization authenticator; set local role authenticated")
        .await?;
    Ok(())
}
