//! The numbers of the fields that a model looks at.

use super::node::Node;
use crate::scoring::field::lead_field_type;
use crate::scoring::{Field, FieldType, ModelError, ModelProblem};

/// Gives every field one number, in the order in which rules name them.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<Field>);

impl Fields {
    /// The number and type of the field that `node` names.
    pub(super) fn slot(&mut self, node: &Node<'_>) -> Result<(usize, FieldType), ModelError> {
        let name = node.text()?;
        let field_type =
            lead_field_type(name).ok_or_else(|| node.refuse(ModelProblem::UnknownField(name.to_owned())))?;
        Ok((self.number(name, field_type), field_type))
    }

    /// The number of a field that is known to exist.
    pub(super) fn number(&mut self, name: &str, field_type: FieldType) -> usize {
        self.0.iter().position(|field| field.name == name).unwrap_or_else(|| {
            self.0.push(Field { name: name.to_owned(), field_type });
            self.0.len() - 1
        })
    }

    pub(super) fn into_vec(self) -> Vec<Field> {
        self.0
    }
}
