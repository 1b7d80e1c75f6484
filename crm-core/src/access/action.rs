//! What a caller wants to do with a record.

/// What a caller wants to do with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Action {
    /// See the record.
    Read,
    /// Add a record.
    Create,
    /// Change the record.
    Update,
    /// Remove the record.
    Delete,
    /// Run it: a report, an export, an import.
    Execute,
}

impl Action {
    /// How many actions there are.
    pub const COUNT: usize = 5;

    /// All actions in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Read, Self::Create, Self::Update, Self::Delete, Self::Execute];

    /// The action with this name, as `permissions.action` holds it.
    #[inline]
    #[must_use]
    pub const fn from_bytes(name: &[u8]) -> Option<Self> {
        match name {
            b"read" => Some(Self::Read),
            b"create" => Some(Self::Create),
            b"update" => Some(Self::Update),
            b"delete" => Some(Self::Delete),
            b"execute" => Some(Self::Execute),
            _ => None,
        }
    }

    /// The name used in tables and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Execute => "execute",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_action() {
        for action in Action::ALL {
            assert_eq!(Action::from_bytes(action.as_str().as_bytes()), Some(action));
        }
        assert_eq!(Action::from_bytes(b"READ"), None);
    }
}
