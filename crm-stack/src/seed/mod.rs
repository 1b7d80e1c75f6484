//! `crm seed`: demo organizations, and any amount of believable data with a known ground truth.

mod demo;

use crate::commands::Context;
use crate::error::CliError;
use clap::Args;

/// Options of `crm seed`; without any it makes the demo organizations.
#[derive(Debug, Default, Args)]
#[command(after_help = "Example: crm seed --deals 100000 --org acme --seed 7")]
pub(crate) struct SeedArgs {
    /// Number of deals to make, with their accounts, contacts, leads, history and activities
    #[arg(long, value_name = "N")]
    deals: Option<u64>,
    /// Organization that gets them
    #[arg(long, value_name = "SLUG", default_value = "acme")]
    org: String,
    /// Random seed: the same seed makes the same data
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u32,
    /// The day that counts as today [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
}

/// Runs `crm seed`.
///
/// # Errors
/// When the database refuses; nothing is changed then.
pub(crate) async fn run(context: &Context, args: SeedArgs) -> Result<(), CliError> {
    let mut client = context.database().await?;
    let transaction = client.transaction().await?;
    for organization in &demo::DEMO {
        organization.ensure(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}
