//! Search documents of what was loaded, kind by kind in portions.

use crate::error::CliError;
use crate::progress::Step;
use tokio_postgres::Transaction;
use uuid::Uuid;

const REFRESH: &str = include_str!("sql/refresh_documents.sql");
/// Kinds that are searched, with the parts' names and their tables.
const KINDS: [(&str, &str, &str); 4] = [
    ("account", "search documents of accounts", "crm.accounts"),
    ("contact", "search documents of contacts", "crm.contacts"),
    ("lead", "search documents of leads", "crm.leads"),
    ("deal", "search documents of deals", "crm.deals"),
];
const RECORDS_AT_ONCE: i64 = 20_000;

/// Makes the documents of the records that this transaction loaded into the organization.
///
/// # Errors
/// When the database refuses.
pub(super) async fn make_documents(
    transaction: &Transaction<'_>,
    organization: Uuid,
    step: &Step,
) -> Result<(), CliError> {
    for (kind, name, table) in KINDS {
        let refresh = transaction.prepare(&REFRESH.replace("{table}", table)).await?;
        let mut part = step.part(name);
        let mut last = Uuid::nil();
        while let Some(row) =
            transaction.query_opt(&refresh, &[&organization, &kind, &last, &RECORDS_AT_ONCE]).await?
        {
            last = row.get(0);
            part.add(u64::try_from(row.get::<_, i32>(1)).unwrap_or_default());
        }
        part.done();
    }
    Ok(())
}
