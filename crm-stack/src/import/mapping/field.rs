//! Where one field's value comes from.

use super::Template;
use crate::import::kind::Kind;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};
use std::collections::BTreeMap;
use std::fmt;

/// A column name (`"sector"`), or a table with one of `column`, `template`, `value` and options.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldSource {
    /// The raw text: a column, a template over columns, or a constant.
    pub(crate) origin: Origin,
    /// Whole-cell replacements, applied first.
    pub(crate) replace: BTreeMap<String, String>,
    /// Cells that mean "no value" for this field, beside the mapping's.
    pub(crate) empty: Vec<String>,
    /// Written canonically (ISO dates, `.` as decimal mark); `{as_of}` is the date of `--as-of`.
    pub(crate) default: Option<Template>,
    /// strftime pattern, when it differs from the mapping's.
    pub(crate) date: Option<String>,
    /// Numbers are multiplied by this power of ten ("revenue in millions").
    pub(crate) multiply: Option<u64>,
    /// The value names another record.
    pub(crate) lookup: Option<Lookup>,
    /// Report rows without a value; they are kept.
    pub(crate) warn_when_empty: bool,
}

/// Where the raw text of a field is taken from.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// A column of the file.
    Column(String),
    /// Text with `{column}` placeholders.
    Template(Template),
}

impl Default for Origin {
    fn default() -> Self {
        Self::Column(String::new())
    }
}

/// How to find the record that a cell names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lookup {
    /// Kind of the record named.
    pub(crate) kind: Kind,
    /// Column of that kind holding the name, or `external_id`.
    #[serde(default = "default_key")]
    pub(crate) by: String,
    /// Stages only: name of their pipeline.
    pub(crate) within: Option<String>,
    /// Source of the external ids, when it is not the mapping's.
    pub(crate) source: Option<String>,
    /// What happens to a row whose name is not found.
    #[serde(default)]
    pub(crate) missing: Missing,
}

fn default_key() -> String {
    "name".to_owned()
}

/// What happens to a row that names no record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Missing {
    /// The row is refused.
    #[default]
    Refuse,
    /// The row is kept without the reference, and reported.
    Warn,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    column: Option<String>,
    template: Option<Template>,
    value: Option<Template>,
    #[serde(default)]
    replace: BTreeMap<String, String>,
    #[serde(default)]
    empty: Vec<String>,
    default: Option<Template>,
    date: Option<String>,
    multiply: Option<u64>,
    lookup: Option<Lookup>,
    #[serde(default)]
    warn_when_empty: bool,
}

impl FieldSource {
    /// A plain column.
    pub(crate) fn column(name: &str) -> Self {
        Self { origin: Origin::Column(name.to_owned()), ..Self::default() }
    }

    fn from_table(table: FieldTable) -> Result<Self, &'static str> {
        let mut default = table.default;
        let origin = match (table.column, table.template, table.value) {
            (Some(column), None, None) => Origin::Column(column),
            (None, Some(template), None) => Origin::Template(template),
            // a constant is a default for a cell that is always empty: both are written canonically
            (None, None, Some(value)) if default.is_none() => {
                default = Some(value);
                Origin::Template(Template::empty())
            }
            _ => return Err("a field takes exactly one of column, template, value"),
        };
        if table.multiply.is_some_and(|factor| !is_power_of_ten(factor)) {
            return Err("multiply takes a power of ten such as 1000");
        }
        Ok(Self {
            origin,
            replace: table.replace,
            empty: table.empty,
            default,
            date: table.date,
            multiply: table.multiply,
            lookup: table.lookup,
            warn_when_empty: table.warn_when_empty,
        })
    }

    /// The columns of the file that the field reads.
    pub(crate) fn columns(&self) -> Vec<&str> {
        match &self.origin {
            Origin::Column(column) => vec![column],
            Origin::Template(template) => template.columns().collect(),
        }
    }
}

fn is_power_of_ten(factor: u64) -> bool {
    factor != 0 && 10_u64.checked_pow(factor.ilog10()) == Some(factor)
}

impl<'de> Deserialize<'de> for FieldSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = FieldSource;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a column name or a table with column, template or value")
    }

    fn visit_str<E: Error>(self, column: &str) -> Result<FieldSource, E> {
        Ok(FieldSource::column(column))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FieldSource, A::Error> {
        let table = FieldTable::deserialize(MapAccessDeserializer::new(map))?;
        FieldSource::from_table(table).map_err(A::Error::custom)
    }
}
