//! Which fields of a record a caller may read and change.
//!
//! A field is open unless a limit names it. Who may not read a field may not change it either.

use crate::access::Kind;

/// What a role may not do with one field of a kind of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLimit {
    /// The kind of record.
    pub kind: Kind,
    /// The name of the field, as the column is called.
    pub field: String,
    /// Whether the field may be read nevertheless; it may not be changed.
    pub is_readable: bool,
}

/// A caller's limits on fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldRights(Vec<FieldLimit>);

impl FieldRights {
    /// Limits a field. Changing implies reading: without the right to read there is none to change, and a limit that
    /// allows both is none.
    pub fn limit(&mut self, kind: Kind, field: &str, can_read: bool, can_update: bool) {
        if !(can_read && can_update) {
            self.0.push(FieldLimit { kind, field: field.to_owned(), is_readable: can_read });
        }
    }

    /// Whether the field may be read.
    #[inline]
    #[must_use]
    pub fn may_read(&self, kind: Kind, field: &[u8]) -> bool {
        self.find(kind, field).is_none_or(|limit| limit.is_readable)
    }

    /// Whether the field may be changed.
    #[inline]
    #[must_use]
    pub fn may_update(&self, kind: Kind, field: &[u8]) -> bool {
        self.find(kind, field).is_none()
    }

    /// Whether every field of the kind may be read.
    #[must_use]
    pub fn may_read_all(&self, kind: Kind) -> bool {
        self.of(kind).all(|limit| limit.is_readable)
    }

    /// The limits on fields of a kind: none of these fields may be changed.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &FieldLimit> {
        self.0.iter().filter(move |limit| limit.kind == kind)
    }

    #[inline]
    fn find(&self, kind: Kind, field: &[u8]) -> Option<&FieldLimit> {
        self.0.iter().find(|limit| limit.kind == kind && limit.field.as_bytes() == field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights() -> FieldRights {
        let mut rights = FieldRights::default();
        rights.limit(Kind::Deal, "amount", false, true);
        rights.limit(Kind::Deal, "next_step", true, false);
        rights.limit(Kind::Deal, "name", true, true);
        rights
    }

    #[test]
    fn a_field_without_limit_is_open() {
        assert!(rights().may_read(Kind::Deal, b"name") && rights().may_update(Kind::Deal, b"name"));
        assert!(rights().may_read(Kind::Account, b"amount") && rights().may_read_all(Kind::Account));
    }

    #[test]
    fn who_may_not_read_may_not_change() {
        assert!(!rights().may_read(Kind::Deal, b"amount"));
        assert!(!rights().may_update(Kind::Deal, b"amount"));
    }

    #[test]
    fn a_field_may_be_read_and_not_changed() {
        assert!(rights().may_read(Kind::Deal, b"next_step"));
        assert!(!rights().may_update(Kind::Deal, b"next_step"));
    }

    #[test]
    fn one_hidden_field_means_not_all_are_read() {
        assert!(!rights().may_read_all(Kind::Deal));
        assert_eq!(rights().of(Kind::Deal).count(), 2);
    }
}
