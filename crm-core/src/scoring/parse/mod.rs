//! Reading a model from JSON.

mod condition;
mod fields;
mod node;
mod rule;

use serde_json::Value as Json;

use self::fields::Fields;
use self::node::Node;
use super::model::{Grades, Group, GroupKind, Rule, ScoringModel};
use super::{ModelError, ModelProblem};

const GROUPS_MOST: usize = 50;
const RULES_MOST: usize = 200;

impl ScoringModel {
    /// Reads a model.
    ///
    /// # Errors
    /// The first thing that is wrong with it, and where.
    pub fn parse(json: &Json) -> Result<Self, ModelError> {
        let model = Node::root(json);
        model.object(&["object", "name", "description", "cap", "groups", "grades"])?;
        if let Some(object) = model.get("object")? {
            object.one_of(&["lead"])?;
        }
        let mut fields = Fields::default();
        let mut rules = Vec::new();
        let mut groups = Vec::new();
        for group in model.require("groups")?.list(GROUPS_MOST)? {
            let group = read_group(&group, &mut rules, &mut fields)?;
            let is_known = groups.iter().any(|known: &Group| known.key == group.key);
            if is_known || group.key == "total" {
                return Err(model.refuse(ModelProblem::Duplicate(group.key)));
            }
            groups.push(group);
        }
        let cap = model.require("cap")?.positive_points()?;
        let grades = read_grades(&model.require("grades")?)?;
        Ok(Self { fields: fields.into_vec(), rules, groups, cap, grades })
    }

    /// Reads a model from text.
    ///
    /// # Errors
    /// As [`ScoringModel::parse`]; also if the text is no JSON.
    pub fn parse_str(text: &str) -> Result<Self, ModelError> {
        let json = serde_json::from_str(text).map_err(|_| ModelError {
            path: "model".to_owned(),
            problem: ModelProblem::WrongType { expected: "JSON", found: "another text" },
        })?;
        Self::parse(&json)
    }
}

fn read_group(group: &Node<'_>, rules: &mut Vec<Rule>, fields: &mut Fields) -> Result<Group, ModelError> {
    group.object(&["key", "kind", "cap", "description", "rules"])?;
    let key = group.require("key")?.key()?;
    let kind = match group.require("kind")?.one_of(&["fit", "engagement"])? {
        "fit" => GroupKind::Fit,
        _ => GroupKind::Engagement,
    };
    let cap = group.require("cap")?.positive_points()?;
    let first = rules.len();
    for node in group.require("rules")?.list(RULES_MOST)? {
        let rule = rule::read(&node, kind, fields)?;
        if rules[first..].iter().any(|known| known.key == rule.key) || rule.key == "cap" {
            return Err(node.refuse(ModelProblem::Duplicate(rule.key)));
        }
        rules.push(rule);
    }
    Ok(Group { key, kind, cap, rules: first..rules.len() })
}

fn read_grades(grades: &Node<'_>) -> Result<Grades, ModelError> {
    grades.object(&["fit", "engagement"])?;
    Ok(Grades {
        fit: read_thresholds(&grades.require("fit")?, &["A", "B"])?,
        engagement: read_thresholds(&grades.require("engagement")?, &["1", "2"])?,
    })
}

fn read_thresholds(node: &Node<'_>, keys: &'static [&'static str; 2]) -> Result<[i64; 2], ModelError> {
    node.object(keys)?;
    let [best, middle] = [node.require(keys[0])?.points()?, node.require(keys[1])?.points()?];
    if best <= middle {
        return Err(node.refuse(ModelProblem::ThresholdsNotFalling));
    }
    Ok([best, middle])
}
