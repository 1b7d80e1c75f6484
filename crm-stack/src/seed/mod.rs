use crate::commands::Context;
use crate::error::CliError;

#[derive(Debug, Default, clap::Args)]
pub(crate) struct SeedArgs {}

pub(crate) async fn run(_context: &Context, _args: SeedArgs) -> Result<(), CliError> {
    Err(CliError::failed("not built yet"))
}
