use super::Identity;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

/// Verified tokens by their hash, so that a signature is computed once a token and no token is kept in memory.
pub(super) struct Remembered(Cache<[u8; 32], Identity>);

impl Remembered {
    /// `capacity` counts tokens; the least useful ones make room.
    pub(super) fn new(capacity: usize) -> Self {
        Self(Cache::new(capacity))
    }

    /// Found even when expired: the caller compares `exp` with the clock.
    pub(super) fn get(&self, token: &str) -> Option<Identity> {
        self.0.get(&fingerprint(token))
    }

    pub(super) fn insert(&self, token: &str, identity: Identity) {
        self.0.insert(fingerprint(token), identity);
    }
}

fn fingerprint(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
