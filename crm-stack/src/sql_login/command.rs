//! The command line of `crm sql-login`.

use clap::{Args, Subcommand};

const LONGEST_LIMIT_SECONDS: u32 = 24 * 60 * 60;

/// Options of `crm sql-login`.
#[derive(Debug, Args)]
#[command(after_help = "Example: crm sql-login create anna_sql --user analyst@acme.test --org acme\n\
                  What such a login can and cannot do is described in docs/how-to/sql-logins.md.")]
pub(crate) struct SqlLoginArgs {
    #[command(subcommand)]
    pub(crate) action: SqlLoginAction,
}

/// What can be done with logins.
#[derive(Debug, Subcommand)]
pub(crate) enum SqlLoginAction {
    /// Make a login that is one member of one organization; it reads unless it is told to write
    Create(CreateArgs),
    /// List the logins
    List(ListArgs),
    /// Give a login another password and end its sessions
    Rotate(RotateArgs),
    /// Remove a login and end its sessions
    Revoke(RevokeArgs),
}

/// Options of `create`.
#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// Name of the login: small letters, digits and `_`
    #[arg(value_name = "LOGIN")]
    pub(crate) login: String,
    /// E-mail address of the member
    #[arg(long, value_name = "EMAIL")]
    pub(crate) user: String,
    /// Slug of the organization
    #[arg(long, value_name = "SLUG")]
    pub(crate) org: String,
    /// Allow what the member may write, too
    #[arg(long)]
    pub(crate) read_write: bool,
    /// How long a statement may run
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=i64::from(LONGEST_LIMIT_SECONDS)))]
    pub(crate) statement_timeout: u32,
    /// How many sessions there may be at once
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(i32).range(1..=50))]
    pub(crate) connections: i32,
    /// Read the password from standard input instead of making one
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// Options of `list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Slug of one organization [default: all]
    #[arg(long, value_name = "SLUG")]
    pub(crate) org: Option<String>,
}

/// Options of `rotate`.
#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    /// Name of the login
    #[arg(value_name = "LOGIN")]
    pub(crate) login: String,
    /// Read the password from standard input instead of making one
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// Options of `revoke`.
#[derive(Debug, Args)]
pub(crate) struct RevokeArgs {
    /// Name of the login
    #[arg(value_name = "LOGIN")]
    pub(crate) login: String,
}
