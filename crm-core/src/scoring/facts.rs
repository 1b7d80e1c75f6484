//! What is known of a record.

use serde_json::Value as Json;

use super::error::json_type;
use super::{FactsError, Field, FieldType, parse_instant};

/// One fact of a record.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value<'a> {
    /// Not known.
    #[default]
    Missing,
    /// True or false.
    Flag(bool),
    /// A number; decimals are the nearest binary number.
    Number(f64),
    /// A text as it is stored.
    Text(&'a str),
    /// Microseconds since 1970.
    Instant(i64),
    /// What happened to the record.
    Events(Vec<Event<'a>>),
}

/// Something that happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    /// For example `meeting`.
    pub kind: &'a str,
    /// Microseconds since 1970.
    pub occurred_at: i64,
}

/// The facts of a JSON object for the `fields` of a model, in their order. A key that is absent or null is not known;
/// other keys are ignored.
///
/// # Errors
/// A fact that has not the type of its field, and facts that are no object.
pub fn read_facts<'a>(facts: &'a Json, fields: &[Field]) -> Result<Vec<Value<'a>>, FactsError> {
    let Json::Object(object) = facts else {
        return Err(refuse("facts", FieldType::Facts, json_type(facts)));
    };
    let read = |field: &Field| {
        let json = match field.custom_key() {
            Some(key) => object.get("custom").and_then(|custom| custom.get(key)),
            None => object.get(&field.name),
        };
        json.map_or(Ok(Value::Missing), |json| read_fact(json, field))
    };
    fields.iter().map(read).collect()
}

/// One fact in the form of JSON.
///
/// # Errors
/// A fact that has not the type of its field.
pub fn read_fact<'a>(json: &'a Json, field: &Field) -> Result<Value<'a>, FactsError> {
    let wrong = |found: &str| refuse(&field.name, field.field_type, found);
    match (json, field.field_type) {
        (Json::Null, _) => Ok(Value::Missing),
        (Json::Bool(flag), FieldType::Custom) => Ok(Value::Flag(*flag)),
        (Json::Number(number), FieldType::Number | FieldType::Custom) => number
            .as_f64()
            .filter(|number| number.is_finite())
            .map(Value::Number)
            .ok_or_else(|| wrong("a number out of range")),
        (Json::String(text), FieldType::Text | FieldType::Custom) => Ok(Value::Text(text)),
        (Json::String(text), FieldType::Instant) => {
            parse_instant(text).map(Value::Instant).ok_or_else(|| wrong("another text"))
        }
        (json, FieldType::Events) => read_events(json, &field.name).map(Value::Events),
        (json, _) => Err(wrong(json_type(json))),
    }
}

/// The events in a JSON list of objects with `kind` and `occurred_at`.
fn read_events<'a>(json: &'a Json, field: &str) -> Result<Vec<Event<'a>>, FactsError> {
    let Json::Array(list) = json else {
        return Err(refuse(field, FieldType::Events, json_type(json)));
    };
    let read = |(position, entry): (usize, &'a Json)| {
        let kind = entry.get("kind").and_then(Json::as_str);
        let occurred_at = entry.get("occurred_at").and_then(Json::as_str).and_then(parse_instant);
        match (kind, occurred_at) {
            (Some(kind), Some(occurred_at)) => Ok(Event { kind, occurred_at }),
            (None, _) => {
                Err(refuse(&format!("{field}[{position}]"), FieldType::Events, "an entry without kind"))
            }
            (_, None) => {
                Err(refuse(&format!("{field}[{position}]"), FieldType::Events, "an entry without instant"))
            }
        }
    };
    list.iter().enumerate().map(read).collect()
}

fn refuse(field: &str, expected: FieldType, found: &str) -> FactsError {
    FactsError { field: field.to_owned(), expected, found: found.to_owned() }
}
