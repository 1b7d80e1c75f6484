//! Loads a world through COPY, then computes set-wise what triggers would have made of the rows.
//!
//! Triggers and foreign key checks are off for the transaction: a million deals with everything around them are ten
//! million rows. What they would have done is done here: normalised values come with the rows; statistics,
//! scores and search documents are computed at the end.

use super::copy_row::CopyRows;
use super::organization::Organization;
use super::tables::Tables;
use super::world::World;
use crate::error::CliError;
use crate::progress::Step;
use bytes::Bytes;
use futures_util::SinkExt;
use serde::Serialize;
use std::pin::pin;
use tokio::sync::mpsc;
use tokio_postgres::Transaction;

const PORTION_BYTES: usize = 1 << 18;
/// Portions made ahead of the database; this bounds the memory.
const PORTIONS_AHEAD: usize = 8;

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
    transaction.batch_execute("set local session_replication_role = replica").await?;
    let mut made = Made::default();
    for fill in FILLS {
        step.detail(fill.name);
        made.tables.push((fill.name, copy(transaction, tables, fill).await?));
    }
    step.detail("counting deals");
    transaction.execute(include_str!("sql/count_deals.sql"), &[&organization.id]).await?;
    let analyze = "analyze (skip_locked) crm.accounts, crm.contacts, crm.contact_points, crm.leads, crm.deals, crm.deal_stage_history, \
                   crm.activities, crm.activity_links";
    transaction.batch_execute(analyze).await?;
    step.detail("scoring leads");
    transaction.execute(include_str!("sql/score_leads.sql"), &[&organization.id]).await?;
    step.detail("making search documents");
    transaction.execute("select crm_private.rebuild_search_documents($1)", &[&organization.id]).await?;
    transaction.batch_execute("set local session_replication_role = origin").await?;
    Ok(made)
}

type FillWith = fn(&Tables<'_>, &mut dyn FnMut(&mut dyn FnMut(&mut CopyRows)));

/// One table: its columns, and what calls for each record a writer of its rows.
struct Fill {
    name: &'static str,
    target: &'static str,
    fill: FillWith,
}

const FILLS: [Fill; 11] = [
    Fill {
        name: "accounts",
        target: Tables::ACCOUNTS,
        fill: |tables, emit| {
            for index in 0..tables.world.accounts() {
                let account = tables.world.account(index);
                emit(&mut |rows| tables.account(rows, &account));
            }
        },
    },
    Fill {
        name: "contacts",
        target: Tables::CONTACTS,
        fill: |tables, emit| {
            tables.for_each_contact(|contact| emit(&mut |rows| tables.contact(rows, contact)));
        },
    },
    Fill {
        name: "contact_points",
        target: Tables::CONTACT_POINTS,
        fill: |tables, emit| {
            tables.for_each_contact(|contact| emit(&mut |rows| tables.contact_points(rows, contact)));
        },
    },
    Fill {
        name: "leads",
        target: Tables::LEADS,
        fill: |tables, emit| {
            for (lead, conversion) in tables.world.all_leads() {
                emit(&mut |rows| tables.lead(rows, &lead, conversion));
            }
        },
    },
    Fill {
        name: "lead_conversions",
        target: Tables::LEAD_CONVERSIONS,
        fill: |tables, emit| {
            for (lead, conversion) in tables.world.all_leads() {
                if let Some((number, at_ms)) = conversion.zip(lead.converted_at_ms()) {
                    emit(&mut |rows| tables.lead_conversion(rows, &lead, number, at_ms));
                }
            }
        },
    },
    Fill {
        name: "deals",
        target: Tables::DEALS,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.deal(rows, &deal));
            }
        },
    },
    Fill {
        name: "deal_stage_history",
        target: Tables::STAYS,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.stays(rows, &deal));
            }
        },
    },
    Fill {
        name: "deal_line_items",
        target: Tables::LINE_ITEMS,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.line_items(rows, &deal));
            }
        },
    },
    Fill {
        name: "activities",
        target: Tables::ACTIVITIES,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.activities(rows, &deal));
            }
        },
    },
    Fill {
        name: "activity_links",
        target: Tables::ACTIVITY_LINKS,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.activity_links(rows, &deal));
            }
        },
    },
    Fill {
        name: "notes",
        target: Tables::NOTES,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.note(rows, &deal));
            }
        },
    },
];

/// Makes rows on a thread of its own while the database takes them.
async fn copy(transaction: &Transaction<'_>, tables: Tables<'_>, fill: Fill) -> Result<u64, CliError> {
    let sink = transaction.copy_in(&format!("copy {} from stdin", fill.target)).await?;
    let mut sink = pin!(sink);
    let (sender, mut receiver) = mpsc::channel::<String>(PORTIONS_AHEAD);
    let result = std::thread::scope(|scope| {
        scope.spawn(move || produce(&tables, fill.fill, &sender));
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async move {
                while let Some(portion) = receiver.recv().await {
                    sink.send(Bytes::from(portion)).await?;
                }
                sink.as_mut().finish().await
            })
        })
    });
    Ok(result?)
}

fn produce(tables: &Tables<'_>, fill: FillWith, sender: &mpsc::Sender<String>) {
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
