//! `crm import`: CSV files become records by a mapping, as one batch that can be taken back.
//!
//! A file is streamed into a staging table (`stage`), its rows are resolved to records (`resolve`) and tested
//! against the database's own rules (`check`), and what passed is written (`apply`); all files of an import share
//! one transaction (`load`).

mod apply;
mod batch;
mod catalog;
mod check;
mod command;
mod error;
mod history;
mod kind;
mod list;
mod load;
mod mapping;
mod organization;
mod plan;
mod problem;
mod report;
mod resolve;
mod source;
mod sql_text;
mod stage;
mod transform;
mod undo;
mod value;
mod write_columns;

pub(crate) use command::ImportArgs;

use crate::commands::Context;
use crate::error::CliError;
use command::ImportAction;

/// Runs `crm import`.
///
/// # Errors
/// When the command is called wrongly or the import as a whole fails; nothing is changed then.
pub(crate) async fn run(context: &Context, args: ImportArgs) -> Result<(), CliError> {
    match (args.action, args.load) {
        (Some(ImportAction::Undo(args)), _) => undo::run(context, &args).await,
        (Some(ImportAction::List(args)), _) => list::run(context, &args).await,
        (None, Some(args)) => load::run(context, &args).await,
        (None, None) => Err(CliError::usage("nothing to import").remedy("see `crm import --help`")),
    }
}
