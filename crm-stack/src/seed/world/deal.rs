//! Deals: what is sold, the way through the stages, and the outcome.

use super::ground_truth::{DealFacts, win_probability};
use super::vocabulary::{Industry, PRODUCTS, Seniority, Source};
use super::{Account, DAY_MS, Lead, Person, Purpose, Stream, World};

/// A sale in the making or done.
#[derive(Debug, Clone)]
pub(crate) struct Deal {
    pub(crate) index: u64,
    pub(crate) made_at_ms: i64,
    pub(crate) account: u64,
    pub(crate) account_name: String,
    pub(crate) contact: ContactRef,
    pub(crate) source: Source,
    pub(crate) owner: u64,
    /// The lead it came from: its number and when it was made.
    pub(crate) lead: Option<(u64, i64)>,
    pub(crate) items: Vec<LineItem>,
    /// Stays in stages, first to last, with the instant of entry.
    pub(crate) stays: Vec<(Place, i64)>,
    pub(crate) state: DealState,
    /// When it was closed, or will be.
    pub(crate) closes_at_ms: i64,
    industry: Industry,
    seniority: Seniority,
    employee_count: u32,
}

/// The person on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContactRef {
    /// One who never was a lead.
    First(u64),
    /// Made from the lead of the deal.
    OfLead,
}

/// Where in the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The n-th open stage.
    Open(usize),
    Won,
    Lost,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DealState {
    Open,
    Won,
    /// With the number of the reason.
    Lost {
        reason: u64,
    },
}

/// One line of what is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineItem {
    /// Index into `PRODUCTS`.
    pub(crate) product: usize,
    pub(crate) quantity: u32,
    pub(crate) discount_percent: u8,
}

impl LineItem {
    /// Price of the line in hundredths.
    pub(crate) fn total_hundredths(&self) -> u64 {
        u64::from(PRODUCTS[self.product].3)
            * u64::from(self.quantity)
            * u64::from(100 - self.discount_percent)
    }
}

impl Deal {
    /// The amount in hundredths of the currency's unit: the sum of its lines.
    pub(crate) fn amount_hundredths(&self) -> u64 {
        self.items.iter().map(LineItem::total_hundredths).sum()
    }

    /// What the ground truth looks at.
    #[expect(clippy::cast_precision_loss, reason = "amounts stay far below 2^53")]
    pub(crate) fn facts(&self) -> DealFacts {
        DealFacts {
            source: self.source,
            industry: self.industry,
            seniority: self.seniority,
            employee_count: self.employee_count,
            amount: self.amount_hundredths() as f64 / 100.0,
            discount_percent: self.items.first().map_or(0, |item| item.discount_percent),
        }
    }

    /// When it was closed, if it was.
    pub(crate) fn closed_at_ms(&self) -> Option<i64> {
        (self.state != DealState::Open).then_some(self.closes_at_ms)
    }
}

impl World {
    /// A deal that did not begin as a lead.
    pub(crate) fn deal(&self, index: u64) -> Deal {
        let mut stream = self.stream(Purpose::Deal, index);
        let made_at_ms = self.instant(index, self.deals, &mut stream);
        let account = self.account(stream.below(self.accounts()));
        let contact = account.index + self.accounts() * stream.below(2);
        let person = self.first_contact(contact, &account);
        let source = super::lead::source(&mut stream);
        let owner = if stream.chance(0.8) { account.owner } else { stream.below(self.owners) };
        let origin = Origin { made_at_ms, contact: ContactRef::First(contact), source, owner, lead: None };
        self.finish_deal(index, stream, &origin, &account, &person)
    }

    /// The deal that a converted lead became.
    pub(crate) fn deal_of_lead(&self, index: u64, lead: &Lead) -> Deal {
        let stream = self.stream(Purpose::Deal, index);
        let origin = Origin {
            made_at_ms: lead.converted_at_ms().unwrap_or(lead.made_at_ms),
            contact: ContactRef::OfLead,
            source: lead.source,
            owner: lead.owner,
            lead: Some((lead.index, lead.made_at_ms)),
        };
        self.finish_deal(index, stream, &origin, &lead.account, &lead.person)
    }

