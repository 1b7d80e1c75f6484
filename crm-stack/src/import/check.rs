//! Tests all resolved rows against the database's own rules, set-wise, before any is written.

use super::catalog::Rule;
use super::error::ImportError;
use super::mapping::Missing;
use super::plan::{Destination, FilePlan, PlannedField};
use super::resolve::{hits_column, is_reference, key_column};
use super::sql_text::{fill, ident, join, literal};
use super::stage::WorkTables;
use tokio_postgres::Transaction;
use uuid::Uuid;

const NOTE_PROBLEMS: &str = "insert into {problems} (file_number, line, field, kind, refused, reason, value) \
    select {number}, p.line, {field}, {kind}, {refused}, {reason}, p.value from ({rows}) p";

/// Runs every check, then takes the refused rows away.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn check(
    transaction: &Transaction<'_>,
    plan: &FilePlan<'_>,
    tables: &WorkTables,
    org: Uuid,
) -> Result<(), ImportError> {
    for statement in statements(plan, tables, org) {
        transaction.batch_execute(&statement).await?;
    }
    let remove = fill(
        "delete from {resolved} r using {problems} p \
         where p.file_number = {number} and p.refused and p.line = r.line",
        &[
            ("resolved", &tables.resolved),
            ("problems", &tables.problems),
            ("number", &plan.number.to_string()),
        ],
    );
    Ok(transaction.batch_execute(&remove).await?)
}

fn statements(plan: &FilePlan<'_>, tables: &WorkTables, org: Uuid) -> Vec<String> {
    let checks = Checks { plan, tables, org: literal(&org.to_string()) };
    let mut statements = vec![checks.one_row_a_record()];
    for field in &plan.fields {
        if is_reference(field) {
            statements.push(checks.lookup(field));
        }
        if is_required(field) {
            statements.push(checks.required(field));
        }
    }
    statements.extend(plan.relation.rules.iter().flat_map(|rule| checks.rule(rule)));
    statements
}

fn is_required(field: &PlannedField) -> bool {
    matches!(&field.destination, Destination::Column(column)
        if column.is_required && column.default_expression.is_none())
}

struct Checks<'a> {
    plan: &'a FilePlan<'a>,
    tables: &'a WorkTables,
    org: String,
}

