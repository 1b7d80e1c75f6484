//! Applies migrations and replaceable SQL objects.

use crate::commands::Context;
use crate::error::CliError;

/// Options of `crm migrate`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct MigrateArgs {
    /// Another database, for example a Supabase project's
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Say what would be applied, change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

pub(crate) async fn run(_context: &Context, _args: MigrateArgs) -> Result<(), CliError> {
    Err(CliError::failed("not built yet"))
}