    fn finish_deal(
        &self,
        index: u64,
        mut stream: Stream,
        origin: &Origin,
        account: &Account,
        person: &Person,
    ) -> Deal {
        let items = items(account.employee_count, &mut stream);
        let mut deal = Deal {
            index,
            made_at_ms: origin.made_at_ms,
            account: account.index,
            account_name: account.name.clone(),
            contact: origin.contact,
            source: origin.source,
            owner: origin.owner,
            lead: origin.lead,
            items,
            stays: Vec::new(),
            state: DealState::Open,
            closes_at_ms: origin.made_at_ms + cycle_ms(&mut stream),
            industry: account.industry,
            seniority: person.seniority,
            employee_count: account.employee_count,
        };
        self.play(&mut deal);
        deal
    }

    /// Won or lost is drawn from the ground truth; how long it takes does not depend on it, so that deals closed by any
    /// date are a fair sample.
    fn play(&self, deal: &mut Deal) {
        let mut stream = self.stream(Purpose::Outcome, deal.index);
        let wins = stream.chance(win_probability(&deal.facts()));
        let reached = if wins { self.open_stages } else { 1 + stream.below(self.open_stages) };
        let mut places: Vec<Place> = Vec::with_capacity(8);
        for stage in 0..reached {
            if stage == 0 || !stream.chance(0.1) {
                places.push(Place::Open(usize::try_from(stage).unwrap_or(0)));
            }
        }
        let (last, state) = match wins {
            true => (Place::Won, DealState::Won),
            false => (Place::Lost, DealState::Lost { reason: stream.below(self.lost_reasons) }),
        };
        let steps = i64::try_from(places.len()).unwrap_or(1);
        let (start, length) = (deal.made_at_ms, deal.closes_at_ms - deal.made_at_ms);
        for (number, place) in (0_i64..).zip(places) {
            // the first stay begins with the deal, the others somewhere around their even share
            let shift = if number == 0 { 0 } else { i64::try_from(stream.below(400)).unwrap_or(0) - 200 };
            let entered_at_ms = start + length / (steps * 1_000) * (number * 1_000 + shift);
            deal.stays.push((place, entered_at_ms));
        }
        if deal.closes_at_ms <= self.as_of_ms {
            deal.stays.push((last, deal.closes_at_ms));
            deal.state = state;
        } else {
            deal.stays.retain(|(_, entered_at_ms)| *entered_at_ms <= self.as_of_ms);
        }
    }
}

struct Origin {
    made_at_ms: i64,
    contact: ContactRef,
    source: Source,
    owner: u64,
    lead: Option<(u64, i64)>,
}

/// One product in an amount that suits the company, and now and then a service with it.
fn items(employee_count: u32, stream: &mut Stream) -> Vec<LineItem> {
    let product = usize::try_from(stream.below(6)).unwrap_or(0);
    let most = u64::from(employee_count / 60).clamp(1, 40);
    let quantity = 1 + u32::try_from(stream.below(most)).unwrap_or(0);
    let discount_percent = stream.pick(&[0, 0, 0, 5, 10, 15, 20]);
    let mut items = vec![LineItem { product, quantity, discount_percent }];
    if stream.chance(0.3) {
        let service = if stream.chance(0.5) { 6 } else { 7 };
        let days = 1 + u32::try_from(stream.below(3)).unwrap_or(0);
        items.push(LineItem { product: service, quantity: days, discount_percent: 0 });
    }
    items
}

/// Log-normal around five weeks, from five days to half a year.
#[expect(clippy::cast_possible_truncation, reason = "clamped to 5..180 days first")]
fn cycle_ms(stream: &mut Stream) -> i64 {
    let days = (3.6 + 0.6 * stream.normal()).exp().clamp(5.0, 180.0);
    (days * DAY_MS as f64) as i64
}
