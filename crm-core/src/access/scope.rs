//! How far a permission reaches.

/// How far a permission reaches; a later one includes the earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum Scope {
    /// No record.
    #[default]
    None,
    /// Records the caller owns.
    Own,
    /// Own records, and those of the caller's team and the teams below it.
    Team,
    /// Every record of the organization.
    Org,
}

impl Scope {
    /// The scope with this name, as `permissions.scope` holds it.
    #[inline]
    #[must_use]
    pub const fn from_bytes(name: &[u8]) -> Option<Self> {
        match name {
            b"none" => Some(Self::None),
            b"own" => Some(Self::Own),
            b"team" => Some(Self::Team),
            b"org" => Some(Self::Org),
            _ => None,
        }
    }

    /// The name used in tables and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Own => "own",
            Self::Team => "team",
            Self::Org => "org",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_ordered_by_reach() {
        assert!(Scope::None < Scope::Own && Scope::Own < Scope::Team && Scope::Team < Scope::Org);
    }

    #[test]
    fn names_lead_back_to_their_scope() {
        for scope in [Scope::None, Scope::Own, Scope::Team, Scope::Org] {
            assert_eq!(Scope::from_bytes(scope.as_str().as_bytes()), Some(scope));
        }
        assert_eq!(Scope::from_bytes(b"all"), None);
    }
}
