//! What is known of callers, kept across transactions until rights change.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use pgrx::pg_sys;

use super::caller::{Caller, CallerKey, DatabaseRoles};
use super::{change, loader};
use crate::settings::ACCESS_CACHE_ENTRIES;

/// Teams and shared records that take about as much memory as 40 entries without any.
const IDS_OF_ENTRY: usize = 1000;

struct Entry {
    key: CallerKey,
    caller: Rc<Caller>,
    authorization: u64,
    weight: usize,
    last_used: u64,
}

#[derive(Default)]
struct Cache {
    entries: HashMap<u64, Entry>,
    clock: u64,
    /// The sum of all entries' weights.
    weight: usize,
}

/// How many entries a caller counts as: one, and one more for each thousand teams and shared records held.
fn weight(caller: &Caller) -> usize {
    1 + caller.rights().map_or(0, |rights| rights.held_ids() / IDS_OF_ENTRY)
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
    static LATEST: RefCell<Option<Latest>> = const { RefCell::new(None) };
}

/// The caller that was asked for last, which holds until claims, headers, roles or rights change: a statement asks at
/// several places.
struct Latest {
    epoch: u64,
    roles: DatabaseRoles,
    caller: Rc<Caller>,
}

impl Cache {
    fn find(&mut self, print: u64, key: &CallerKey, authorization: u64) -> Option<Rc<Caller>> {
        self.clock += 1;
        let entry = self.entries.get_mut(&print)?;
        if entry.authorization != authorization || entry.key != *key || entry.caller.is_expired() {
            return None;
        }
        entry.last_used = self.clock;
        Some(Rc::clone(&entry.caller))
    }

    fn keep(&mut self, print: u64, key: CallerKey, caller: Rc<Caller>, authorization: u64) {
        let capacity = usize::try_from(ACCESS_CACHE_ENTRIES.get()).unwrap_or(1).max(1);
        self.remove(print);
        let weight = weight(&caller);
        while self.weight + weight > capacity {
            let Some(oldest) =
                self.entries.iter().min_by_key(|(_, entry)| entry.last_used).map(|(print, _)| *print)
            else {
                break;
            };
            self.remove(oldest);
        }
        self.weight += weight;
        self.entries.insert(print, Entry { key, caller, authorization, weight, last_used: self.clock });
    }

    fn remove(&mut self, print: u64) {
        if let Some(entry) = self.entries.remove(&print) {
            self.weight -= entry.weight;
        }
    }
}

/// Takes note of what other sessions changed, also in a transaction of higher isolation.
pub(super) fn accept_changes() {
    // SAFETY: allowed wherever a lock may be taken.
    unsafe { pg_sys::AcceptInvalidationMessages() }
}

/// Finds out who calls, after [`accept_changes`]. Not to be called once a row.
pub(super) fn current_caller(roles: DatabaseRoles) -> Rc<Caller> {
    // Generations are read before the rights are: what changes while they are read makes the entry stale.
    let epoch = change::epoch();
    if let Some(caller) = latest(epoch, roles) {
        return caller;
    }
    let authorization = change::authorization();
    let key = CallerKey::current(roles);
    let print = key.print();
    if let Some(caller) = CACHE.with_borrow_mut(|cache| cache.find(print, &key, authorization)) {
        LATEST.set(Some(Latest { epoch, roles, caller: Rc::clone(&caller) }));
        return caller;
    }
    let loaded = loader::load(&key);
    let caller = Rc::new(loaded.caller);
    if loaded.lasting && !loader::is_parallel() {
        CACHE.with_borrow_mut(|cache| cache.keep(print, key, Rc::clone(&caller), authorization));
        LATEST.set(Some(Latest { epoch, roles, caller: Rc::clone(&caller) }));
    }
    caller
}

fn latest(epoch: u64, roles: DatabaseRoles) -> Option<Rc<Caller>> {
    LATEST.with_borrow(|latest| {
        let latest = latest
            .as_ref()
            .filter(|latest| latest.epoch == epoch && latest.roles == roles && !latest.caller.is_expired())?;
        Some(Rc::clone(&latest.caller))
    })
}

/// The caller last seen with these claims, for estimates only: roles, header and rights may have changed since.
pub(super) fn last_seen_with(claims: &[u8]) -> Option<Rc<Caller>> {
    CACHE.with(|cache| {
        let cache = cache.try_borrow().ok()?;
        let seen = cache.entries.values().filter(|entry| *entry.key.claims == *claims);
        seen.max_by_key(|entry| entry.last_used).map(|entry| Rc::clone(&entry.caller))
    })
}
