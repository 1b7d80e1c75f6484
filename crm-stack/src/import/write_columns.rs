//! The columns an import writes, each with its value for new and for known records, as SQL over the resolved row `r`.

use super::batch::Batch;
use super::history;
use super::plan::{Destination, FilePlan, PlannedField};
use super::sql_text::{ident, join, literal};

/// One column.
#[derive(Debug)]
pub(crate) struct WriteColumn {
    pub(crate) name: String,
    pub(crate) insert_value: String,
    /// None for columns that keep their first value.
    pub(crate) update_value: Option<String>,
}

/// All columns of a file's records.
pub(crate) fn all(plan: &FilePlan<'_>, batch: &Batch) -> Vec<WriteColumn> {
    let mut columns: Vec<_> = plan.fields.iter().filter_map(|field| from_field(field, batch)).collect();
    if plan.relation.has("owner_id") && plan.field_of_column("owner_id").is_none() {
        columns.push(first_value_only("owner_id", literal(&batch.owner.to_string())));
    }
    if let Some(currency) = default_currency(plan, batch) {
        columns.push(first_value_only("currency", currency));
    }
    if let Some(entered_at) = history::stage_entered_at(plan, batch.org) {
        columns.push(first_value_only("stage_entered_at", entered_at));
    }
    columns.extend(custom(plan));
    columns
}

fn from_field(field: &PlannedField, batch: &Batch) -> Option<WriteColumn> {
    let Destination::Column(column) = &field.destination else { return None };
    let value = format!("r.{}", ident(&field.name));
    let fallback = match (column.name.as_str(), &column.default_expression) {
        ("owner_id", _) => Some(literal(&batch.owner.to_string())),
        (_, Some(default)) if column.is_required => Some(default.clone()),
        _ => None,
    };
    let insert_value = match &fallback {
        Some(fallback) => format!("coalesce({value}, {fallback})"),
        None => value.clone(),
    };
    let update_value = match column.name.as_str() {
        "created_at" => None,
        _ if column.is_required => Some(format!("coalesce({value}, t.{})", ident(&column.name))),
        _ => Some(value),
    };
    Some(WriteColumn { name: column.name.clone(), insert_value, update_value })
}

fn first_value_only(name: &str, insert_value: String) -> WriteColumn {
    WriteColumn { name: name.to_owned(), insert_value, update_value: None }
}

/// Amounts without a currency are in the organization's own.
fn default_currency(plan: &FilePlan<'_>, batch: &Batch) -> Option<String> {
    let unnamed = plan.relation.has("currency") && plan.field_of_column("currency").is_none();
    unnamed.then(|| literal(&batch.base_currency))
}

/// Custom fields are merged into those a record has.
fn custom(plan: &FilePlan<'_>) -> Option<WriteColumn> {
    let fields: Vec<_> = plan
        .fields
        .iter()
        .filter_map(|field| match &field.destination {
            Destination::Custom(key) => Some((key, field)),
            _ => None,
        })
        .collect();
    if fields.is_empty() {
        return None;
    }
    let pairs = join(fields, ", ", |(key, field)| format!("{}, r.{}", literal(key), ident(&field.name)));
    let object = format!("jsonb_strip_nulls(jsonb_build_object({pairs}))");
    Some(WriteColumn {
        name: "custom".to_owned(),
        update_value: Some(format!("t.custom || {object}")),
        insert_value: object,
    })
}
