//! The kinds of record that files can hold, and their tables.

use serde::Deserialize;
use std::fmt;

/// A kind of record, named as everywhere else in the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Account,
    Activity,
    Contact,
    ContactPoint,
    Deal,
    Lead,
    LeadSource,
    LineItem,
    LostReason,
    Note,
    Pipeline,
    Product,
    Role,
    Stage,
    Tag,
    Team,
    User,
}

impl Kind {
    /// Every kind, as listed in messages.
    pub(crate) const ALL: [Self; 17] = [
        Self::Account,
        Self::Activity,
        Self::Contact,
        Self::ContactPoint,
        Self::Deal,
        Self::Lead,
        Self::LeadSource,
        Self::LineItem,
        Self::LostReason,
        Self::Note,
        Self::Pipeline,
        Self::Product,
        Self::Role,
        Self::Stage,
        Self::Tag,
        Self::Team,
        Self::User,
    ];

    /// Singular name: `deal`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Activity => "activity",
            Self::Contact => "contact",
            Self::ContactPoint => "contact_point",
            Self::Deal => "deal",
            Self::Lead => "lead",
            Self::LeadSource => "lead_source",
            Self::LineItem => "line_item",
            Self::LostReason => "lost_reason",
            Self::Note => "note",
            Self::Pipeline => "pipeline",
            Self::Product => "product",
            Self::Role => "role",
            Self::Stage => "stage",
            Self::Tag => "tag",
            Self::Team => "team",
            Self::User => "user",
        }
    }

    /// The relation that rows are written to. Users are written through a view, because a user is an
    /// identity, a profile and a membership at once.
    pub(crate) fn relation(self) -> &'static str {
        match self {
            Self::Account => "crm.accounts",
            Self::Activity => "crm.activities",
            Self::Contact => "crm.contacts",
            Self::ContactPoint => "crm.contact_points",
            Self::Deal => "crm.deals",
            Self::Lead => "crm.leads",
            Self::LeadSource => "crm.lead_sources",
            Self::LineItem => "crm.deal_line_items",
            Self::LostReason => "crm.lost_reasons",
            Self::Note => "crm.notes",
            Self::Pipeline => "crm.pipelines",
            Self::Product => "crm.products",
            Self::Role => "crm.roles",
            Self::Stage => "crm.stages",
            Self::Tag => "crm.tags",
            Self::Team => "crm.teams",
            Self::User => "crm_private.organization_users",
        }
    }

    /// The kind of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The table that foreign keys to records of this kind refer to.
    pub(crate) fn identity_table(self) -> &'static str {
        match self {
            Self::User => "crm.memberships",
            other => other.relation(),
        }
    }

    /// The table that ties records of this kind to others, and its column for this kind.
    pub(crate) fn link_table(self) -> Option<(&'static str, &'static str)> {
        (self == Self::Activity).then_some(("crm.activity_links", "activity_id"))
    }

    /// The id of a new record, as SQL over the staged row `s`.
    pub(crate) fn new_id(self, fields: &[&str]) -> String {
        match self {
            // partitions go by the id, so it carries the time of occurrence
            Self::Activity if fields.contains(&"occurred_at") => {
                "crm_ext.uuid_v7_at(coalesce(s.occurred_at, now()))".to_owned()
            }
            // one person has one login, whatever the number of organizations
            Self::User => {
                "coalesce((select u.id from crm.users u where u.email = s.email), crm_ext.uuid_v7())"
                    .to_owned()
            }
            _ => "crm_ext.uuid_v7()".to_owned(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
