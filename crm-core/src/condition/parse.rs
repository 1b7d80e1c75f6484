//! Reading a condition.

use std::collections::BTreeMap;

use super::json::{Json, constant};
use super::syntax::{CallerFact, Field, Operand, Operator, Test};
use super::value::Constant;
use super::{Condition, ConditionError, ConditionProblem};

/// How deep tests may be nested.
pub const DEPTH_MOST: usize = 16;
/// How many tests a condition may have, combinations included.
pub const NODES_MOST: usize = 200;
/// How many entries a list of values may have.
pub const LIST_ENTRIES_MOST: usize = 200;
/// How long a text may be, and the name of a field, in bytes.
pub const TEXT_BYTES_MOST: usize = 1_000;

pub(super) const OPERATORS: [(&str, Operator); 10] = [
    ("eq", Operator::Eq),
    ("neq", Operator::Neq),
    ("lt", Operator::Lt),
    ("lte", Operator::Lte),
    ("gt", Operator::Gt),
    ("gte", Operator::Gte),
    ("in", Operator::In),
    ("not_in", Operator::NotIn),
    ("contains", Operator::Contains),
    ("starts_with", Operator::StartsWith),
];
const CUSTOM_PREFIX: &str = "custom.";
const ATTRIBUTE_PREFIX: &str = "attributes.";
const COLUMN_BYTES_MOST: usize = 63;

type Object<'a> = BTreeMap<String, &'a str>;

impl Condition {
    /// Reads a condition from JSON.
    ///
    /// # Errors
    /// The place and the reason, if it is not one.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let mut parser = Parser { fields: Vec::new(), nodes: 0 };
        let test = parser.test(text, "", 1)?;
        Ok(Self { test, fields: parser.fields })
    }
}

struct Parser {
    fields: Vec<Field>,
    nodes: usize,
}

impl Parser {
    fn test(&mut self, text: &str, place: &str, depth: usize) -> Result<Test, ConditionError> {
        self.nodes += 1;
        if depth > DEPTH_MOST {
            return Err(refusal(place, ConditionProblem::Deep));
        }
        if self.nodes > NODES_MOST {
            return Err(refusal(place, ConditionProblem::Large));
        }
        let Json::Object(object) = read(text, place)? else {
            return Err(wrong_type(text, place, "an object"));
        };
        let combination = ["all", "any", "not"].into_iter().find(|key| object.contains_key(*key));
        match combination {
            Some(key) => {
                allow_keys(&object, place, &[key])?;
                self.combination(key, object[key], &within(place, key), depth)
            }
            None if object.contains_key("field") => self.comparison(&object, place),
            None => Err(refusal(place, ConditionProblem::NoTest)),
        }
    }

    fn combination(
        &mut self,
        key: &str,
        text: &str,
        place: &str,
        depth: usize,
    ) -> Result<Test, ConditionError> {
        if key == "not" {
            return Ok(Test::Not(Box::new(self.test(text, place, depth + 1)?)));
        }
        let members = list(text, place, NODES_MOST, ConditionProblem::Large)?;
        let member =
            |(position, text): (usize, &&str)| self.test(text, &format!("{place}[{position}]"), depth + 1);
        let tests = members.iter().enumerate().map(member).collect::<Result<_, _>>()?;
        Ok(if key == "all" { Test::All(tests) } else { Test::Any(tests) })
    }

    fn comparison(&mut self, object: &Object<'_>, place: &str) -> Result<Test, ConditionError> {
        allow_keys(object, place, &["field", "op", "value", "caller", "other_field"])?;
        let field = self.field(object, place, "field")?;
        let name = required_text(object, place, "op")?;
        if let Some(expected) = [("is_null", true), ("is_not_null", false)].iter().find(|(op, _)| *op == name)
        {
            return match ["value", "caller", "other_field"].into_iter().find(|key| object.contains_key(*key))
            {
                Some(key) => Err(refusal(place, ConditionProblem::NoRightSide(key))),
                None => Ok(Test::Missing { field, expected: expected.1 }),
            };
        }
        let operator = OPERATORS.iter().find(|(op, _)| *op == name).map(|(_, operator)| *operator);
        let operator =
            operator.ok_or_else(|| refusal(&within(place, "op"), ConditionProblem::UnknownOperator(name)))?;
        Ok(Test::Compare { field, operator, right: self.operand(object, place, operator)? })
    }

    fn operand(
        &mut self,
        object: &Object<'_>,
        place: &str,
        operator: Operator,
    ) -> Result<Operand, ConditionError> {
        match (object.get("value"), object.get("caller"), object.get("other_field")) {
            (Some(value), None, None) if operator.takes_list() => value_list(value, &within(place, "value")),
            (Some(value), None, None) => {
                value_constant(value, &within(place, "value")).map(Operand::Constant)
            }
            (None, Some(_), None) => caller_fact(object, place, operator).map(Operand::Caller),
            (None, None, Some(_)) if operator.takes_list() => {
                Err(refusal(place, ConditionProblem::NeedsList))
            }
            (None, None, Some(_)) => self.field(object, place, "other_field").map(Operand::Field),
            _ => Err(refusal(place, ConditionProblem::OneRightSide)),
        }
    }

