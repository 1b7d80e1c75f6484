//! Loads a world through COPY, then computes set-wise what triggers would have made of the rows.
//!
//! Triggers and foreign key checks are off for the transaction: a million deals with everything around them are
//! fifteen million rows. What they would have done is done here: normalised values come with the rows; scores,
//! statistics and search documents are computed from them.

use super::copy_row::{CopyRows, Portion};
use super::fills::{FILLS, FillWith};
use super::organization::Organization;
use super::tables::Tables;
use super::world::World;
use super::{leads, search};
use crate::error::CliError;
use crate::progress::{Part, Step};
use bytes::Bytes;
use futures_util::SinkExt;
use serde::Serialize;
use std::pin::pin;
use tokio::sync::mpsc;
use tokio_postgres::Transaction;

const PORTION_BYTES: usize = 1 << 18;
/// Portions made ahead of the database; this bounds the memory.
const PORTIONS_AHEAD: usize = 8;
const BEGIN: &str = include_str!("sql/begin_load.sql");
const ANALYZE: &str = "analyze (skip_locked) crm.accounts, crm.contacts, crm.contact_points, crm.leads, crm.deals, \
                       crm.deal_stage_history, crm.activities, crm.activity_links";

/// How many rows were made.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Made {
    pub(crate) tables: Vec<(&'static str, u64)>,
}

impl Made {
    /// All rows.
    pub(crate) fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// Fills the organization with the world.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn load(
    transaction: &Transaction<'_>,
    organization: &Organization,
    world: World,
    step: &Step,
) -> Result<Made, CliError> {
    let tables = Tables { world, organization };
    transaction.batch_execute(BEGIN).await?;
    let mut made = Made::default();
    for fill in FILLS {
        let mut part = step.part(fill.name);
        copy(transaction, tables, fill.target, fill.fill, &mut part).await?;
        made.tables.push((fill.name, part.done()));
    }
    made.tables.push(("leads", leads::load(transaction, tables, step).await?));
    let mut part = step.part("statistics of deals");
    part.add(transaction.execute(include_str!("sql/count_deals.sql"), &[&organization.id]).await?);
    part.done();
    transaction.batch_execute(ANALYZE).await?;
    search::make_documents(transaction, organization.id, step).await?;
    transaction.batch_execute("set local session_replication_role = origin").await?;
    Ok(made)
}

/// Makes rows on a thread of its own while the database takes them; `part` hears how many it took.
pub(super) async fn copy(
    transaction: &Transaction<'_>,
    tables: Tables<'_>,
    target: &str,
    fill: FillWith,
    part: &mut Part<'_>,
) -> Result<(), CliError> {
    let sink = transaction.copy_in(&format!("copy {target} from stdin")).await?;
    let mut sink = pin!(sink);
    let (sender, mut receiver) = mpsc::channel::<Portion>(PORTIONS_AHEAD);
    std::thread::scope(|scope| {
        scope.spawn(move || produce(&tables, fill, &sender));
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async move {
                while let Some(portion) = receiver.recv().await {
                    sink.send(Bytes::from(portion.text)).await?;
                    part.add(portion.rows);
                }
                sink.as_mut().finish().await
            })
        })
    })?;
    Ok(())
}

fn produce(tables: &Tables<'_>, fill: FillWith, sender: &mpsc::Sender<Portion>) {
    let mut rows = CopyRows::default();
    let mut is_wanted = true;
    fill(tables, &mut |write| {
        if is_wanted {
            write(&mut rows);
            if rows.len() >= PORTION_BYTES {
                is_wanted = sender.blocking_send(rows.take()).is_ok();
            }
        }
    });
    if is_wanted && rows.len() > 0 {
        // nobody listens any more when the database refused: its error is the one that counts
        let _nobody_listens = sender.blocking_send(rows.take());
    }
}
