//! `crm sql-login`: PostgreSQL logins that are one member each, for analysts and agents who write SQL themselves.

mod command;
mod create;
mod list;
mod password;
mod revoke;

pub(crate) use command::SqlLoginArgs;

use crate::commands::Context;
use crate::error::CliError;
use command::SqlLoginAction;

/// Runs the command.
///
/// # Errors
/// When the login, the member or the password is wrong, or the database refuses.
pub(crate) async fn run(context: &Context, args: SqlLoginArgs) -> Result<(), CliError> {
    match args.action {
        SqlLoginAction::Create(args) => create::run(context, &args).await,
        SqlLoginAction::List(args) => list::run(context, args.org.as_deref()).await,
        SqlLoginAction::Rotate(args) => create::rotate(context, &args).await,
        SqlLoginAction::Revoke(args) => revoke::run(context, &args.login).await,
    }
}
