//! `crm import list`.

use super::command::ListArgs;
use super::error::ImportError;
use crate::commands::Context;
use crate::error::CliError;
use serde_json::Value;

/// Lists the imports of an organization, newest first.
///
/// # Errors
/// When the organization does not exist.
pub(crate) async fn run(context: &Context, args: &ListArgs) -> Result<(), CliError> {
    let client = context.database().await?;
    let org = client.query_opt("select id from crm.organizations where slug = $1", &[&args.org]).await?;
    let org: uuid::Uuid = match org {
        Some(row) => row.get(0),
        None => return Err(ImportError::NoOrganization { slug: args.org.clone() }.into()),
    };
    let rows = client.query(include_str!("sql/list_imports.sql"), &[&org]).await?;
    let imports: Vec<Value> = rows.iter().map(|row| row.get(0)).collect();
    context.output.result(&imports, || match imports.is_empty() {
        true => format!("No imports into {}.", args.org),
        false => imports.iter().map(line).collect::<Vec<_>>().join("\n"),
    })
}

fn line(import: &Value) -> String {
    let text = |key: &str| match &import[key] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!(
        "{}  {}  {:<6} {:<12} {} rows, {} created, {} updated, {} refused",
        text("id"),
        text("created_at"),
        text("status"),
        text("mapping"),
        text("rows_read"),
        text("rows_created"),
        text("rows_updated"),
        text("rows_failed"),
    )
}
