//! Which logins there are.

use crate::commands::Context;
use crate::error::CliError;
use serde::Serialize;

/// A login as it is listed.
#[derive(Debug, Serialize)]
struct Login {
    login: String,
    organization: String,
    user: String,
    is_active: bool,
    is_read_only: bool,
    statement_timeout_seconds: f64,
    connections: i32,
    sessions: i64,
    created_at: chrono::DateTime<chrono::Utc>,
}

/// Lists the logins, of one organization when it is named.
pub(super) async fn run(context: &Context, org: Option<&str>) -> Result<(), CliError> {
    let client = context.database().await?;
    let rows = client.query(include_str!("sql/list_logins.sql"), &[&org]).await?;
    let logins: Vec<Login> = rows
        .iter()
        .map(|row| Login {
            login: row.get("login"),
            organization: row.get("organization"),
            user: row.get("email"),
            is_active: row.get("is_active"),
            is_read_only: row.get("is_read_only"),
            statement_timeout_seconds: row.get("statement_timeout_seconds"),
            connections: row.get("connections"),
            sessions: row.get("sessions"),
            created_at: row.get("created_at"),
        })
        .collect();
    context.output.result(&logins, || table(&logins))
}

fn table(logins: &[Login]) -> String {
    if logins.is_empty() {
        return "There are no SQL logins.".to_owned();
    }
    let mut lines = vec![format!(
        "{:<24} {:<16} {:<28} {:<10} {:>8} {:>8}",
        "login", "organization", "member", "rights", "timeout", "sessions"
    )];
    lines.extend(logins.iter().map(|login| {
        let rights = match (login.is_active, login.is_read_only) {
            (false, _) => "none",
            (true, true) => "read",
            (true, false) => "read-write",
        };
        let sessions = format!("{}/{}", login.sessions, login.connections);
        let timeout = format!("{} s", login.statement_timeout_seconds);
        format!(
            "{:<24} {:<16} {:<28} {rights:<10} {timeout:>8} {sessions:>8}",
            login.login, login.organization, login.user
        )
    }));
    lines.join("\n")
}
