use crate::commands::Context;
use crate::error::CliError;

#[derive(Debug, Default, clap::Args)]
pub(crate) struct ExportArgs {}

pub(crate) async fn run(_context: &Context, _args: ExportArgs) -> Result<(), CliError> {
    Err(CliError::failed("not built yet"))
}
