//! Writes the rows that passed: in portions, and one by one where a trigger refuses a portion.

use super::batch::Batch;
use super::error::ImportError;
use super::history;
use super::kind::Kind;
use super::plan::{Destination, FilePlan};
use super::problem::{Problem, ProblemKind, ProblemLog};
use super::sql_text::{fill, ident, join, literal};
use super::stage::WorkTables;
use super::write_columns::{self, WriteColumn};
use crate::progress::Step;
use tokio_postgres::Transaction;
use tokio_postgres::error::DbError;

/// Lines written by one statement.
const PORTION_LINES: i64 = 50_000;
/// Rows that may be refused one by one before the import gives up.
const MAX_SINGLE_REFUSALS: usize = 1_000;

/// Fewer new rows than this hardly change the planner's mind.
const ROWS_WORTH_ANALYZING: u64 = 5_000;

/// What became of a file's rows.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Applied {
    pub(crate) created: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) refused: u64,
}

/// Writes the rows of one file.
#[derive(Debug)]
pub(crate) struct Apply<'a> {
    pub(crate) plan: &'a FilePlan<'a>,
    pub(crate) tables: &'a WorkTables,
    pub(crate) batch: &'a Batch,
    columns: Vec<WriteColumn>,
}

impl<'a> Apply<'a> {
    pub(crate) fn new(plan: &'a FilePlan<'a>, tables: &'a WorkTables, batch: &'a Batch) -> Self {
        Self { plan, tables, batch, columns: write_columns::all(plan, batch) }
    }

    /// Writes everything.
    ///
    /// # Errors
    /// When the database fails, or refuses too many single rows.
    pub(crate) async fn run(
        &self,
        transaction: &mut Transaction<'_>,
        log: &mut ProblemLog,
        step: &Step,
    ) -> Result<Applied, ImportError> {
        let range =
            format!("select coalesce(min(line), 1), coalesce(max(line), 0) from {}", self.tables.resolved);
        let range = transaction.query_one(&range, &[]).await?;
        let (first, last): (i64, i64) = (range.get(0), range.get(1));
        let mut applied = Applied::default();
        let mut analyzed = false;
        let mut pending: Vec<(i64, i64)> = self.portions(first, last);
        while let Some((from, to)) = pending.pop() {
            let savepoint = transaction.savepoint("portion").await?;
            match self.portion(&savepoint, from, to).await {
                Ok(portion) => {
                    savepoint.commit().await?;
                    if !analyzed && portion.created >= ROWS_WORTH_ANALYZING {
                        self.analyze(transaction).await?;
                        analyzed = true;
                    }
                    applied.created += portion.created;
                    applied.updated += portion.updated;
                    applied.unchanged += portion.unchanged;
                    step.detail(format!(
                        "{} rows written",
                        applied.created + applied.updated + applied.unchanged
                    ));
                }
                Err(error) if error.as_db_error().is_none() => return Err(error.into()),
                Err(error) => {
                    savepoint.rollback().await?;
                    if from < to {
                        let middle = from + (to - from) / 2;
                        pending.extend([(middle + 1, to), (from, middle)]);
                    } else {
                        applied.refused += 1;
                        log.add(self.refusal(from, &error))?;
                        if applied.refused as usize > MAX_SINGLE_REFUSALS {
                            return Err(too_many(&error));
                        }
                    }
                }
            }
        }
        Ok(applied)
    }

    /// Gives the planner the size that the first portion made of the tables, before many more follow.
    async fn analyze(&self, transaction: &Transaction<'_>) -> Result<(), ImportError> {
        let tables = match self.plan.kind() {
            Kind::User => "crm.memberships".to_owned(),
            Kind::Deal => "crm.deals, crm.deal_stage_history".to_owned(),
            Kind::Contact => "crm.contacts, crm.contact_points".to_owned(),
            other => other.relation().to_owned(),
        };
        Ok(transaction
            .batch_execute(&format!(
                "analyze (skip_locked) {tables}, crm_private.import_changes, crm.external_refs"
            ))
            .await?)
    }

    /// Line ranges, last first. A file whose rows name each other is written in one statement, where order does not matter.
    fn portions(&self, first: i64, last: i64) -> Vec<(i64, i64)> {
        let names_itself = self
            .plan
            .fields
            .iter()
            .filter_map(|field| field.lookup())
            .any(|lookup| lookup.kind == self.plan.kind());
        if names_itself || last < first {
            return if last < first { Vec::new() } else { vec![(first, last)] };
        }
        let mut portions = Vec::new();
        let mut from = first;
        while from <= last {
            portions.push((from, last.min(from + PORTION_LINES - 1)));
            from += PORTION_LINES;
        }
        portions.reverse();
        portions
    }

