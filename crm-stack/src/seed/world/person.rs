//! People.

use super::vocabulary::{FIRST_NAMES, LAST_NAMES, Seniority};
use super::{Account, DAY_MS, Purpose, Stream, World};

/// Somebody in a company.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) job_title: &'static str,
    pub(crate) seniority: Seniority,
    pub(crate) email: String,
    /// The address is at the company's domain.
    pub(crate) has_company_address: bool,
    /// In E.164.
    pub(crate) phone: Option<String>,
}

impl World {
    /// The contact of that number among those who never were leads.
    pub(crate) fn first_contact(&self, index: u64, account: &Account) -> Person {
        self.person(&mut self.stream(Purpose::Contact, index), index, account, 0.9, 0.8)
    }

    /// Number of the company a first contact works for.
    pub(crate) fn account_of_contact(&self, index: u64) -> u64 {
        index % self.accounts()
    }

    /// When a first contact became known.
    pub(crate) fn contact_made_at(&self, index: u64) -> i64 {
        let days = i64::try_from(self.stream(Purpose::Contact, index).below(60)).unwrap_or(0);
        self.account_made_at(self.account_of_contact(index)) + days * DAY_MS
    }

    pub(super) fn person(
        &self,
        stream: &mut Stream,
        index: u64,
        account: &Account,
        company_address: f64,
        phone: f64,
    ) -> Person {
        let (first_name, last_name) = (stream.pick(&FIRST_NAMES), stream.pick(&LAST_NAMES));
        let seniority = seniority(stream);
        let has_company_address = stream.chance(company_address);
        let local = format!("{first_name}.{}", last_name.replace('\'', "")).to_lowercase();
        let email = if has_company_address {
            format!("{local}@{}", account.domain)
        } else {
            format!("{local}{index}@mailbox.example")
        };
        Person {
            first_name,
            last_name,
            job_title: stream.pick(seniority.titles()),
            seniority,
            email,
            has_company_address,
            phone: stream.chance(phone).then(|| super::account::phone(account.place, stream)),
        }
    }
}

fn seniority(stream: &mut Stream) -> Seniority {
    match stream.below(100) {
        0..40 => Seniority::Staff,
        40..75 => Seniority::Manager,
        75..90 => Seniority::Director,
        _ => Seniority::Executive,
    }
}
