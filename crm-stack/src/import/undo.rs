//! `crm import undo`: takes a batch back, last step first, and leaves alone what somebody changed or built upon since.

use super::command::UndoArgs;
use super::error::ImportError;
use super::kind::Kind;
use super::sql_text::{fill, ident, join, literal};
use crate::commands::Context;
use crate::error::CliError;
use crate::progress::Step;
use serde::Serialize;
use std::fmt;
use tokio_postgres::{Row, Transaction};
use uuid::Uuid;

/// What became of one step of the batch.
#[derive(Debug, Clone, Default, Serialize)]
struct StepReport {
    kind: String,
    removed: u64,
    restored: u64,
    /// Changed by somebody since the import.
    kept_changed: u64,
    /// Used by records that were not removed.
    kept_in_use: u64,
    /// Deleted since the import.
    gone: u64,
}

#[derive(Debug, Serialize)]
struct UndoReport {
    batch: Uuid,
    dry_run: bool,
    steps: Vec<StepReport>,
}

/// Takes a batch back.
///
/// # Errors
/// When there is no such batch or it was taken back already; nothing is changed then.
pub(crate) async fn run(context: &Context, args: &UndoArgs) -> Result<(), CliError> {
    let mut client = context.database().await?;
    let transaction = client.transaction().await?;
    let step = Step::start(context.output, format!("taking back import {}", args.batch));
    let org = lock_batch(&transaction, args.batch).await?;
    let undo = Undo { transaction: &transaction, org, batch: args.batch };
    let steps = undo.run(&step).await?;
    step.done("");
    if args.dry_run {
        transaction.rollback().await?;
    } else {
        transaction.commit().await?;
    }
    let report = UndoReport { batch: args.batch, dry_run: args.dry_run, steps };
    context.output.result(&report, || report.to_string())
}

async fn lock_batch(transaction: &Transaction<'_>, batch: Uuid) -> Result<Uuid, ImportError> {
    let query = "select org_id, status from crm.imports where id = $1 for update";
    let row = transaction.query_opt(query, &[&batch]).await?;
    let row = row.ok_or_else(|| ImportError::NoBatch { batch: batch.to_string() })?;
    match row.get::<_, &str>("status") {
        "done" => Ok(row.get("org_id")),
        _ => Err(ImportError::AlreadyUndone { batch: batch.to_string() }),
    }
}

/// Notes the versions that the finished batch leaves behind: later steps of a batch may touch records of earlier ones.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn settle_versions(
    transaction: &Transaction<'_>,
    org: Uuid,
    batch: Uuid,
) -> Result<(), ImportError> {
    for kind in kinds(transaction, org, batch).await? {
        let settle = fill(include_str!("sql/settle_versions.sql"), &[("relation", kind.relation())]);
        transaction.execute(&settle, &[&org, &batch, &kind.name()]).await?;
    }
    Ok(())
}

async fn kinds(transaction: &Transaction<'_>, org: Uuid, batch: Uuid) -> Result<Vec<Kind>, ImportError> {
    let query = "select distinct kind from crm_private.import_changes where org_id = $1 and batch_id = $2";
    let rows = transaction.query(query, &[&org, &batch]).await?;
    Ok(rows.iter().filter_map(|row| Kind::from_name(row.get(0))).collect())
}

struct Undo<'a> {
    transaction: &'a Transaction<'a>,
    org: Uuid,
    batch: Uuid,
}

