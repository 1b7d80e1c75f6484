//! `crm migrate`: updates the extension, applies pending migrations, then the SQL objects whose text changed.

mod apply;
mod extension;
mod file;
mod plan;
mod retry;
mod supabase;

pub(crate) use apply::{ADVISORY_LOCK, Report, bring_to, plan};
pub(crate) use extension::default_version;
pub(crate) use file::Release;

use crate::commands::Context;
use crate::database;
use crate::error::CliError;
use crate::progress::Step;
use std::path::PathBuf;

/// Options of `crm migrate`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct MigrateArgs {
    /// Migrate another database, for example a Supabase project's
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,

    /// Say what would be applied and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Write the migrations and objects into one folder of migrations for the Supabase CLI, change nothing
    #[arg(long, value_name = "DIR", conflicts_with_all = ["database_url", "dry_run"])]
    pub(crate) write_supabase: Option<PathBuf>,

    /// Folder that holds `migrations/` and `sql/` [default: the sources]
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
}

/// Runs the command.
pub(crate) async fn run(context: &Context, args: MigrateArgs) -> Result<(), CliError> {
    let release = match &args.from {
        Some(folder) => Release::read(folder)?,
        None => Release::read(context.repository()?)?,
    };
    if let Some(folder) = &args.write_supabase {
        let files = supabase::write(&release, folder)?;
        return context
            .output
            .result(&files, || format!("wrote {} files into {}", files.len(), folder.display()));
    }
    let client = match &args.database_url {
        Some(url) => database::connect_config(&database::parse_url(url)?).await?,
        None => context.database().await?,
    };
    let step = Step::start(context.output, "migrating");
    let report = bring_to(&client, &release, args.dry_run, |name| step.detail(name)).await?;
    step.done(&summary(&report));
    context.output.result(&report, || listing(&report))
}

/// `2 migrations, 31 objects` or `nothing to do`.
pub(crate) fn summary(report: &Report) -> String {
    let extension = report.extension.as_ref().map(|update| format!("pg_crm_ext {}", update.to));
    let files = (!report.migrations.is_empty() || !report.objects.is_empty())
        .then(|| format!("{} migrations, {} objects", report.migrations.len(), report.objects.len()));
    let parts: Vec<String> = extension.into_iter().chain(files).collect();
    if parts.is_empty() { "nothing to do".to_owned() } else { parts.join(", ") }
}

fn listing(report: &Report) -> String {
    let verb = if report.dry_run { "would apply" } else { "applied" };
    let extension =
        report.extension.as_ref().map(|update| format!("pg_crm_ext {} to {}", update.from, update.to));
    let names = extension.iter().chain(&report.migrations).chain(&report.objects);
    let mut lines: Vec<String> = names.map(|name| format!("{verb} {name}")).collect();
    if lines.is_empty() {
        lines.push("the database is up to date".to_owned());
    }
    lines.join("\n")
}
