//! Leads, and whether they convert.

use super::ground_truth::{LeadFacts, conversion_probability};
use super::vocabulary::Source;
use super::{Account, DAY_MS, Person, Purpose, Stream, World};

/// Conversion takes at most this long, so that older leads are settled.
pub(crate) const LONGEST_CONVERSION_DAYS: i64 = 45;

/// Somebody from a company who showed interest.
#[derive(Debug, Clone)]
pub(crate) struct Lead {
    pub(crate) index: u64,
    pub(crate) made_at_ms: i64,
    pub(crate) account: Account,
    pub(crate) person: Person,
    pub(crate) source: Source,
    pub(crate) owner: u64,
    pub(crate) state: LeadState,
}

/// What became of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeadState {
    New,
    Working,
    Qualified,
    Unqualified,
    /// In milliseconds since 1970.
    Converted {
        at_ms: i64,
    },
}

impl Lead {
    /// When it was converted, if it was.
    pub(crate) fn converted_at_ms(&self) -> Option<i64> {
        match self.state {
            LeadState::Converted { at_ms } => Some(at_ms),
            _ => None,
        }
    }

    /// What the ground truth looks at.
    pub(crate) fn facts(&self) -> LeadFacts {
        LeadFacts {
            source: self.source,
            industry: self.account.industry,
            seniority: self.person.seniority,
            employee_count: self.account.employee_count,
            has_phone: self.person.phone.is_some(),
            has_company_address: self.person.has_company_address,
        }
    }
}

impl World {
    /// The lead of that number.
    pub(crate) fn lead(&self, index: u64) -> Lead {
        let mut stream = self.stream(Purpose::Lead, index);
        let made_at_ms = self.instant(index, self.leads(), &mut stream);
        let account = self.account(stream.below(self.accounts()));
        let source = source(&mut stream);
        let owner = stream.below(self.owners);
        let person = self.person(&mut stream, self.first_contacts() + index, &account, 0.65, 0.6);
        let mut lead = Lead { index, made_at_ms, account, person, source, owner, state: LeadState::New };
        lead.state = self.lead_state(&lead);
        lead
    }

    fn lead_state(&self, lead: &Lead) -> LeadState {
        let mut stream = self.stream(Purpose::Conversion, lead.index);
        let converts = stream.chance(conversion_probability(&lead.facts()));
        let delay_ms =
            i64::try_from(stream.below((LONGEST_CONVERSION_DAYS * DAY_MS).unsigned_abs())).unwrap_or(0);
        let at_ms = lead.made_at_ms + delay_ms;
        let age_days = (self.as_of_ms - lead.made_at_ms) / DAY_MS;
        match (converts, stream.below(100)) {
            (true, _) if at_ms <= self.as_of_ms => LeadState::Converted { at_ms },
            _ if age_days < 4 => LeadState::New,
            (true, 0..50) => LeadState::Qualified,
            (true, _) => LeadState::Working,
            (false, 0..55) if age_days > 20 => LeadState::Unqualified,
            (false, 0..65) => LeadState::Qualified,
            (false, _) => LeadState::Working,
        }
    }
}

pub(super) fn source(stream: &mut Stream) -> Source {
    match stream.below(100) {
        0..35 => Source::Website,
        35..50 => Source::Referral,
        50..62 => Source::Event,
        62..80 => Source::Advertising,
        80..92 => Source::Outbound,
        _ => Source::Partner,
    }
}
