//! Leads: staged without indexes, scored, and stored once. An update of stored leads would write every row and index twice.

use super::fills::LEADS;
use super::load::copy;
use super::tables::Tables;
use crate::error::CliError;
use crate::progress::Step;
use tokio_postgres::Transaction;

const STAGE: &str = "create temporary table seeded_leads (like crm.leads including defaults including generated) on commit drop";
const STORE: &str = include_str!("sql/store_leads.sql");
/// Pages of the staged table that are stored at once, some 25 leads each.
const PAGES_AT_ONCE: i64 = 1000;

/// Makes the leads with their scores; returns their number.
///
/// # Errors
/// When the database refuses.
pub(super) async fn load(
    transaction: &Transaction<'_>,
    tables: Tables<'_>,
    step: &Step,
) -> Result<u64, CliError> {
    let columns = Tables::LEAD_COLUMNS;
    transaction.batch_execute(STAGE).await?;
    let mut part = step.part("leads, to be scored");
    let target = format!("pg_temp.seeded_leads ({columns})");
    copy(transaction, tables, &target, LEADS, &mut part).await?;
    part.done();

    let pages = "select pg_relation_size('pg_temp.seeded_leads') / current_setting('block_size')::bigint";
    let pages: i64 = transaction.query_one(pages, &[]).await?.get(0);
    let store = transaction.prepare(&STORE.replace("{columns}", columns)).await?;
    let mut part = step.part("leads");
    let mut first = 0;
    while first < pages {
        let end = first + PAGES_AT_ONCE;
        let bounds = [format!("({first},0)"), format!("({end},0)")];
        part.add(transaction.execute(&store, &[&tables.organization.id, &bounds[0], &bounds[1]]).await?);
        first = end;
    }
    Ok(part.done())
}
