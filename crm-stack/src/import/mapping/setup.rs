//! What a mapping wants to find before its first row: organization, pipelines, lost reasons.

use serde::{Deserialize, Serialize};

/// A new organization and its first administrator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganizationSetup {
    /// Shown to people.
    pub(crate) name: String,
    /// ISO 4217.
    #[serde(default = "default_currency")]
    pub(crate) base_currency: String,
    /// E-mail of the first administrator, who owns records without an owner.
    pub(crate) admin_email: String,
    /// Name of the first administrator.
    pub(crate) admin_name: String,
}

impl OrganizationSetup {
    /// For mappings that describe no organization.
    pub(crate) fn named_after(slug: &str) -> Self {
        Self {
            name: slug.to_owned(),
            base_currency: default_currency(),
            admin_email: format!("admin@{slug}.test"),
            admin_name: "Administrator".to_owned(),
        }
    }
}

fn default_currency() -> String {
    "USD".to_owned()
}

/// A pipeline and its stages from first to last.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PipelineSetup {
    /// Name of the pipeline.
    pub(crate) name: String,
    /// New deals land here when nothing else is said.
    #[serde(default)]
    pub(crate) is_default: bool,
    /// Stages in order.
    pub(crate) stages: Vec<StageSetup>,
}

/// One stage.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageSetup {
    /// Name, unique within the pipeline.
    pub(crate) name: String,
    /// `open`, `won` or `lost`.
    #[serde(rename = "type")]
    pub(crate) stage_type: StageType,
    /// Chance to win, 0 to 1.
    pub(crate) probability: f64,
    /// `pipeline`, `best_case`, `commit`, `closed` or `omitted`.
    pub(crate) forecast_category: String,
    /// Days after which an idle deal counts as rotting.
    pub(crate) rot_days: Option<i32>,
}

/// What a stage means for the deals in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StageType {
    /// Still being sold.
    Open,
    /// Sold.
    Won,
    /// Not sold.
    Lost,
}
