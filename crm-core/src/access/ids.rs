//! Sets of identifiers.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Hashes identifiers that are already random (UUIDs as `u128`); one multiplication, asked once a row.
#[derive(Debug, Default, Clone, Copy)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    #[inline]
    fn write_u128(&mut self, id: u128) {
        let folded = (id as u64) ^ ((id >> 64) as u64);
        self.0 = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Teams, for example those a caller reaches: the own one and those below it. About 40 bytes a team.
pub type TeamSet = HashSet<u128, BuildHasherDefault<IdHasher>>;

/// Records shared one by one: 16 bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedIds(Vec<u128>);

impl SharedIds {
    /// Whether the record is among them.
    #[inline]
    #[must_use]
    pub fn contains(&self, id: u128) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    /// The identifiers in ascending order.
    #[must_use]
    pub fn as_slice(&self) -> &[u128] {
        &self.0
    }

    pub(super) fn extend(&mut self, ids: impl IntoIterator<Item = u128>) {
        self.0.extend(ids);
        self.0.sort_unstable();
        self.0.dedup();
        self.0.shrink_to_fit();
    }
}