    async fn portion(
        &self,
        transaction: &Transaction<'_>,
        first: i64,
        last: i64,
    ) -> Result<Applied, tokio_postgres::Error> {
        let count = format!(
            "select count(*) filter (where is_known) from {} where line between {first} and {last}",
            self.tables.resolved
        );
        let known = transaction.query_one(&count, &[]).await?.get::<_, i64>(0).unsigned_abs();
        let updated = match self.update_sql(first, last) {
            Some(update) if known > 0 => transaction.execute(&update, &[]).await?,
            _ => 0,
        };
        let complete = if self.plan.mapping.stage_history.is_empty() { "off" } else { "on" };
        transaction.batch_execute(&format!("set local crm.rows_are_complete = {complete}")).await?;
        let created = transaction.execute(&self.insert_sql(first, last), &[]).await?;
        for statement in self.follow_ups(first, last) {
            transaction.batch_execute(&statement).await?;
        }
        transaction.batch_execute("set local crm.rows_are_complete = off").await?;
        // what a deferred rule has to say belongs to this portion
        transaction.batch_execute("set constraints all immediate").await?;
        Ok(Applied { created, updated, unchanged: known - updated, refused: 0 })
    }

    fn insert_sql(&self, first: i64, last: i64) -> String {
        let columns = join(&self.columns, "", |column| format!(", {}", ident(&column.name)));
        let values = join(&self.columns, "", |column| format!(", {}", column.insert_value));
        self.fill(
            include_str!("sql/insert_rows.sql"),
            first,
            last,
            &[("columns", &columns), ("values", &values)],
        )
    }

    fn update_sql(&self, first: i64, last: i64) -> Option<String> {
        let changing: Vec<_> = self
            .columns
            .iter()
            .filter_map(|column| Some((ident(&column.name), column.update_value.as_ref()?)))
            .collect();
        if changing.is_empty() {
            return None;
        }
        let image = join(&changing, ", ", |(name, _)| {
            format!("'{}', t.{name}", name.trim_matches('"').replace('\'', "''"))
        });
        let differs = join(&changing, " or ", |(name, value)| format!("t.{name} is distinct from {value}"));
        let assignments = join(&changing, ", ", |(name, value)| format!("{name} = {value}"));
        Some(self.fill(
            include_str!("sql/update_rows.sql"),
            first,
            last,
            &[("image", &image), ("differs", &differs), ("assignments", &assignments)],
        ))
    }

    fn follow_ups(&self, first: i64, last: i64) -> Vec<String> {
        let mut statements = vec![self.fill(include_str!("sql/remember_ids.sql"), first, last, &[])];
        if let Some((link_table, own_column)) = self.plan.kind().link_table() {
            for field in &self.plan.fields {
                let Destination::Link(column) = &field.destination else { continue };
                let values = [
                    ("link_table", link_table),
                    ("own_column", own_column),
                    ("column", column),
                    ("field", &ident(&field.name)),
                ];
                statements.push(self.fill(include_str!("sql/link_rows.sql"), first, last, &values));
            }
        }
        if !self.plan.mapping.stage_history.is_empty() {
            let (steps, columns) = (history::steps(self.plan), history::step_columns(self.plan));
            let count = self.plan.mapping.stage_history.len().to_string();
            let values = [("steps", steps.as_str()), ("step_columns", &columns), ("step_count", &count)];
            statements.push(self.fill(include_str!("sql/write_history.sql"), first, last, &values));
        }
        statements
    }

    fn fill(&self, template: &str, first: i64, last: i64, more: &[(&str, &str)]) -> String {
        let (org, batch) = (literal(&self.batch.org.to_string()), literal(&self.batch.id.to_string()));
        let (number, first, last) = (self.plan.number.to_string(), first.to_string(), last.to_string());
        let (kind, source) = (literal(self.plan.kind().name()), literal(self.plan.external_source));
        let mut values = vec![
            ("relation", self.plan.kind().relation()),
            ("resolved", self.tables.resolved.as_str()),
            ("org", &org),
            ("batch", &batch),
            ("number", &number),
            ("kind", &kind),
            ("source", &source),
            ("first", &first),
            ("last", &last),
        ];
        values.extend_from_slice(more);
        fill(template, &values)
    }

    fn refusal(&self, line: i64, error: &tokio_postgres::Error) -> Problem {
        let database = error.as_db_error();
        let reason = database.map_or_else(|| error.to_string(), reason);
        let column =
            database.and_then(|refusal| refusal.column().or(refusal.constraint())).unwrap_or_default();
        Problem {
            file: self.plan.label.clone(),
            line: line.unsigned_abs(),
            column: column.to_owned(),
            kind: ProblemKind::Integrity,
            refused: true,
            reason,
            value: database.and_then(detail).unwrap_or_default().to_owned(),
        }
    }
}

/// PostgreSQL's own words for a broken rule name the table only; ours name the rule as the checks before do.
fn reason(refusal: &DbError) -> String {
    match refusal.constraint() {
        Some(rule) if refusal.message().starts_with("new row for relation") => {
            format!("breaks the rule {rule}")
        }
        _ => refusal.message().to_owned(),
    }
}

/// The detail, unless it is the whole row: identifiers that mean nothing to whoever corrects the file.
fn detail(refusal: &DbError) -> Option<&str> {
    refusal.detail().filter(|detail| !detail.starts_with("Failing row contains"))
}

fn too_many(error: &tokio_postgres::Error) -> ImportError {
    let last = error.as_db_error().map_or_else(|| error.to_string(), |refusal| refusal.message().to_owned());
    ImportError::TooManyRefusals { limit: MAX_SINGLE_REFUSALS, last }
}
