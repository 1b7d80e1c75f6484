//! `crm up`: from whatever is there to a running, migrated, seeded stack.

mod greeting;
mod lock;
mod prepare;
mod start;

use super::Context;
use crate::error::CliError;
use crate::host::stamp;
use crate::progress::Step;
use crate::seed;

/// Options of `crm up`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct UpArgs {
    /// Do not seed the demo organizations
    #[arg(long)]
    pub(crate) no_demo: bool,

    /// Port of the API on 127.0.0.1 [default: 54321]
    #[arg(long, value_name = "PORT")]
    pub(crate) api_port: Option<u16>,

    /// Port of the database on 127.0.0.1 [default: 54322]
    #[arg(long, value_name = "PORT")]
    pub(crate) db_port: Option<u16>,

    /// Origin that browsers may call from; may be repeated [default: pages of this machine]
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) allow_origin: Vec<String>,

    /// How PostgREST ends transactions: commit, or commit-allow-override for tests
    #[arg(long, value_name = "MODE", value_parser = ["commit", "commit-allow-override"])]
    pub(crate) transaction_end: Option<String>,
}

/// Runs the command.
pub(crate) async fn run(context: &Context, args: &UpArgs) -> Result<(), CliError> {
    let prepared = prepare::prepare(context, args)?;
    let context = context.at(prepared.paths.clone());
    start::ensure_running(&context, &prepared)?;
    start::wait_for_database(&context).await?;
    start::migrate(&context).await?;
    start::wait_for_api(&context).await?;
    if !args.no_demo {
        ensure_demo(&context).await?;
    }
    greeting::print(&context, prepared.warnings).await
}

/// Seeds once; the stamp is written last, so that an interrupted seed is completed.
async fn ensure_demo(context: &Context) -> Result<(), CliError> {
    let stamp_file = context.paths.root().join("demo.stamp");
    if stamp::is_current(&stamp_file, "seeded") {
        return Ok(());
    }
    let step = Step::start(context.output, "seeding the demo organizations");
    let quiet = Context { output: context.output.silenced(), ..context.clone() };
    seed::seed_demo(&quiet).await?;
    stamp::record(&stamp_file, "seeded")?;
    step.done("acme, globex");
    Ok(())
}