impl Checks<'_> {
    /// `rows` selects `line` and `value` of the rows that have the problem.
    fn note(&self, field: &str, kind: &str, refused: bool, reason: &str, rows: &str) -> String {
        fill(
            NOTE_PROBLEMS,
            &[
                ("rows", rows),
                ("problems", &self.tables.problems),
                ("number", &self.plan.number.to_string()),
                ("field", &literal(field)),
                ("kind", &literal(kind)),
                ("refused", if refused { "true" } else { "false" }),
                ("reason", reason),
            ],
        )
    }

    fn one_row_a_record(&self) -> String {
        let rows = format!(
            "select line, external_id as value from (select line, external_id, is_known, \
             row_number() over (partition by record_id order by line) as nth from {}) r where is_known and nth > 1",
            self.tables.resolved
        );
        let reason = literal("an earlier line stands for the same record");
        self.note("external_id", "duplicate", true, &reason, &rows)
    }

    fn lookup(&self, field: &PlannedField) -> String {
        let Some(lookup) = field.lookup() else { return String::new() };
        let (name, key, hits) = (ident(&field.name), key_column(field), hits_column(field));
        let rows = format!(
            "select line, {key} as value, coalesce({hits}, 0) as hits from {} where {key} is not null and {name} is null",
            self.tables.resolved
        );
        let reason = format!(
            "case when p.hits > 1 then {} else {} end",
            literal(&format!("several records of kind {} have this {}", lookup.kind, lookup.by)),
            literal(&format!("no {} has this {}", lookup.kind, lookup.by)),
        );
        self.note(&field.name, "lookup", lookup.missing == Missing::Refuse, &reason, &rows)
    }

    fn required(&self, field: &PlannedField) -> String {
        let unnamed =
            if is_reference(field) { format!(" and {} is null", key_column(field)) } else { String::new() };
        let rows = format!(
            "select line, '' as value from {} where {} is null{unnamed}",
            self.tables.resolved,
            ident(&field.name)
        );
        self.note(&field.name, "validation", true, &literal("is required"), &rows)
    }

    /// Rules that involve columns the mapping leaves to the database are left to it, too.
    fn rule(&self, rule: &Rule) -> Option<String> {
        match rule {
            Rule::Check { name, columns, expression } => {
                let fields = self.staged(columns)?;
                let selected = join(&fields, ", ", |(field, column)| {
                    format!("{} as {}", ident(&field.name), ident(column))
                });
                let rows = format!(
                    "select line, value from (select line, {}::text as value, {selected} from {}) r where not ({expression})",
                    ident(&fields.first()?.0.name),
                    self.tables.resolved
                );
                let reason = literal(&format!("breaks the rule {name}"));
                Some(self.note(&fields.first()?.0.name, "validation", true, &reason, &rows))
            }
            Rule::Unique { name, columns } => self.unique(name, columns),
            Rule::Reference { name, columns, target, target_columns } => {
                self.reference(name, columns, target, target_columns)
            }
        }
    }

    fn unique(&self, name: &str, columns: &[String]) -> Option<String> {
        let fields = self.staged(columns)?;
        let keys = join(&fields, ", ", |(field, _)| ident(&field.name));
        let same = join(&fields, " and ", |(field, column)| {
            format!("t.{} = r.{}", ident(column), ident(&field.name))
        });
        let value = ident(&fields.first()?.0.name);
        let rows = format!(
            "select r.line, r.{value}::text as value from (select *, row_number() over (partition by {keys} order by line) \
             as nth from {resolved} where num_nulls({keys}) = 0) r where nth > 1 or exists (select 1 from {relation} t \
             where t.org_id = {org} and {same} and t.id <> r.record_id)",
            resolved = self.tables.resolved,
            relation = self.plan.kind().relation(),
            org = self.org,
        );
        let reason = literal(&format!("another record has the same values ({name})"));
        Some(self.note(&fields.first()?.0.name, "duplicate", true, &reason, &rows))
    }

    /// References by value (a currency's code), and references over several columns (a stage of a pipeline).
    fn reference(
        &self,
        name: &str,
        columns: &[String],
        target: &str,
        target_columns: &[String],
    ) -> Option<String> {
        let fields = self.staged(columns)?;
        if fields.len() == 1 && is_reference(fields.first()?.0) {
            return None;
        }
        let pairs = columns.iter().zip(target_columns);
        let same = join(pairs, " and ", |(column, target_column)| {
            let value = match self.plan.field_of_column(column) {
                Some(field) => format!("r.{}", ident(&field.name)),
                None => self.org.clone(),
            };
            format!("t.{} = {value}", ident(target_column))
        });
        let keys = join(&fields, ", ", |(field, _)| format!("r.{}", ident(&field.name)));
        let value = ident(&fields.last()?.0.name);
        let rows = format!(
            "select r.line, r.{value}::text as value from {} r where num_nulls({keys}) = 0 \
             and not exists (select 1 from {target} t where {same})",
            self.tables.resolved
        );
        let reason = literal(&format!("refers to nothing that exists ({name})"));
        Some(self.note(&fields.last()?.0.name, "lookup", true, &reason, &rows))
    }

    /// The staged fields of a rule's columns beside `org_id`; none unless all of them are staged.
    fn staged<'r>(&self, columns: &'r [String]) -> Option<Vec<(&PlannedField, &'r str)>> {
        let columns = columns.iter().filter(|column| *column != "org_id");
        let fields: Option<Vec<_>> =
            columns.map(|column| Some((self.plan.field_of_column(column)?, column.as_str()))).collect();
        fields.filter(|fields| !fields.is_empty())
    }
}
