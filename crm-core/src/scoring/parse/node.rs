//! A place in the JSON of a model, which knows its path for messages.

use serde_json::Value as Json;

use crate::scoring::error::json_type;
use crate::scoring::hundredths::parse_points;
use crate::scoring::{ModelError, ModelProblem};

const KEY_BYTES_MOST: usize = 100;

/// A place in the JSON of a model.
#[derive(Clone)]
pub(super) struct Node<'a> {
    json: &'a Json,
    path: String,
}

impl<'a> Node<'a> {
    pub(super) fn root(json: &'a Json) -> Self {
        Self { json, path: String::new() }
    }

    pub(super) const fn json(&self) -> &'a Json {
        self.json
    }

    /// The refusal of this place.
    pub(super) fn refuse(&self, problem: ModelProblem) -> ModelError {
        let path = if self.path.is_empty() { "model".to_owned() } else { self.path.clone() };
        ModelError { path, problem }
    }

    pub(super) fn wrong_type(&self, expected: &'static str) -> ModelError {
        self.refuse(ModelProblem::WrongType { expected, found: json_type(self.json) })
    }

    /// Checks that this is an object with no other than these keys.
    pub(super) fn object(&self, allowed: &'static [&'static str]) -> Result<(), ModelError> {
        let Json::Object(object) = self.json else { return Err(self.wrong_type("an object")) };
        match object.keys().find(|key| !allowed.contains(&key.as_str())) {
            Some(key) => Err(self.refuse(ModelProblem::UnknownKey { key: key.clone(), allowed })),
            None => Ok(()),
        }
    }

    /// The value of `key`, unless it is absent or null.
    pub(super) fn get(&self, key: &'static str) -> Result<Option<Self>, ModelError> {
        let Json::Object(object) = self.json else { return Err(self.wrong_type("an object")) };
        let dot = if self.path.is_empty() { "" } else { "." };
        let child = |json| Self { json, path: format!("{}{dot}{key}", self.path) };
        Ok(object.get(key).filter(|json| !json.is_null()).map(child))
    }

    pub(super) fn require(&self, key: &'static str) -> Result<Self, ModelError> {
        self.get(key)?.ok_or_else(|| self.refuse(ModelProblem::MissingKey(key)))
    }

    /// The entries of a list that is not empty.
    pub(super) fn list(&self, most: usize) -> Result<Vec<Self>, ModelError> {
        let Json::Array(list) = self.json else { return Err(self.wrong_type("a list")) };
        if list.is_empty() {
            return Err(self.refuse(ModelProblem::Empty));
        }
        if list.len() > most {
            return Err(self.refuse(ModelProblem::TooMany { most }));
        }
        let child = |(position, json)| Self { json, path: format!("{}[{position}]", self.path) };
        Ok(list.iter().enumerate().map(child).collect())
    }

    /// A list, or one value in place of a list of one.
    pub(super) fn one_or_many(&self, most: usize) -> Result<Vec<Self>, ModelError> {
        if self.json.is_array() { self.list(most) } else { Ok(vec![self.clone()]) }
    }

    pub(super) fn text(&self) -> Result<&'a str, ModelError> {
        match self.json {
            Json::String(text) if text.trim().is_empty() => Err(self.refuse(ModelProblem::Empty)),
            Json::String(text) => Ok(text),
            _ => Err(self.wrong_type("a string")),
        }
    }

    /// A name that contributions carry.
    pub(super) fn key(&self) -> Result<String, ModelError> {
        let key = self.text()?;
        if key.len() > KEY_BYTES_MOST {
            return Err(self.refuse(ModelProblem::TooMany { most: KEY_BYTES_MOST }));
        }
        Ok(key.to_owned())
    }

    pub(super) fn one_of(&self, allowed: &[&'static str]) -> Result<&'static str, ModelError> {
        let text = self.text()?;
        allowed.iter().find(|name| **name == text).copied().ok_or_else(|| {
            let allowed = allowed.iter().map(|name| (*name).to_owned()).collect();
            self.refuse(ModelProblem::NotOneOf { value: text.to_owned(), allowed })
        })
    }

    pub(super) fn number(&self) -> Result<f64, ModelError> {
        self.json.as_f64().ok_or_else(|| self.wrong_type("a number"))
    }

    /// A number in a range, both ends included.
    pub(super) fn number_within(&self, least: f64, most: f64) -> Result<f64, ModelError> {
        let number = self.number()?;
        if (least..=most).contains(&number) {
            return Ok(number);
        }
        Err(self.refuse(ModelProblem::OutOfRange { least: least.to_string(), most: most.to_string() }))
    }

    pub(super) fn count_within(&self, least: u32, most: u32) -> Result<usize, ModelError> {
        let number = self.number_within(f64::from(least), f64::from(most))?;
        if number.fract() == 0.0 { Ok(number as usize) } else { Err(self.wrong_type("a whole number")) }
    }

    /// Points in hundredths.
    pub(super) fn points(&self) -> Result<i64, ModelError> {
        let Json::Number(number) = self.json else { return Err(self.wrong_type("a number")) };
        parse_points(number).map_err(|problem| ModelError::points(self.path.clone(), problem))
    }

    /// Points above 0, in hundredths.
    pub(super) fn positive_points(&self) -> Result<i64, ModelError> {
        let points = self.points()?;
        if points > 0 {
            return Ok(points);
        }
        Err(self.refuse(ModelProblem::OutOfRange { least: "0.01".to_owned(), most: "1000000".to_owned() }))
    }
}
