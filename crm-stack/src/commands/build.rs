//! `crm build`: the extension alone.

use super::Context;
use crate::error::CliError;
use crate::host::packages;
use crate::postgres::Installation;
use crate::programs::extension_build;
use crate::state::home;

/// Builds the extension for the PostgreSQL found and installs it into the state folder.
pub(crate) fn run(context: &Context) -> Result<(), CliError> {
    packages::ensure(context.output)?;
    let (paths, _) = home::prepare(&context.paths)?;
    let installation = Installation::find()?;
    let is_new =
        extension_build::ensure_extension(&paths, context.repository()?, &installation, context.output)?;
    let document =
        serde_json::json!({ "postgres": installation.version, "built": is_new, "folder": paths.extension() });
    context.output.result(&document, || {
        let what = if is_new { "built" } else { "up to date" };
        format!("the extension for {} is {what}: {}", installation.version, paths.extension().display())
    })
}
