//! Removing logins.

use crate::commands::Context;
use crate::error::CliError;
use serde_json::json;

/// Removes a login; its sessions end.
pub(super) async fn run(context: &Context, login: &str) -> Result<(), CliError> {
    let client = context.database().await?;
    client.query_one("select crm_private.revoke_sql_login($1)", &[&login]).await?;
    context.output.result(&json!({ "login": login, "revoked": true }), || {
        format!("{login} is gone, and its sessions with it.")
    })
}
