//! What the running transaction changed so far, one page a (sub)transaction, so that a rollback takes back its part.

use std::collections::HashMap;

use crate::error::CrmError;

/// What deals are counted by; `None` where a column is null.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) org: Option<u128>,
    pub(super) owner: Option<u128>,
    pub(super) team: Option<u128>,
    pub(super) pipeline: Option<u128>,
    pub(super) stage: Option<u128>,
    /// As stored, three letters.
    pub(super) currency: Option<[u8; 3]>,
}

/// How the deals of one key changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// Deals.
    pub(super) deals: i64,
    /// Deals with an amount.
    pub(super) valued: i64,
    /// The sum of the amounts, in units of 0.0001.
    pub(super) amount: i128,
}

impl Change {
    /// One deal more.
    pub(super) fn of_deal(amount: Option<i128>) -> Self {
        Self { deals: 1, valued: i64::from(amount.is_some()), amount: amount.unwrap_or(0) }
    }

    pub(super) const fn reversed(self) -> Self {
        Self { deals: -self.deals, valued: -self.valued, amount: -self.amount }
    }

    fn add(&mut self, other: Self) -> Result<(), CrmError> {
        self.deals += other.deals;
        self.valued += other.valued;
        self.amount = self.amount.checked_add(other.amount).ok_or(CrmError::AmountTooLarge)?;
        Ok(())
    }

    const fn is_nothing(self) -> bool {
        self.deals == 0 && self.valued == 0 && self.amount == 0
    }
}

type Page = HashMap<Key, Change>;

/// The changes of the running transaction.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Pages by nesting level, ascending; level 1 is the transaction itself.
    pages: Vec<(i32, Page)>,
}

impl Ledger {
    /// Adds a change made at nesting level `level`.
    pub(super) fn record(&mut self, level: i32, key: Key, change: Change) -> Result<(), CrmError> {
        if self.pages.last().is_none_or(|(top, _)| *top < level) {
            self.pages.push((level, Page::new()));
        }
        match self.pages.last_mut() {
            Some((_, page)) => page.entry(key).or_default().add(change),
            None => Ok(()),
        }
    }

    /// The subtransaction at `level` was rolled back.
    pub(super) fn discard(&mut self, level: i32) {
        while self.pages.last().is_some_and(|(top, _)| *top >= level) {
            self.pages.pop();
        }
    }

    /// The subtransaction at `level` was released into the one around it.
    pub(super) fn merge(&mut self, level: i32) -> Result<(), CrmError> {
        let Some((_, released)) = self.pages.pop_if(|(top, _)| *top == level) else { return Ok(()) };
        for (key, change) in released {
            self.record(level - 1, key, change)?;
        }
        Ok(())
    }

    /// Takes back everything so far by opposite changes at `level`, which a rollback of that level drops again.
    pub(super) fn cancel(&mut self, level: i32) -> Result<(), CrmError> {
        for (key, change) in self.net()? {
            self.record(level, key, change.reversed())?;
        }
        Ok(())
    }

    /// The transaction is over.
    pub(super) fn clear(&mut self) {
        self.pages.clear();
    }

    /// What remains when all pages are added up.
    pub(super) fn net(&self) -> Result<Page, CrmError> {
        let mut total = Page::new();
        for (key, change) in self.pages.iter().flat_map(|(_, page)| page) {
            total.entry(key.clone()).or_default().add(*change)?;
        }
        total.retain(|_, change| !change.is_nothing());
        Ok(total)
    }
}
