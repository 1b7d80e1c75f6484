//! What the database says about a kind of record: its columns, their types and its rules.

use super::error::ImportError;
use super::kind::Kind;
use super::value::ValueType;
use tokio_postgres::{GenericClient, Row};

/// Columns that no file may fill: the database keeps them.
const KEPT_BY_DATABASE: [&str; 6] = ["org_id", "id", "row_version", "updated_at", "updated_by", "created_by"];
const VARIABLE_HEADER_BYTES: i32 = 4;

/// A column that a file may fill.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// SQL type for staging.
    pub(crate) sql_type: String,
    pub(crate) value_type: ValueType,
    pub(crate) is_required: bool,
    pub(crate) default_expression: Option<String>,
}

/// A rule that rows are tested against before they are written.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    /// A check constraint's condition over the columns.
    Check { name: String, columns: Vec<String>, expression: String },
    /// A unique or primary key.
    Unique { name: String, columns: Vec<String> },
    /// A reference to another table.
    Reference { name: String, columns: Vec<String>, target: String, target_columns: Vec<String> },
}

/// Everything about one kind.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) kind: Kind,
    /// Columns that a file may fill.
    pub(crate) columns: Vec<Column>,
    /// All columns, for lookups.
    pub(crate) names: Vec<String>,
    pub(crate) rules: Vec<Rule>,
}

impl Relation {
    /// True when records of this kind have custom fields.
    pub(crate) fn has_custom(&self) -> bool {
        self.has("custom")
    }

    /// True when the relation has a column of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|column| column == name)
    }

    /// The column of that name, if a file may fill it.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Reads a kind's columns and rules.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn read(client: &impl GenericClient, kind: Kind) -> Result<Relation, ImportError> {
    let relation = kind.relation();
    let rows = client.query(include_str!("sql/read_columns.sql"), &[&relation]).await?;
    let names = rows.iter().map(|row| row.get("name")).collect();
    let columns = rows.iter().filter_map(column).collect();
    let rows = client.query(include_str!("sql/read_constraints.sql"), &[&relation]).await?;
    let rules = rows.iter().filter_map(rule).collect();
    Ok(Relation { kind, columns, names, rules })
}

fn column(row: &Row) -> Option<Column> {
    let name: String = row.get("name");
    if KEPT_BY_DATABASE.contains(&name.as_str()) || row.get("is_generated") {
        return None;
    }
    let type_name: String = row.get("type_name");
    let (sql_type, value_type) = storage(&type_name, row.get("type_modifier"))?;
    Some(Column {
        name,
        sql_type,
        value_type,
        is_required: row.get("is_required"),
        default_expression: row.get("default_expression"),
    })
}

/// The staging type and the value type of a column type; none for types that files cannot hold.
fn storage(type_name: &str, modifier: i32) -> Option<(String, ValueType)> {
    let integer = |min: i64, max: i64| ValueType::Integer { min, max };
    let value_type = match type_name {
        "text" | "varchar" | "bpchar" | "citext" | "name" => {
            let max_chars = usize::try_from(modifier - VARIABLE_HEADER_BYTES).ok();
            return Some(("text".to_owned(), ValueType::Text { max_chars }));
        }
        "int2" => integer(i16::MIN.into(), i16::MAX.into()),
        "int4" => integer(i32::MIN.into(), i32::MAX.into()),
        "int8" => integer(i64::MIN, i64::MAX),
        "numeric" => ValueType::Decimal { whole_digits: whole_digits(modifier) },
        "bool" => ValueType::Boolean,
        "date" => ValueType::Date,
        "timestamptz" => ValueType::Instant,
        "uuid" => ValueType::Uuid,
        _ => return None,
    };
    Some((type_name.to_owned(), value_type))
}

fn whole_digits(modifier: i32) -> Option<usize> {
    let packed = modifier.checked_sub(VARIABLE_HEADER_BYTES).filter(|packed| *packed >= 0)?;
    let (precision, scale) = (packed >> 16, packed & 0x7ff);
    usize::try_from(precision - scale).ok()
}

fn rule(row: &Row) -> Option<Rule> {
    let (name, columns) = (row.get("name"), row.get("columns"));
    match row.get::<_, &str>("type") {
        "c" => Some(Rule::Check { name, columns, expression: row.get("expression") }),
        "f" => Some(Rule::Reference {
            name,
            columns,
            target: row.get("target"),
            target_columns: row.get("target_columns"),
        }),
        _ => Some(Rule::Unique { name, columns }),
    }
}

#[cfg(test)]
mod tests {
    use super::{ValueType, storage};

    #[test]
    fn type_modifiers_become_limits() {
        let money = (19 << 16 | 4) + 4;
        assert_eq!(
            storage("numeric", money),
            Some(("numeric".into(), ValueType::Decimal { whole_digits: Some(15) }))
        );
        assert_eq!(
            storage("numeric", -1),
            Some(("numeric".into(), ValueType::Decimal { whole_digits: None }))
        );
        assert_eq!(storage("bpchar", 7), Some(("text".into(), ValueType::Text { max_chars: Some(3) })));
        assert_eq!(storage("text", -1), Some(("text".into(), ValueType::Text { max_chars: None })));
        assert_eq!(storage("tsvector", -1), None);
    }
}
