use super::Context;
use crate::error::CliError;
pub(crate) async fn run(_context: &Context) -> Result<(), CliError> {
    Err(CliError::failed("not built yet"))
}
