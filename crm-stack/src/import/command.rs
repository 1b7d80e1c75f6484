//! The command line of `crm import`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Options of `crm import`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Example: crm import --org maven --create-org --mapping maven data/maven_crm\n\
                  The format of mapping files is described in docs/how-to/import.md."
)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    pub(crate) action: Option<ImportAction>,
    #[command(flatten)]
    pub(crate) load: Option<LoadArgs>,
}

/// What else can be done with imports.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportAction {
    /// Take an import back: remove what it created, restore what it changed
    Undo(UndoArgs),
    /// List the imports of an organization
    List(ListArgs),
}

/// Options of a load.
#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    /// Organization that gets the records
    #[arg(long, value_name = "SLUG")]
    pub(crate) org: String,
    /// Make the organization when it does not exist
    #[arg(long)]
    pub(crate) create_org: bool,
    /// Name of a shipped mapping (maven, leads, contacts, x_education) or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) mapping: String,
    /// Date of undated records [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<String>,
    /// E-mail of the member who owns records that name no owner [default: the organization's default owner]
    #[arg(long, value_name = "EMAIL")]
    pub(crate) owner: Option<String>,
    /// Do everything, report, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Change nothing if any row is refused
    #[arg(long)]
    pub(crate) strict: bool,
    /// File for the problems of rows [default: import-<batch>.csv among the logs]
    #[arg(long, value_name = "FILE")]
    pub(crate) errors: Option<PathBuf>,
    /// Folder with the mapping's files, or the file itself
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,
}

/// Options of `crm import undo`.
#[derive(Debug, Args)]
pub(crate) struct UndoArgs {
    /// Identifier of the import, as printed by it and by `crm import list`
    #[arg(value_name = "BATCH")]
    pub(crate) batch: uuid::Uuid,
    /// Report what would be taken back, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Options of `crm import list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Organization
    #[arg(long, value_name = "SLUG")]
    pub(crate) org: String,
}
