use crate::commands::Context;
use crate::error::CliError;

#[derive(Debug, Default, clap::Args)]
pub(crate) struct ImportArgs {}

pub(crate) async fn run(_context: &Context, _args: ImportArgs) -> Result<(), CliError> {
    Err(CliError::failed("not built yet"))
}
