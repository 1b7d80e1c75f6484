//! Making logins, and giving them other passwords.

use super::command::{CreateArgs, RotateArgs};
use super::password::Password;
use crate::commands::Context;
use crate::error::CliError;
use crate::state::Settings;
use crate::users;
use serde_json::json;

/// Makes a login and prints its address once.
pub(super) async fn run(context: &Context, args: &CreateArgs) -> Result<(), CliError> {
    let password = Password::obtain(args.password_stdin)?;
    let client = context.database().await?;
    let subject = users::find_subject(&client, &args.user, Some(&args.org)).await?;
    let create = "select crm_private.create_sql_login($1, $2, $3, $4, $5, make_interval(secs => $6), $7)";
    let (is_read_only, seconds) = (!args.read_write, f64::from(args.statement_timeout));
    client
        .query_one(
            create,
            &[
                &args.login,
                &subject.org_id,
                &subject.user_id,
                &is_read_only,
                &password.verifier(),
                &seconds,
                &args.connections,
            ],
        )
        .await?;
    let url = address(context, &args.login, &password)?;
    let document = json!({
        "login": args.login, "user": subject.email, "organization": args.org, "is_read_only": is_read_only,
        "statement_timeout_seconds": args.statement_timeout, "connections": args.connections,
        "password": password.to_print(), "url": url,
    });
    context.output.result(&document, || {
        let rights = if is_read_only { "reads" } else { "reads and writes" };
        format!(
            "{} {rights} what {} may in {}.\n{}",
            args.login,
            subject.email,
            args.org,
            farewell(&url, &password)
        )
    })
}

/// Gives a login another password.
pub(super) async fn rotate(context: &Context, args: &RotateArgs) -> Result<(), CliError> {
    let password = Password::obtain(args.password_stdin)?;
    let client = context.database().await?;
    let rotate = "select crm_private.rotate_sql_login($1, $2)";
    client.query_one(rotate, &[&args.login, &password.verifier()]).await?;
    let url = address(context, &args.login, &password)?;
    let document = json!({ "login": args.login, "password": password.to_print(), "url": url });
    context.output.result(&document, || {
        format!(
            "{} has another password, and its sessions were ended.\n{}",
            args.login,
            farewell(&url, &password)
        )
    })
}

fn address(context: &Context, login: &str, password: &Password) -> Result<String, CliError> {
    let settings = Settings::load(&context.paths.settings())?;
    let secret = password.to_print().map_or_else(String::new, |text| format!(":{text}"));
    Ok(format!("postgresql://{login}{secret}@127.0.0.1:{}/postgres", settings.db_port))
}

fn farewell(url: &str, password: &Password) -> String {
    match password.to_print() {
        Some(_) => format!("{url}\nThe password is shown this once."),
        None => url.to_owned(),
    }
}
