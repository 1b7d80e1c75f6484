//! Companies.

use super::vocabulary::{COMPANY_FORMS, COMPANY_STEMS, COMPANY_TRADES, Industry, PLACES};
use super::{DAY_MS, HORIZON_DAYS, Purpose, Stream, World};

/// A company.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) index: u64,
    pub(crate) made_at_ms: i64,
    pub(crate) name: String,
    pub(crate) domain: String,
    pub(crate) industry: Industry,
    pub(crate) employee_count: u32,
    /// In units of the currency.
    pub(crate) annual_revenue: u64,
    pub(crate) founded_year: u32,
    /// Index into `PLACES`.
    pub(crate) place: usize,
    pub(crate) phone: String,
    /// Number of the mother company, an older one.
    pub(crate) parent: Option<u64>,
    pub(crate) owner: u64,
}

impl World {
    /// The company of that number.
    pub(crate) fn account(&self, index: u64) -> Account {
        let mut stream = self.stream(Purpose::Account, index);
        let industry_index = usize::try_from(stream.below(Industry::ALL.len() as u64)).unwrap_or(0);
        let industry = Industry::ALL[industry_index];
        let stem = stream.pick(&COMPANY_STEMS);
        let trade = stream.pick(&COMPANY_TRADES[industry_index]);
        let form = stream.pick(&COMPANY_FORMS);
        let employee_count = employees(&mut stream);
        let place = usize::try_from(stream.below(PLACES.len() as u64)).unwrap_or(0);
        Account {
            index,
            made_at_ms: self.account_made_at(index),
            name: format!("{stem} {trade} {form}"),
            domain: format!(
                "{}{}{index}.example",
                stem.to_lowercase().replace(' ', ""),
                trade.to_lowercase()
            ),
            industry,
            employee_count,
            annual_revenue: u64::from(employee_count) * (80_000 + stream.below(170_000)),
            founded_year: 1960 + u32::try_from(stream.below(62)).unwrap_or(0),
            place,
            phone: phone(place, &mut stream),
            parent: (index > 0 && stream.chance(0.08)).then(|| stream.below(index)),
            owner: stream.below(self.owners),
        }
    }

    /// Companies are older than everything that happens with them.
    pub(crate) fn account_made_at(&self, index: u64) -> i64 {
        let share = i64::try_from(index * 1_000 / self.accounts()).unwrap_or(0);
        self.as_of_ms - 2 * HORIZON_DAYS * DAY_MS + HORIZON_DAYS * DAY_MS / 1_000 * share
    }
}

/// Log-normal around a hundred: many small companies, few large ones.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 3..40000 first")]
fn employees(stream: &mut Stream) -> u32 {
    (4.6 + 1.4 * stream.normal()).exp().clamp(3.0, 40_000.0) as u32
}

/// A number in E.164, of a landline in the place.
pub(super) fn phone(place: usize, stream: &mut Stream) -> String {
    let (_, _, country, area) = PLACES[place];
    // local numbers have seven digits and begin with 2 to 9
    let local = 2_000_000 + stream.below(8_000_000);
    let filler = if country == "44" || (country == "33") { "7" } else { "" };
    format!("+{country}{area}{filler}{local}")
}
