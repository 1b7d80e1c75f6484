//! Which record each staged row stands for, and which records its lookups name: one statement a file.

use super::error::ImportError;
use super::mapping::Lookup;
use super::plan::{Destination, FilePlan, PlannedField};
use super::sql_text::{fill, ident, join, literal};
use super::stage::WorkTables;
use tokio_postgres::Transaction;
use uuid::Uuid;

/// Builds the table of resolved rows.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn resolve(
    transaction: &Transaction<'_>,
    plan: &FilePlan<'_>,
    tables: &WorkTables,
    org: Uuid,
) -> Result<(), ImportError> {
    let repeated = fill(
        include_str!("sql/refuse_repeated.sql"),
        &[
            ("rows", &tables.rows),
            ("problems", &tables.problems),
            ("number", &plan.number.to_string()),
            ("distinct", if plan.mapping.distinct { "true" } else { "false" }),
        ],
    );
    transaction.batch_execute(&repeated).await?;
    transaction.batch_execute(&resolve_sql(plan, tables, org)).await?;
    let finish = fill(
        "drop table {rows}; create index on {resolved} (line); analyze {resolved}",
        &[("rows", &tables.rows), ("resolved", &tables.resolved)],
    );
    Ok(transaction.batch_execute(&finish).await?)
}

fn resolve_sql(plan: &FilePlan<'_>, tables: &WorkTables, org: Uuid) -> String {
    let org_literal = literal(&org.to_string());
    let names: Vec<_> = plan.fields.iter().map(|field| field.name.as_str()).collect();
    let (matched_id, match_join) = match &plan.mapping.match_by {
        None => ("e.record_id".to_owned(), String::new()),
        Some(key) => ("coalesce(e.record_id, k.id)".to_owned(), match_join(plan, key, &org_literal)),
    };
    let lookups =
        || plan.fields.iter().enumerate().filter_map(|(index, field)| Some((index, field, field.lookup()?)));
    let columns = join(plan.fields.iter().enumerate(), "", |(index, field)| resolved_columns(index, field));
    let joins = join(lookups(), "\n", |(index, field, lookup)| {
        let candidates = candidates(plan, lookup, &org_literal);
        fill(
            include_str!("sql/lookup_join.sql"),
            &[("candidates", &candidates), ("alias", &format!("l{index}")), ("field", &ident(&field.name))],
        )
    });
    fill(
        include_str!("sql/resolve.sql"),
        &[
            ("match_join", &match_join),
            ("lookup_joins", &joins),
            ("columns", &columns),
            ("matched_id", &matched_id),
            ("new_id", &plan.kind().new_id(&names)),
            ("resolved", &tables.resolved),
            ("rows", &tables.rows),
            ("relation", plan.kind().relation()),
            ("org", &org_literal),
            ("kind", &literal(plan.kind().name())),
            ("source", &literal(plan.external_source)),
        ],
    )
}

fn match_join(plan: &FilePlan<'_>, key: &str, org: &str) -> String {
    fill(
        include_str!("sql/match_join.sql"),
        &[("key", &ident(key)), ("field", &ident(key)), ("relation", plan.kind().relation()), ("org", org)],
    )
}

/// A plain field stays; a lookup becomes the id found, the name looked for and the number of hits.
fn resolved_columns(index: usize, field: &PlannedField) -> String {
    let name = ident(&field.name);
    if field.lookup().is_none() {
        return format!(", m.{name}");
    }
    let (key, hits) = (key_column(field), hits_column(field));
    format!(
        ", case when l{index}.hits = 1 then l{index}.id end as {name}, m.{name} as {key}, l{index}.hits as {hits}"
    )
}

/// Column of the resolved table that holds the name a lookup was given.
pub(crate) fn key_column(field: &PlannedField) -> String {
    ident(&format!("{}.key", field.name))
}

/// Column of the resolved table that holds the number of records of that name.
pub(crate) fn hits_column(field: &PlannedField) -> String {
    ident(&format!("{}.hits", field.name))
}

/// Names and ids a lookup chooses from: stored records, and the file's own when it names its own kind
/// (a parent may stand on a later line).
fn candidates(plan: &FilePlan<'_>, lookup: &Lookup, org: &str) -> String {
    let by_external_id = lookup.by == "external_id";
    let source = lookup.source.as_deref().unwrap_or(plan.external_source);
    let stored = if by_external_id {
        fill(
            "select r.external_id as key, r.record_id as id from crm.external_refs r \
             where r.org_id = {org} and r.kind = {kind} and r.source = {source}",
            &[("org", org), ("kind", &literal(lookup.kind.name())), ("source", &literal(source))],
        )
    } else {
        let within = lookup.within.as_ref().map_or(String::new(), |name| within_pipeline(name, org));
        fill(
            "select t.{key}::text as key, t.id from {relation} t where t.org_id = {org}{within}",
            &[
                ("key", &ident(&lookup.by)),
                ("relation", lookup.kind.relation()),
                ("within", &within),
                ("org", org),
            ],
        )
    };
    if lookup.kind != plan.kind() {
        return stored;
    }
    let own_key = if by_external_id {
        Some("external_id".to_owned())
    } else {
        let field = plan.field_of_column(&lookup.by).filter(|field| field.lookup().is_none());
        field.map(|field| ident(&field.name))
    };
    match own_key {
        Some(key) => format!("{stored}\n    union all\n    select m.{key}::text, m.record_id from matched m"),
        None => stored,
    }
}

fn within_pipeline(name: &str, org: &str) -> String {
    fill(
        " and t.pipeline_id = (select p.id from crm.pipelines p where p.org_id = {org} and p.name = {name})",
        &[("org", org), ("name", &literal(name))],
    )
}

/// True when the field's resolved value is an id of another record.
pub(crate) fn is_reference(field: &PlannedField) -> bool {
    field.lookup().is_some() && !matches!(field.destination, Destination::HistoryStep(_))
}
