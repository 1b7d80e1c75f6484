//! The model for organizations that have none of their own.

use std::sync::LazyLock;

use super::{ModelError, ScoringModel};

/// The default lead model as JSON, as a start for a model of one's own.
#[must_use]
pub const fn default_lead_model_json() -> &'static str {
    include_str!("default_lead_model.json")
}

/// The default lead model.
///
/// # Errors
/// Never in a released version: a test parses the built-in text.
pub fn default_lead_model() -> Result<&'static ScoringModel, &'static ModelError> {
    static MODEL: LazyLock<Result<ScoringModel, ModelError>> =
        LazyLock::new(|| ScoringModel::parse_str(default_lead_model_json()));
    MODEL.as_ref()
}
