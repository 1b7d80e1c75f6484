//! A mapping held against the files' headers and the database's columns, before anything happens.

use super::catalog::{Column, Relation};
use super::error::ImportError;
use super::kind::Kind;
use super::mapping::{FieldSource, FileMapping, Formats, Lookup, Template};
use super::value::{DateFormat, Notation, NumberFormat, ValueType};
use std::path::PathBuf;
use tokio_postgres::GenericClient;

/// Columns of `crm.activity_links` that an activity's file may fill by lookups.
const LINK_FIELDS: [(&str, Kind); 4] = [
    ("account_id", Kind::Account),
    ("contact_id", Kind::Contact),
    ("lead_id", Kind::Lead),
    ("deal_id", Kind::Deal),
];

/// What a staged field becomes.
#[derive(Debug, Clone)]
pub(crate) enum Destination {
    /// A column of the record's table.
    Column(Column),
    /// A key of the column `custom`.
    Custom(String),
    /// A column of the kind's link table.
    Link(String),
    /// The date of the n-th step of a deal's stage history.
    HistoryStep(usize),
}

/// One staged field.
#[derive(Debug, Clone)]
pub(crate) struct PlannedField {
    /// Name in the mapping and in the staging table.
    pub(crate) name: String,
    pub(crate) destination: Destination,
    pub(crate) source: FieldSource,
    pub(crate) value_type: ValueType,
    /// SQL type in the staging table.
    pub(crate) staging_type: String,
    pub(crate) notation: Notation,
}

impl PlannedField {
    /// Column of the file to blame, or the field itself.
    pub(crate) fn blame(&self) -> &str {
        self.source.columns().first().copied().unwrap_or(&self.name)
    }

    /// How the field names another record.
    pub(crate) fn lookup(&self) -> Option<&Lookup> {
        self.source.lookup.as_ref()
    }
}

/// One pass over one file, checked.
#[derive(Debug)]
pub(crate) struct FilePlan<'m> {
    /// Number of the pass, from 1.
    pub(crate) number: usize,
    /// File name for messages.
    pub(crate) label: String,
    pub(crate) path: PathBuf,
    pub(crate) mapping: &'m FileMapping,
    pub(crate) formats: &'m Formats,
    pub(crate) external_source: &'m str,
    pub(crate) relation: Relation,
    pub(crate) fields: Vec<PlannedField>,
}

impl FilePlan<'_> {
    /// The kind of the records.
    pub(crate) fn kind(&self) -> Kind {
        self.mapping.kind
    }

    /// The field that fills this column, if the mapping fills it.
    pub(crate) fn field_of_column(&self, name: &str) -> Option<&PlannedField> {
        self.fields
            .iter()
            .find(|field| matches!(&field.destination, Destination::Column(column) if column.name == name))
    }
}

/// Plans the fields of one file.
///
/// # Errors
/// When the mapping names a field that the kind does not have.
pub(crate) fn plan_fields(
    mapping: &FileMapping,
    formats: &Formats,
    relation: &Relation,
) -> Result<Vec<PlannedField>, ImportError> {
    if mapping.fields.is_empty() {
        return Err(ImportError::MappingDoesNotFit {
            what: format!("no field of the {} records", relation.kind),
            remedy: "name under [file.fields] which column fills which field".to_owned(),
        });
    }
    let mut fields = Vec::with_capacity(mapping.fields.len() + mapping.stage_history.len());
    for (name, source) in &mapping.fields {
        fields.push(plan_field(name, source, formats, relation)?);
    }
    for (index, step) in mapping.stage_history.iter().enumerate() {
        fields.push(PlannedField {
            name: format!("history.{index}"),
            destination: Destination::HistoryStep(index),
            source: FieldSource::column(&step.column),
            value_type: ValueType::Instant,
            staging_type: "timestamptz".to_owned(),
            notation: notation(&FieldSource::default(), formats)?,
        });
    }
    Ok(fields)
}

/// The only placeholder of a default.
const AS_OF: &str = "as_of";

