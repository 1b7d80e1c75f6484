//! What conditions may ask of the caller.

use std::collections::BTreeMap;

use super::json::{Json, constant};
use super::syntax::CallerFact;
use super::value::{Constant, Value};

/// What conditions may ask of the caller. Identifiers are written in lower case with hyphens.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CallerFacts {
    user_id: String,
    team_id: Option<String>,
    role_key: String,
    email: Option<String>,
    attributes: BTreeMap<String, Attribute>,
}

/// What an attribute holds; anything deeper compares with nothing.
#[derive(Debug, Clone, PartialEq)]
enum Attribute {
    One(Constant),
    Many(Vec<Constant>),
    Opaque,
}

/// The right side of a comparison, as the caller gives it.
pub(super) enum Asked<'a> {
    One(Value<'a>),
    Many(&'a [Constant]),
}

impl CallerFacts {
    /// The facts of a member; `attributes` is the text of a JSON object, anything else holds no attribute.
    #[must_use]
    pub fn new(
        user_id: String,
        team_id: Option<String>,
        role_key: String,
        email: Option<String>,
        attributes: &str,
    ) -> Self {
        Self { user_id, team_id, role_key, email, attributes: read_attributes(attributes) }
    }

    pub(super) fn ask(&self, fact: &CallerFact) -> Asked<'_> {
        Asked::One(match fact {
            CallerFact::UserId => Value::Text(&self.user_id),
            CallerFact::TeamId => self.team_id.as_deref().map_or(Value::Missing, Value::Text),
            CallerFact::RoleKey => Value::Text(&self.role_key),
            CallerFact::Email => self.email.as_deref().map_or(Value::Missing, Value::Text),
            CallerFact::Attribute(key) => match self.attributes.get(key) {
                None => Value::Missing,
                Some(Attribute::Opaque) => Value::Opaque,
                Some(Attribute::One(constant)) => constant.value(),
                Some(Attribute::Many(list)) => return Asked::Many(list),
            },
        })
    }
}

fn read_attributes(text: &str) -> BTreeMap<String, Attribute> {
    let Some(Json::Object(entries)) = Json::read(text) else { return BTreeMap::new() };
    let known = |(key, raw): (String, &str)| attribute(raw).map(|attribute| (key, attribute));
    entries.into_iter().filter_map(known).collect()
}

/// `None` for null, which is as good as no attribute.
fn attribute(raw: &str) -> Option<Attribute> {
    match Json::read(raw)? {
        Json::Null => None,
        Json::Array(entries) => {
            let list: Option<Vec<_>> = entries.into_iter().map(|raw| constant(Json::read(raw)?)).collect();
            Some(list.map_or(Attribute::Opaque, Attribute::Many))
        }
        scalar => Some(constant(scalar).map_or(Attribute::Opaque, Attribute::One)),
    }
}
