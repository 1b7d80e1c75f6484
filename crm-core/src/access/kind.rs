//! The kinds of record that permissions speak about.

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal => $bytes:literal),+ $(,)?) => {
        /// A kind of record that permissions speak about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Kind {
            $($(#[$doc])* $variant),+
        }

        impl Kind {
            /// All kinds in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How many kinds there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The kind with this name, as `permissions.resource` and the functions of the database use it.
            #[inline]
            #[must_use]
            pub const fn from_bytes(name: &[u8]) -> Option<Self> {
                match name {
                    $($bytes => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The name used in tables and messages.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }
    };
}

impl Kind {
    /// The table whose rows are the records of this kind, if they have owners, and so can be shared and conditions can
    /// look at them.
    #[must_use]
    pub const fn owned_table(self) -> Option<&'static str> {
        match self {
            Self::Account => Some("crm.accounts"),
            Self::Contact => Some("crm.contacts"),
            Self::Lead => Some("crm.leads"),
            Self::Deal => Some("crm.deals"),
            Self::Activity => Some("crm.activities"),
            Self::Note => Some("crm.notes"),
            Self::Attachment => Some("crm.attachments"),
            _ => None,
        }
    }
}

kinds! {
    /// The tenant itself.
    Organization = "organization" => b"organization",
    /// A user's place in the organization.
    Membership = "membership" => b"membership",
    /// A team of the tree.
    Team = "team" => b"team",
    /// A role and its permissions.
    Role = "role" => b"role",
    /// A company.
    Account = "account" => b"account",
    /// A person.
    Contact = "contact" => b"contact",
    /// A person or company not yet qualified.
    Lead = "lead" => b"lead",
    /// A possible sale.
    Deal = "deal" => b"deal",
    /// A task, call, meeting, email or logged note.
    Activity = "activity" => b"activity",
    /// A text about a record.
    Note = "note" => b"note",
    /// A file about a record.
    Attachment = "attachment" => b"attachment",
    /// A label.
    Tag = "tag" => b"tag",
    /// A thing for sale.
    Product = "product" => b"product",
    /// A list of prices.
    PriceBook = "price_book" => b"price_book",
    /// A way that deals take.
    Pipeline = "pipeline" => b"pipeline",
    /// A step of a pipeline.
    Stage = "stage" => b"stage",
    /// Where leads come from.
    LeadSource = "lead_source" => b"lead_source",
    /// A currency or its rates.
    Currency = "currency" => b"currency",
    /// A model that scores records.
    ScoringModel = "scoring_model" => b"scoring_model",
    /// A batch of imported rows.
    Import = "import" => b"import",
    /// What a deal costs and earns: the side table of deals.
    DealFinancials = "deal.financials" => b"deal.financials",
    /// What is private about a contact: the side table of contacts.
    ContactPrivate = "contact.private" => b"contact.private",
    /// What a member is paid: the side table of memberships.
    MembershipCompensation = "membership.compensation" => b"membership.compensation",
    /// A metric of the schema `analytics`.
    Report = "report" => b"report",
    /// Rows taken out of the system.
    Export = "export" => b"export",
    /// A rule that shares records.
    SharingRule = "sharing_rule" => b"sharing_rule",
    /// One record shared, and the teams of accounts and deals.
    RecordShare = "record_share" => b"record_share",
    /// What happened to rights, and what was refused.
    SecurityEvent = "security_event" => b"security_event",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_kind() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_bytes(kind.as_str().as_bytes()), Some(*kind));
        }
        assert_eq!(Kind::from_bytes(b"deals"), None);
        assert_eq!(Kind::from_bytes(b""), None);
    }

    #[test]
    fn numbers_are_positions() {
        for (position, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, position);
        }
    }
}