fn plan_field(
    name: &str,
    source: &FieldSource,
    formats: &Formats,
    relation: &Relation,
) -> Result<PlannedField, ImportError> {
    if let Some(unknown) = source.default.iter().flat_map(Template::columns).find(|column| *column != AS_OF) {
        return Err(ImportError::MappingDoesNotFit {
            what: format!("`{{{unknown}}}` in the constant or default of `{name}`"),
            remedy: "use a template for columns; a constant knows {as_of} only".to_owned(),
        });
    }
    let (destination, value_type, staging_type) = match destination(name, relation)? {
        Destination::Column(column) => {
            let staged = (column.value_type.clone(), column.sql_type.clone());
            (Destination::Column(column), staged.0, staged.1)
        }
        other => (other, ValueType::Text { max_chars: None }, "text".to_owned()),
    };
    // what a lookup stages is the name of the other record
    let named = source.lookup.is_some() || matches!(destination, Destination::Link(_));
    let (value_type, staging_type) = match named {
        true if source.lookup.is_none() => return Err(needs_lookup(name)),
        true => (ValueType::Text { max_chars: None }, "text".to_owned()),
        false => (value_type, staging_type),
    };
    Ok(PlannedField {
        name: name.to_owned(),
        destination,
        source: source.clone(),
        value_type,
        staging_type,
        notation: notation(source, formats)?,
    })
}

fn destination(name: &str, relation: &Relation) -> Result<Destination, ImportError> {
    if let Some(key) = name.strip_prefix("custom.").filter(|_| relation.has_custom()) {
        return Ok(Destination::Custom(key.to_owned()));
    }
    if let Some(column) = relation.column(name) {
        return Ok(Destination::Column(column.clone()));
    }
    let is_link = relation.kind.link_table().is_some() && LINK_FIELDS.iter().any(|(field, _)| *field == name);
    if is_link {
        return Ok(Destination::Link(name.to_owned()));
    }
    let known: Vec<_> = relation.columns.iter().map(|column| column.name.as_str()).collect();
    Err(ImportError::MappingDoesNotFit {
        what: format!("the field `{name}`, which {} records do not have", relation.kind),
        remedy: format!("use one of: {}", known.join(", ")),
    })
}

fn needs_lookup(name: &str) -> ImportError {
    ImportError::MappingDoesNotFit {
        what: format!("the field `{name}` without a lookup"),
        remedy: "say how the record is found: lookup = { kind = \"deal\", by = \"external_id\" }".to_owned(),
    }
}

fn notation(source: &FieldSource, formats: &Formats) -> Result<Notation, ImportError> {
    let date = match source.date.as_ref().or(formats.date.as_ref()) {
        None => DateFormat::iso(),
        Some(pattern) => DateFormat::new(pattern).map_err(|what| ImportError::MappingDoesNotFit {
            what,
            remedy: "write it as strftime does: %m/%d/%Y".to_owned(),
        })?,
    };
    let number = NumberFormat {
        decimal: formats.decimal,
        thousands: formats.thousands,
        shift: source.multiply.map_or(0, u64::ilog10),
    };
    Ok(Notation { number, date })
}

/// Refuses lookups by columns that the other kind does not have.
///
/// # Errors
/// When a lookup or `match_by` names no column.
pub(crate) async fn check_lookups(
    client: &impl GenericClient,
    plan: &FilePlan<'_>,
) -> Result<(), ImportError> {
    for lookup in plan.fields.iter().filter_map(PlannedField::lookup) {
        let target = super::catalog::read(client, lookup.kind).await?;
        if lookup.by != "external_id" && !target.has(&lookup.by) {
            return Err(no_key(&lookup.by, lookup.kind, &target.names));
        }
        if lookup.within.is_some() && lookup.kind != Kind::Stage {
            return Err(ImportError::MappingDoesNotFit {
                what: format!("a pipeline for a lookup of {} records", lookup.kind),
                remedy: "use `within` for stages only".to_owned(),
            });
        }
    }
    match &plan.mapping.match_by {
        Some(key) if plan.field_of_column(key).is_none_or(|field| field.lookup().is_some()) => {
            let filled = plan.fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
            Err(no_key(key, plan.kind(), &filled))
        }
        _ => Ok(()),
    }
}

fn no_key(key: &str, kind: Kind, known: &[String]) -> ImportError {
    ImportError::MappingDoesNotFit {
        what: format!("`{key}` as the key of {kind} records, which they do not have"),
        remedy: format!("use one of: external_id, {}", known.join(", ")),
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
