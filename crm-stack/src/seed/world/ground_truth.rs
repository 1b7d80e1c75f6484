//! The ground truth: who converts and who buys. Logistic models over fields that every reader of the data sees, so
//! that a model learnt from the data can be compared with the probabilities it was drawn from.
//! docs/reference/seed-ground-truth.md shows the same numbers; a test compares.

use super::vocabulary::{Industry, Seniority, Source};

/// One term of a model: its name in the documentation, and its weight in log-odds.
pub(crate) type Term = (&'static str, f64);

/// A lead converts.
pub(crate) const LEAD_INTERCEPT: Term = ("lead: intercept", -1.6);
/// A deal is won.
pub(crate) const DEAL_INTERCEPT: Term = ("deal: intercept", 0.1);

/// The facts a lead is judged by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeadFacts {
    pub(crate) source: Source,
    pub(crate) industry: Industry,
    pub(crate) seniority: Seniority,
    pub(crate) employee_count: u32,
    pub(crate) has_phone: bool,
    pub(crate) has_company_address: bool,
}

/// The facts a deal is judged by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DealFacts {
    pub(crate) source: Source,
    pub(crate) industry: Industry,
    pub(crate) seniority: Seniority,
    pub(crate) employee_count: u32,
    /// In units of the currency.
    pub(crate) amount: f64,
    pub(crate) discount_percent: u8,
}

/// Weight of a source for leads and for deals.
pub(crate) fn source_terms(source: Source) -> (Term, Term) {
    match source {
        Source::Website => (("lead: source website", 0.0), ("deal: source website", 0.0)),
        Source::Referral => (("lead: source referral", 1.1), ("deal: source referral", 0.6)),
        Source::Event => (("lead: source event", 0.3), ("deal: source event", 0.1)),
        Source::Advertising => (("lead: source advertising", -0.4), ("deal: source advertising", -0.2)),
        Source::Outbound => (("lead: source outbound", -0.9), ("deal: source outbound", -0.4)),
        Source::Partner => (("lead: source partner", 0.8), ("deal: source partner", 0.5)),
    }
}

/// Weight of an industry for leads and for deals.
pub(crate) fn industry_terms(industry: Industry) -> (Term, Term) {
    match industry {
        Industry::Software => (("lead: industry Software", 0.4), ("deal: industry Software", 0.3)),
        Industry::Manufacturing => {
            (("lead: industry Manufacturing", 0.0), ("deal: industry Manufacturing", 0.0))
        }
        Industry::Retail => (("lead: industry Retail", -0.3), ("deal: industry Retail", -0.2)),
        Industry::Healthcare => (("lead: industry Healthcare", 0.2), ("deal: industry Healthcare", 0.4)),
        Industry::Finance => (("lead: industry Finance", 0.1), ("deal: industry Finance", -0.3)),
        Industry::Logistics => (("lead: industry Logistics", 0.0), ("deal: industry Logistics", 0.1)),
        Industry::Education => (("lead: industry Education", -0.5), ("deal: industry Education", -0.1)),
    }
}

/// Weight of a person's place in the company for leads and for deals.
pub(crate) fn seniority_terms(seniority: Seniority) -> (Term, Term) {
    match seniority {
        Seniority::Staff => (("lead: job title staff", -0.4), ("deal: job title staff", -0.3)),
        Seniority::Manager => (("lead: job title manager", 0.2), ("deal: job title manager", 0.0)),
        Seniority::Director => (("lead: job title director", 0.6), ("deal: job title director", 0.3)),
        Seniority::Executive => (("lead: job title executive", 0.8), ("deal: job title executive", 0.5)),
    }
}

pub(crate) const LEAD_SIZE: Term = ("lead: log10 of employees above 100", 0.35);
pub(crate) const LEAD_PHONE: Term = ("lead: phone given", 0.5);
pub(crate) const LEAD_COMPANY_ADDRESS: Term = ("lead: e-mail at the company's domain", 0.6);
pub(crate) const DEAL_SIZE: Term = ("deal: log10 of employees above 100", 0.15);
pub(crate) const DEAL_AMOUNT: Term = ("deal: log10 of amount above 10000", -0.55);
pub(crate) const DEAL_DISCOUNT: Term = ("deal: discount, per 10 %", 0.25);

/// Probability that a lead converts.
pub(crate) fn conversion_probability(lead: &LeadFacts) -> f64 {
    let mut log_odds = LEAD_INTERCEPT.1;
    log_odds += source_terms(lead.source).0.1;
    log_odds += industry_terms(lead.industry).0.1;
    log_odds += seniority_terms(lead.seniority).0.1;
    log_odds += LEAD_SIZE.1 * (f64::from(lead.employee_count) / 100.0).log10();
    log_odds += if lead.has_phone { LEAD_PHONE.1 } else { 0.0 };
    log_odds += if lead.has_company_address { LEAD_COMPANY_ADDRESS.1 } else { 0.0 };
    logistic(log_odds)
}

/// Probability that a deal is won.
pub(crate) fn win_probability(deal: &DealFacts) -> f64 {
    let mut log_odds = DEAL_INTERCEPT.1;
    log_odds += source_terms(deal.source).1.1;
    log_odds += industry_terms(deal.industry).1.1;
    log_odds += seniority_terms(deal.seniority).1.1;
    log_odds += DEAL_SIZE.1 * (f64::from(deal.employee_count) / 100.0).log10();
    log_odds += DEAL_AMOUNT.1 * (deal.amount / 10_000.0).log10();
    log_odds += DEAL_DISCOUNT.1 * f64::from(deal.discount_percent) / 10.0;
    logistic(log_odds)
}

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../../docs/reference/seed-ground-truth.md");

    #[test]
    fn the_documentation_shows_every_weight() {
        let mut terms = vec![LEAD_INTERCEPT, DEAL_INTERCEPT, LEAD_SIZE, LEAD_PHONE, LEAD_COMPANY_ADDRESS];
        terms.extend([DEAL_SIZE, DEAL_AMOUNT, DEAL_DISCOUNT]);
        for (lead, deal) in Source::ALL.map(source_terms) {
            terms.extend([lead, deal]);
        }
        for (lead, deal) in Industry::ALL.map(industry_terms) {
            terms.extend([lead, deal]);
        }
        for (lead, deal) in Seniority::ALL.map(seniority_terms) {
            terms.extend([lead, deal]);
        }
        for (name, weight) in terms {
            let row = format!("| {name} | {weight} |");
            assert!(PAGE.contains(&row), "the page lacks: {row}");
        }
    }

    #[test]
    fn a_case_worked_by_hand() {
        let deal = DealFacts {
            source: Source::Referral,
            industry: Industry::Software,
            seniority: Seniority::Director,
            employee_count: 1_000,
            amount: 100_000.0,
            discount_percent: 10,
        };
        // 0.1 + 0.6 + 0.3 + 0.3 + 0.15 - 0.55 + 0.25 = 1.15
        assert!((win_probability(&deal) - 0.759_511).abs() < 1e-6);
    }
}
