//! A made-up market: companies, people, leads and deals, each computed from the seed and its own number alone.
//! Nothing here knows the database, and nothing is kept in memory.

mod account;
mod activity;
mod deal;
mod ground_truth;
mod lead;
mod person;
mod random;
mod vocabulary;

pub(crate) use account::Account;
pub(crate) use activity::{Activity, ActivityKind};
pub(crate) use deal::{ContactRef, Deal, DealState, Place};
pub(crate) use lead::{Lead, LeadState};
pub(crate) use person::Person;
pub(crate) use random::{Purpose, Stream};
pub(crate) use vocabulary::{PLACES, PRODUCTS, Source};

/// Milliseconds.
pub(crate) const DAY_MS: i64 = 86_400_000;
/// How far back the oldest lead and deal reach.
const HORIZON_DAYS: i64 = 540;

/// What a world depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct World {
    pub(crate) seed: u64,
    /// Number of deals.
    pub(crate) deals: u64,
    /// Now, in milliseconds since 1970.
    pub(crate) as_of_ms: i64,
    /// Number of people who own records.
    pub(crate) owners: u64,
    /// Number of open stages in the pipeline.
    pub(crate) open_stages: u64,
    /// Number of reasons to lose a deal.
    pub(crate) lost_reasons: u64,
}

impl World {
    /// Number of companies.
    pub(crate) fn accounts(&self) -> u64 {
        (self.deals / 8).max(4)
    }

    /// Number of people known without having been a lead; two a company.
    pub(crate) fn first_contacts(&self) -> u64 {
        self.accounts() * 2
    }

    /// Number of leads.
    pub(crate) fn leads(&self) -> u64 {
        (self.deals * 4 / 5).max(8)
    }

    fn stream(&self, purpose: Purpose, index: u64) -> Stream {
        Stream::new(self.seed, purpose, index)
    }

    /// The identifier of a record made at an instant; the same for the same seed.
    pub(crate) fn id(&self, purpose: Purpose, index: u64, made_at_ms: i64) -> uuid::Uuid {
        let random = self.stream(Purpose::Identity, index ^ ((purpose as u64) << 56)).bits();
        let id = crm_core::uuid_v7::at(made_at_ms * 1000, random).unwrap_or_default();
        uuid::Uuid::from_u128(id)
    }

    /// When the `index`-th of `count` things happened: in order, and more often as time goes by.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of some years fit")]
    fn instant(&self, index: u64, count: u64, stream: &mut Stream) -> i64 {
        let part = (index as f64 + stream.unit()) / count as f64;
        self.as_of_ms - (HORIZON_DAYS * DAY_MS) + ((HORIZON_DAYS * DAY_MS) as f64 * part.powf(0.8)) as i64
    }

    /// All leads in order, converted ones with the number of their conversion.
    pub(crate) fn all_leads(&self) -> impl Iterator<Item = (Lead, Option<u64>)> + use<> {
        let world = *self;
        let mut conversions = 0;
        (0..world.leads()).map(move |index| {
            let lead = world.lead(index);
            let conversion = lead.converted_at_ms().map(|_| conversions);
            conversions += u64::from(conversion.is_some());
            (lead, conversion)
        })
    }

    /// All deals in order; the first ones come from converted leads.
    pub(crate) fn all_deals(&self) -> impl Iterator<Item = Deal> + use<> {
        let world = *self;
        let mut converted = world.all_leads().filter(|(_, conversion)| conversion.is_some());
        (0..world.deals).map(move |index| match converted.next() {
            Some((lead, _)) => world.deal_of_lead(index, &lead),
            None => world.deal(index),
        })
    }
}

#[cfg(test)]
mod tests;
