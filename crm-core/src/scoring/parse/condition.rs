//! Reading conditions.

use serde_json::Value as Json;

use super::fields::Fields;
use super::node::Node;
use crate::scoring::test::{Comparison, Condition, OPERATORS, Operand, Test};
use crate::scoring::{FieldType, ModelError, ModelProblem};
use crate::text::fold;

const OPERANDS_MOST: usize = 1000;

pub(super) fn read(node: &Node<'_>, fields: &mut Fields) -> Result<Condition, ModelError> {
    node.object(&["field", "op", "value"])?;
    let field = node.require("field")?;
    let (slot, field_type) = fields.slot(&field)?;
    let operator_node = node.require("op")?;
    let operator = operator_node.one_of(OPERATORS)?;
    if !works_on(operator, field_type, field.text()?) {
        let (operator, field) = (operator.to_owned(), field.text()?.to_owned());
        return Err(operator_node.refuse(ModelProblem::WrongOperator { operator, field, field_type }));
    }
    let test = match node.get("value")? {
        Some(value) => with_value(operator, &value, field_type),
        None => without_value(operator, node),
    }?;
    Ok(Condition { slot, test })
}

/// Whether an operator makes sense on a field.
fn works_on(operator: &str, field_type: FieldType, field: &str) -> bool {
    match operator {
        "is_set" | "not_set" => true,
        "eq" | "ne" | "in" => matches!(field_type, FieldType::Text | FieldType::Number | FieldType::Custom),
        "contains" | "word" | "prefix" => matches!(field_type, FieldType::Text | FieldType::Custom),
        "business_email" | "free_email" => field == "email",
        _ => matches!(field_type, FieldType::Number | FieldType::Custom),
    }
}

fn without_value(operator: &str, node: &Node<'_>) -> Result<Test, ModelError> {
    match operator {
        "is_set" => Ok(Test::IsSet),
        "not_set" => Ok(Test::NotSet),
        "business_email" => Ok(Test::BusinessEmail),
        "free_email" => Ok(Test::FreeEmail),
        _ => Err(node.refuse(ModelProblem::MissingKey("value"))),
    }
}

fn with_value(operator: &str, value: &Node<'_>, field_type: FieldType) -> Result<Test, ModelError> {
    match operator {
        "eq" => read_operand(value, field_type).map(Test::Equal),
        "ne" => read_operand(value, field_type).map(Test::NotEqual),
        "in" => {
            let operands = value.list(OPERANDS_MOST)?;
            operands
                .iter()
                .map(|operand| read_operand(operand, field_type))
                .collect::<Result<_, _>>()
                .map(Test::OneOf)
        }
        "contains" => read_texts(value).map(Test::Contains),
        "word" => read_texts(value).map(Test::Word),
        "prefix" => read_texts(value).map(Test::Prefix),
        "gt" => value.number().map(|bound| Test::Compare(Comparison::Greater, bound)),
        "gte" => value.number().map(|bound| Test::Compare(Comparison::AtLeast, bound)),
        "lt" => value.number().map(|bound| Test::Compare(Comparison::Less, bound)),
        "lte" => value.number().map(|bound| Test::Compare(Comparison::AtMost, bound)),
        "between" => match &value.list(2)?[..] {
            [least, most] => Ok(Test::Between(least.number()?, most.number()?)),
            _ => Err(value.wrong_type("a list of two numbers")),
        },
        _ => {
            Err(value.refuse(ModelProblem::UnknownKey { key: "value".to_owned(), allowed: &["field", "op"] }))
        }
    }
}

fn read_operand(node: &Node<'_>, field_type: FieldType) -> Result<Operand, ModelError> {
    match (node.json(), field_type) {
        (Json::String(_), FieldType::Text | FieldType::Custom) => read_text(node).map(Operand::Text),
        (Json::Number(_), FieldType::Number | FieldType::Custom) => node.number().map(Operand::Number),
        (Json::Bool(flag), FieldType::Custom) => Ok(Operand::Flag(*flag)),
        _ => Err(node.wrong_type(field_type.as_str())),
    }
}

fn read_texts(node: &Node<'_>) -> Result<Vec<String>, ModelError> {
    node.one_or_many(OPERANDS_MOST)?.iter().map(read_text).collect()
}

fn read_text(node: &Node<'_>) -> Result<String, ModelError> {
    node.text().map(|text| fold(text.trim()))
}
