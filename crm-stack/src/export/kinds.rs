//! What can be exported: tables, and the name each kind of record is asked for by.

use clap::ValueEnum;
use std::fmt;

/// A table of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum ExportKind {
    Accounts,
    Activities,
    ActivityLinks,
    ContactPoints,
    Contacts,
    DealLineItems,
    DealStageHistory,
    Deals,
    ExternalRefs,
    LeadSources,
    Leads,
    LostReasons,
    Memberships,
    Notes,
    Pipelines,
    Products,
    Stages,
    Tags,
    Teams,
}

impl ExportKind {
    /// The table's name in the schema `crm`, which is also the kind's name.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Activities => "activities",
            Self::ActivityLinks => "activity_links",
            Self::ContactPoints => "contact_points",
            Self::Contacts => "contacts",
            Self::DealLineItems => "deal_line_items",
            Self::DealStageHistory => "deal_stage_history",
            Self::Deals => "deals",
            Self::ExternalRefs => "external_refs",
            Self::LeadSources => "lead_sources",
            Self::Leads => "leads",
            Self::LostReasons => "lost_reasons",
            Self::Memberships => "memberships",
            Self::Notes => "notes",
            Self::Pipelines => "pipelines",
            Self::Products => "products",
            Self::Stages => "stages",
            Self::Tags => "tags",
            Self::Teams => "teams",
        }
    }
}

impl fmt::Display for ExportKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.table())
    }
}
