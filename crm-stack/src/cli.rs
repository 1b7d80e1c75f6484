//! The command line: one enum of verbs, and the options that every verb understands.

use crate::error::CliError;
use crate::{commands, export, import, migrate, seed, sql_login, supervisor};
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// A CRM in PostgreSQL: start it, look into it, move data in and out.
#[derive(Debug, Parser)]
#[command(name = "crm", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Print one machine-readable JSON document instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Folder of this installation's state (cluster, secrets, logs) [default: .crm beside the sources]
    #[arg(long, global = true, value_name = "DIR", env = "CRM_STATE")]
    pub(crate) state: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What `crm` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Install what is missing, build, start, migrate and seed; then say what to do next
    Up(commands::up::UpArgs),
    /// Stop everything
    Down,
    /// Build the extension alone, for the PostgreSQL found
    Build,
    /// Show each running part, its address and its health
    Status,
    /// Stop everything and remove the state, the database included
    Reset(commands::reset::ResetArgs),
    /// Print addresses and keys as shell assignments
    Env,
    /// Print an access token of one user
    Token(commands::token::TokenArgs),
    /// Apply pending migrations and changed SQL objects
    Migrate(migrate::MigrateArgs),
    /// Make demo organizations, or any number of believable records
    Seed(seed::SeedArgs),
    /// Load CSV files by a mapping, or take an import back
    Import(import::ImportArgs),
    /// Write records as CSV or NDJSON
    Export(export::ExportArgs),
    /// Open psql on the database, as superuser or as one user of the CRM
    Psql(commands::psql::PsqlArgs),
    /// Make, list and remove PostgreSQL logins for members who write SQL
    SqlLogin(sql_login::SqlLoginArgs),
    /// Show the log of one part or of all
    Logs(commands::logs::LogsArgs),
    /// Check this installation and say how to repair it
    Doctor,
    /// Run everything in the foreground (`crm up` does it in the background)
    #[command(hide = true)]
    Serve(supervisor::ServeArgs),
}

/// Whether the caller wants JSON, as far as it can be told when the arguments cannot be read.
pub(crate) fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.take_while(|argument| argument != "--").any(|argument| argument == "--json")
}

/// What is wrong with the arguments, without the usage that clap prints for people.
pub(crate) fn usage_error(refusal: &clap::Error) -> CliError {
    let text = refusal.render().to_string();
    let sentence = text.lines().next().unwrap_or_default();
    CliError::usage(sentence.strip_prefix("error: ").unwrap_or(sentence))
        .remedy("run the command with --help")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_arguments_are_told_in_one_sentence() {
        let refusal = Cli::try_parse_from(["crm", "up", "--no-such-option", "--json"]).err().unwrap();
        assert_eq!(
            usage_error(&refusal).to_string(),
            "unexpected argument '--no-such-option' found\n  remedy: run the command with --help"
        );
    }

    #[test]
    fn json_is_asked_for_before_the_arguments_of_another_program() {
        let asks = |arguments: &[&str]| asks_for_json(arguments.iter().map(OsString::from));
        assert!(asks(&["crm", "import", "--json", "--bad"]));
        assert!(!asks(&["crm", "psql", "--", "--json"]));
    }
}