impl Undo<'_> {
    async fn run(&self, step: &Step) -> Result<Vec<StepReport>, ImportError> {
        self.transaction.batch_execute(include_str!("sql/create_undo_tables.sql")).await?;
        for kind in kinds(self.transaction, self.org, self.batch).await? {
            let keep = fill(include_str!("sql/keep_changed.sql"), &[("relation", kind.relation())]);
            self.transaction.execute(&keep, &[&self.org, &self.batch, &kind.name()]).await?;
        }
        let steps = "select sequence, kind, action from crm_private.import_changes where org_id = $1 and batch_id = $2 \
                     group by sequence, kind, action order by sequence desc, action desc";
        let mut reports = Vec::new();
        for row in self.transaction.query(steps, &[&self.org, &self.batch]).await? {
            let Some(kind) = Kind::from_name(row.get(1)) else { continue };
            step.detail(format!("{kind} records"));
            reports.push(self.step(row.get(0), kind, row.get(2)).await?);
        }
        let finish = "with gone as (delete from crm_private.import_changes where org_id = $1 and batch_id = $2) \
                      update crm.imports set status = 'undone', undone_at = now() where org_id = $1 and id = $2";
        self.transaction.execute(finish, &[&self.org, &self.batch]).await?;
        Ok(reports)
    }

    async fn step(&self, sequence: i32, kind: Kind, action: &str) -> Result<StepReport, ImportError> {
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&self.org, &self.batch, &sequence, &action];
        let pick = fill(include_str!("sql/pick_candidates.sql"), &[("relation", kind.relation())]);
        let counts = self.transaction.query_one(&pick, &parameters).await?;
        let mut report = StepReport {
            kind: kind.name().to_owned(),
            kept_changed: count(&counts, "kept_changed"),
            gone: count(&counts, "gone"),
            ..StepReport::default()
        };
        if action == "created" {
            report.kept_in_use = self.keep_used(kind).await?;
            report.removed = self.remove(kind).await?;
        } else {
            report.restored = self.restore(kind, sequence).await?;
        }
        Ok(report)
    }

    /// Takes records off the list that others refer to, until nothing on the list is referred to from outside it.
    async fn keep_used(&self, kind: Kind) -> Result<u64, ImportError> {
        let references = self
            .transaction
            .query(include_str!("sql/read_references.sql"), &[&kind.identity_table()])
            .await?;
        if references.is_empty() {
            return Ok(0);
        }
        let used = join(&references, " or ", |row| {
            let (table, org_column, column): (String, String, String) =
                (row.get("child"), row.get("org_column"), row.get("column_name"));
            // records of the same kind may go together
            let outside = if row.get("is_same_table") {
                " and not exists (select 1 from undo_candidates o where o.id = f.id)"
            } else {
                ""
            };
            format!(
                "exists (select 1 from {table} f where f.{} = {} and f.{} = c.id{outside})",
                ident(&org_column),
                literal(&self.org.to_string()),
                ident(&column)
            )
        });
        let keep = format!("delete from undo_candidates c where {used}");
        let mut kept = 0;
        loop {
            match self.transaction.execute(&keep, &[]).await? {
                0 => return Ok(kept),
                more => kept += more,
            }
        }
    }

    async fn remove(&self, kind: Kind) -> Result<u64, ImportError> {
        let delete = fill(
            "delete from {relation} t using undo_candidates c where t.org_id = $1 and t.id = c.id",
            &[("relation", kind.relation())],
        );
        // the triggers' statements are planned while the recycle bin is small, and run until it is large
        self.transaction.batch_execute("set local enable_seqscan = off").await?;
        let removed = self.transaction.execute(&delete, &[&self.org]).await?;
        self.transaction.batch_execute("set local enable_seqscan = on").await?;
        let forget = "delete from crm.external_refs e using undo_candidates c \
                      where e.org_id = $1 and e.kind = $2 and e.record_id = c.id";
        self.transaction.execute(forget, &[&self.org, &kind.name()]).await?;
        Ok(removed)
    }

    async fn restore(&self, kind: Kind, sequence: i32) -> Result<u64, ImportError> {
        let keys = "select distinct k.key from crm_private.import_changes c, jsonb_object_keys(c.previous) k (key) \
                    where c.org_id = $1 and c.batch_id = $2 and c.sequence = $3";
        let rows = self.transaction.query(keys, &[&self.org, &self.batch, &sequence]).await?;
        let keys: Vec<String> = rows.iter().map(|row| ident(row.get(0))).collect();
        if keys.is_empty() {
            return Ok(0);
        }
        let assignments = join(&keys, ", ", |key| format!("{key} = (p.previous).{key}"));
        let restore = fill(
            include_str!("sql/restore_rows.sql"),
            &[("relation", kind.relation()), ("assignments", &assignments)],
        );
        Ok(self.transaction.execute(&restore, &[&self.org, &self.batch, &sequence]).await?)
    }
}

fn count(row: &Row, column: &str) -> u64 {
    row.get::<_, i64>(column).unsigned_abs()
}

impl fmt::Display for UndoReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heading =
            if self.dry_run { "Dry run, nothing was changed: import" } else { "Taken back: import" };
        writeln!(out, "{heading} {}", self.batch)?;
        for step in &self.steps {
            write!(out, "  {:<12} {} removed, {} restored", step.kind, step.removed, step.restored)?;
            let kept = [
                (step.kept_changed, "kept because they were changed since"),
                (step.kept_in_use, "kept because other records use them"),
                (step.gone, "already deleted"),
            ];
            for (count, what) in kept.into_iter().filter(|(count, _)| *count > 0) {
                write!(out, ", {count} {what}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}
