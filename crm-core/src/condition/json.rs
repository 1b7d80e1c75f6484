//! JSON one level at a time, with its numbers as they are written: a binary number would not be exact.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::Decimal;
use super::value::Constant;

/// One level of a JSON text; what lies deeper stays text.
#[derive(Debug)]
pub(super) enum Json<'a> {
    Null,
    Boolean(bool),
    Number(&'a str),
    String(String),
    Array(Vec<&'a str>),
    Object(BTreeMap<String, &'a str>),
}

impl<'a> Json<'a> {
    /// Reads one level; `None` for what is no JSON. Of equal keys the last counts, as in `jsonb`.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let text = text.trim_ascii();
        match text.bytes().next()? {
            b'{' => {
                let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
                Some(Self::Object(entries.into_iter().map(|(key, raw)| (key, raw.get())).collect()))
            }
            b'[' => {
                let entries: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                Some(Self::Array(entries.into_iter().map(RawValue::get).collect()))
            }
            b'"' => serde_json::from_str(text).ok().map(Self::String),
            b'n' => (text == "null").then_some(Self::Null),
            b't' | b'f' => serde_json::from_str(text).ok().map(Self::Boolean),
            _ => serde_json::from_str::<&RawValue>(text).ok().map(|number| Self::Number(number.get())),
        }
    }

    /// The name of the type, for messages.
    pub(super) const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// A value that can be compared; `None` for null, lists and objects.
pub(super) fn constant(json: Json<'_>) -> Option<Constant> {
    match json {
        Json::Boolean(flag) => Some(Constant::Boolean(flag)),
        Json::Number(text) => Decimal::parse(text).map(|number| Constant::Number(number.into_owned())),
        Json::String(text) => Some(Constant::Text(text.into())),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}
