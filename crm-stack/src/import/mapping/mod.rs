//! Mapping files: how the columns of somebody's CSV become fields of the CRM.
//!
//! The format is TOML; `docs/how-to/import.md` is its manual.

mod field;
mod load;
mod setup;
mod template;

pub(crate) use field::{FieldSource, Lookup, Missing, Origin};
pub(crate) use load::load;
pub(crate) use setup::{OrganizationSetup, PipelineSetup};
pub(crate) use template::Template;

use crate::import::kind::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A whole mapping: what to set up first, then files in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    /// Short name, shown in the list of imports.
    pub(crate) name: String,
    /// Namespace of the external ids; two mappings with one source update each other's records.
    pub(crate) source: String,
    /// One sentence for people.
    #[serde(default)]
    pub(crate) description: String,
    /// How dates, numbers and missing values are written.
    #[serde(default)]
    pub(crate) formats: Formats,
    /// The organization that `--create-org` makes.
    pub(crate) organization: Option<OrganizationSetup>,
    /// Pipelines with their stages, made when the organization has none of that name.
    #[serde(default, rename = "pipeline")]
    pub(crate) pipelines: Vec<PipelineSetup>,
    /// Reasons for losing a deal, made when the organization lacks them.
    #[serde(default)]
    pub(crate) lost_reasons: Vec<String>,
    /// The files, in the order in which they are loaded.
    #[serde(rename = "file")]
    pub(crate) files: Vec<FileMapping>,
}

/// How values are written in the source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Formats {
    /// strftime pattern of dates and instants; ISO 8601 when absent.
    pub(crate) date: Option<String>,
    /// Character before the decimals.
    pub(crate) decimal: char,
    /// Character between groups of digits.
    pub(crate) thousands: Option<char>,
    /// Cells that mean "no value", beside the empty one.
    pub(crate) empty: Vec<String>,
    /// Column separator.
    pub(crate) delimiter: char,
    /// Takes away the apostrophe that `crm export` puts before formula cells.
    pub(crate) unescape_formulas: bool,
}

impl Default for Formats {
    fn default() -> Self {
        Self {
            date: None,
            decimal: '.',
            thousands: None,
            empty: Vec::new(),
            delimiter: ',',
            unescape_formulas: false,
        }
    }
}

/// One pass over one CSV file that fills one kind of record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileMapping {
    /// File name inside the folder given on the command line; absent: the path given is the file.
    pub(crate) path: Option<String>,
    /// Kind of record.
    pub(crate) kind: Kind,
    /// The record's identity in the source: a column, or `{ template = "..." }`.
    pub(crate) external_id: FieldSource,
    /// Another source for this file's external ids.
    pub(crate) source: Option<String>,
    /// Several rows with one external id are one record (the first row counts); rows without one are passed over.
    #[serde(default)]
    pub(crate) distinct: bool,
    /// Column to its whole-cell replacements, wherever the column is used.
    #[serde(default)]
    pub(crate) replace: BTreeMap<String, BTreeMap<String, String>>,
    /// A field by which existing records without an external id are recognised.
    pub(crate) match_by: Option<String>,
    /// Field name to where its value comes from.
    pub(crate) fields: BTreeMap<String, FieldSource>,
    /// Deals only: columns that date the entry into stages, first stage first.
    #[serde(default)]
    pub(crate) stage_history: Vec<StageStep>,
}

/// `{ stage = "Won", column = "close_date" }`: the date on which a deal entered a stage.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageStep {
    /// Name of the stage in the deal's pipeline.
    pub(crate) stage: String,
    /// Column that holds the date; deals without one skip the step.
    pub(crate) column: String,
}