    /// The number of the field that `key` names.
    fn field(
        &mut self,
        object: &Object<'_>,
        place: &str,
        key: &'static str,
    ) -> Result<usize, ConditionError> {
        let name = required_text(object, place, key)?;
        let bad = |name| refusal(&within(place, key), ConditionProblem::BadField(name));
        let field = match name.strip_prefix(CUSTOM_PREFIX) {
            Some("") => return Err(bad(name)),
            Some(key) => Field::Custom(key.to_owned()),
            None if is_column(&name) => Field::Column(name),
            None => return Err(bad(name)),
        };
        Ok(self.fields.iter().position(|known| *known == field).unwrap_or_else(|| {
            self.fields.push(field);
            self.fields.len() - 1
        }))
    }
}

fn caller_fact(object: &Object<'_>, place: &str, operator: Operator) -> Result<CallerFact, ConditionError> {
    let name = required_text(object, place, "caller")?;
    let fact = match name.as_str() {
        "user_id" => CallerFact::UserId,
        "team_id" => CallerFact::TeamId,
        "role_key" => CallerFact::RoleKey,
        "email" => CallerFact::Email,
        _ => match name.strip_prefix(ATTRIBUTE_PREFIX) {
            Some(key) if !key.is_empty() => CallerFact::Attribute(key.to_owned()),
            _ => return Err(refusal(&within(place, "caller"), ConditionProblem::BadCallerFact(name))),
        },
    };
    if operator.takes_list() && !matches!(fact, CallerFact::Attribute(_)) {
        return Err(refusal(place, ConditionProblem::NeedsList));
    }
    Ok(fact)
}

/// Whether this can be the name of a column.
fn is_column(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= COLUMN_BYTES_MOST
        && name.bytes().all(plain)
        && name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
}

fn value_constant(text: &str, place: &str) -> Result<Constant, ConditionError> {
    let json = read(text, place)?;
    if matches!(&json, Json::String(text) if text.len() > TEXT_BYTES_MOST)
        || matches!(json, Json::Number(text) if text.len() > TEXT_BYTES_MOST)
    {
        return Err(refusal(place, ConditionProblem::LongText));
    }
    let found = json.type_name();
    let expected = "a string, a number or a boolean";
    constant(json).ok_or_else(|| refusal(place, ConditionProblem::WrongType { expected, found }))
}

fn value_list(text: &str, place: &str) -> Result<Operand, ConditionError> {
    let entries = list(text, place, LIST_ENTRIES_MOST, ConditionProblem::LongList)?;
    let entry = |(position, text): (usize, &&str)| value_constant(text, &format!("{place}[{position}]"));
    entries.iter().enumerate().map(entry).collect::<Result<_, _>>().map(Operand::List)
}

fn list<'a>(
    text: &'a str,
    place: &str,
    most: usize,
    too_many: ConditionProblem,
) -> Result<Vec<&'a str>, ConditionError> {
    let Json::Array(entries) = read(text, place)? else { return Err(wrong_type(text, place, "a list")) };
    if entries.is_empty() {
        return Err(refusal(place, ConditionProblem::Empty));
    }
    if entries.len() > most { Err(refusal(place, too_many)) } else { Ok(entries) }
}

fn required_text(object: &Object<'_>, place: &str, key: &'static str) -> Result<String, ConditionError> {
    let raw = object.get(key).ok_or_else(|| refusal(place, ConditionProblem::MissingKey(key)))?;
    let place = within(place, key);
    match read(raw, &place)? {
        Json::String(text) if text.len() > TEXT_BYTES_MOST => {
            Err(refusal(&place, ConditionProblem::LongText))
        }
        Json::String(text) => Ok(text),
        _ => Err(wrong_type(raw, &place, "a string")),
    }
}

fn allow_keys(object: &Object<'_>, place: &str, allowed: &[&str]) -> Result<(), ConditionError> {
    match object.keys().find(|key| !allowed.contains(&key.as_str())) {
        Some(key) => Err(refusal(place, ConditionProblem::UnknownKey(key.chars().take(100).collect()))),
        None => Ok(()),
    }
}

fn read<'a>(text: &'a str, place: &str) -> Result<Json<'a>, ConditionError> {
    Json::read(text).ok_or_else(|| refusal(place, ConditionProblem::NoJson))
}

fn wrong_type(text: &str, place: &str, expected: &'static str) -> ConditionError {
    let found = Json::read(text).map_or("no JSON", |json| json.type_name());
    refusal(place, ConditionProblem::WrongType { expected, found })
}

fn refusal(place: &str, problem: ConditionProblem) -> ConditionError {
    let place = if place.is_empty() { "condition" } else { place };
    ConditionError { place: place.to_owned(), problem }
}

fn within(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}
