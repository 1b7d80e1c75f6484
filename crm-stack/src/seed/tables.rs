//! The tables the generator fills, and how a record of the world becomes their rows.

use super::copy_row::CopyRows;
use super::organization::{Organization, Owner};
use super::world::{
    Account, ContactRef, Deal, DealState, Lead, LeadState, PLACES, PRODUCTS, Person, Purpose, World,
};
use uuid::Uuid;

/// Writes rows of one organization's world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tables<'a> {
    pub(crate) world: World,
    pub(crate) organization: &'a Organization,
}

/// `created_at, created_by, updated_at, updated_by`
fn stamps(rows: &mut CopyRows, owner: Owner, made_at_ms: i64, changed_at_ms: i64) {
    rows.instant(made_at_ms).id(owner.user).instant(changed_at_ms).id(owner.user);
}

impl Tables<'_> {
    fn begin(&self, rows: &mut CopyRows, id: Uuid) {
        rows.id(self.organization.id).id(id);
    }

    fn begin_owned(&self, rows: &mut CopyRows, id: Uuid, owner: u64) -> Owner {
        let owner = self.organization.owner(owner);
        self.begin(rows, id);
        rows.id(owner.user).optional(owner.team);
        owner
    }

    pub(crate) const ACCOUNTS: &'static str = "crm.accounts (org_id, id, owner_id, team_id, name, domain, website, parent_id, \
        account_type, industry, employee_count, annual_revenue, currency, founded_year, phone, country, city, \
        created_at, created_by, updated_at, updated_by)";

    pub(crate) fn account(&self, rows: &mut CopyRows, account: &Account) {
        let owner = self.begin_owned(rows, self.account_id(account.index), account.owner);
        let (city, country, ..) = PLACES[account.place];
        rows.words(&account.name)
            .words(&account.domain)
            .plain(format_args!("https://www.{}", account.domain))
            .optional(account.parent.map(|parent| self.account_id(parent)))
            .words("prospect")
            .words(account.industry.name())
            .plain(account.employee_count)
            .plain(account.annual_revenue)
            .words(&self.organization.currency)
            .plain(account.founded_year)
            .words(&account.phone)
            .words(country)
            .words(city);
        stamps(rows, owner, account.made_at_ms, account.made_at_ms);
        rows.end();
    }

    pub(crate) const CONTACTS: &'static str = "crm.contacts (org_id, id, owner_id, team_id, first_name, last_name, job_title, \
        account_id, email, phone, created_at, created_by, updated_at, updated_by)";

    pub(crate) fn contact(&self, rows: &mut CopyRows, contact: &Contact<'_>) {
        let owner = self.begin_owned(rows, contact.id, contact.owner);
        rows.words(contact.person.first_name)
            .words(contact.person.last_name)
            .words(contact.person.job_title)
            .id(self.account_id(contact.account))
            .words(&contact.person.email)
            .optional(contact.person.phone.as_deref());
        stamps(rows, owner, contact.made_at_ms, contact.made_at_ms);
        rows.end();
    }

    pub(crate) const CONTACT_POINTS: &'static str = "crm.contact_points (org_id, id, contact_id, kind, value, normalized_value, \
        is_primary, created_at, created_by, updated_at, updated_by)";

    pub(crate) fn contact_points(&self, rows: &mut CopyRows, contact: &Contact<'_>) {
        let owner = self.organization.owner(contact.owner);
        let points = [("email", Some(&contact.person.email)), ("phone", contact.person.phone.as_ref())];
        for (number, (kind, value)) in (0..).zip(points) {
            let Some(value) = value else { continue };
            self.begin(rows, self.world.id(Purpose::Point, contact.index * 2 + number, contact.made_at_ms));
            // addresses are in lower case and numbers in E.164 already
            rows.id(contact.id).words(kind).words(value).words(value).plain(true);
            stamps(rows, owner, contact.made_at_ms, contact.made_at_ms);
            rows.end();
        }
    }

    pub(crate) const LEAD_COLUMNS: &'static str = "org_id, id, owner_id, team_id, first_name, last_name, email, \
        normalized_email, phone, normalized_phone, company, job_title, website, industry, country, employee_count, \
        annual_revenue, source_id, status, converted_at, converted_account_id, converted_contact_id, converted_deal_id, \
        created_at, created_by, updated_at, updated_by";

    pub(crate) fn lead(&self, rows: &mut CopyRows, lead: &Lead, conversion: Option<u64>) {
        let owner = self.begin_owned(rows, self.lead_id(lead.index, lead.made_at_ms), lead.owner);
        let (person, account) = (&lead.person, &lead.account);
        rows.words(person.first_name).words(person.last_name).words(&person.email).words(&person.email);
        rows.optional(person.phone.as_deref()).optional(person.phone.as_deref()).words(&account.name);
        rows.words(person.job_title)
            .words(&account.domain)
            .words(account.industry.name())
            .words(PLACES[account.place].1);
        rows.plain(account.employee_count)
            .plain(account.annual_revenue)
            .optional(self.organization.source(lead.source));
        rows.words(match lead.state {
            LeadState::New => "new",
            LeadState::Working => "working",
            LeadState::Qualified => "qualified",
            LeadState::Unqualified => "unqualified",
            LeadState::Converted { .. } => "converted",
        });
        let converted = conversion.zip(lead.converted_at_ms());
        rows.optional_instant(converted.map(|(_, at_ms)| at_ms));
        rows.optional(converted.map(|_| self.account_id(account.index)));
        rows.optional(converted.map(|(number, at_ms)| self.lead_contact_id(number, at_ms)));
        rows.optional(converted.and_then(|(number, at_ms)| self.lead_deal_id(number, at_ms)));
        stamps(rows, owner, lead.made_at_ms, lead.converted_at_ms().unwrap_or(lead.made_at_ms));
        rows.end();
    }

    pub(crate) const LEAD_CONVERSIONS: &'static str = "crm.lead_conversions (org_id, id, lead_id, account_id, contact_id, deal_id, \
        created_account, created_contact, converted_by, created_at, created_by, updated_at, updated_by)";

    pub(crate) fn lead_conversion(&self, rows: &mut CopyRows, lead: &Lead, number: u64, at_ms: i64) {
        let owner = self.organization.owner(lead.owner);
        self.begin(rows, self.world.id(Purpose::Conversion, number, at_ms));
        rows.id(self.lead_id(lead.index, lead.made_at_ms)).id(self.account_id(lead.account.index));
        rows.id(self.lead_contact_id(number, at_ms)).optional(self.lead_deal_id(number, at_ms));
        rows.plain(false).plain(true).id(owner.user);
        stamps(rows, owner, at_ms, at_ms);
        rows.end();
    }

    pub(crate) const DEALS: &'static str = "crm.deals (org_id, id, owner_id, team_id, name, account_id, contact_id, pipeline_id, \
        stage_id, status, amount, currency, probability, forecast_category, expected_close_on, closed_at, lost_reason_id, \
        stage_entered_at, last_activity_at, next_step, source_id, lead_id, product_id, board_position, \
        created_at, created_by, updated_at, updated_by)";

    pub(crate) fn deal(&self, rows: &mut CopyRows, deal: &Deal) {
        let owner = self.begin_owned(rows, self.deal_id(deal), deal.owner);
        let Some((place, entered_at_ms)) = deal.stays.last().copied() else { return };
        let (stage, product) =
            (self.organization.stage(place), deal.items.first().map_or(0, |item| item.product));
        rows.plain(format_args!("{}: {}", deal.account_name, PRODUCTS[product].1));
        rows.id(self.account_id(deal.account))
            .id(self.contact_id(deal))
            .id(self.organization.pipeline)
            .id(stage.id);
        let (status, reason) = match deal.state {
            DealState::Open => ("open", None),
            DealState::Won => ("won", None),
            DealState::Lost { reason } => ("lost", usize::try_from(reason).ok()),
        };
        let reason = reason.and_then(|reason| self.organization.lost_reasons.get(reason));
        rows.words(status).money(deal.amount_hundredths()).words(&self.organization.currency);
        rows.words(&stage.probability).words(&stage.forecast_category).day(deal.closes_at_ms);
        rows.optional_instant(deal.closed_at_ms()).optional(reason).instant(entered_at_ms);
        let activities = self.world.activities_of(deal);
        rows.optional_instant(activities.iter().filter_map(super::world::Activity::done_at_ms).max());
        rows.optional(self.world.next_step_of(deal)).optional(self.organization.source(deal.source));
        rows.optional(deal.lead.map(|(index, made_at_ms)| self.lead_id(index, made_at_ms)));
        rows.optional(self.organization.product(product)).plain(-deal.made_at_ms / 1000);
        stamps(rows, owner, deal.made_at_ms, entered_at_ms);
        rows.end();
    }

    /// The company's identifier.
    pub(crate) fn account_id(&self, index: u64) -> Uuid {
        self.world.id(Purpose::Account, index, self.world.account_made_at(index))
    }

    /// The deal's identifier.
    pub(crate) fn deal_id(&self, deal: &Deal) -> Uuid {
        self.world.id(Purpose::Deal, deal.index, deal.made_at_ms)
    }

    /// The identifier of the deal's contact.
    pub(crate) fn contact_id(&self, deal: &Deal) -> Uuid {
        match deal.contact {
            ContactRef::First(index) => self.first_contact_id(index),
            ContactRef::OfLead => self.lead_contact_id(deal.index, deal.made_at_ms),
        }
    }

    fn first_contact_id(&self, index: u64) -> Uuid {
        self.world.id(Purpose::Contact, index, self.world.contact_made_at(index))
    }

    fn lead_id(&self, index: u64, made_at_ms: i64) -> Uuid {
        self.world.id(Purpose::Lead, index, made_at_ms)
    }

    /// The contact made by a conversion.
    fn lead_contact_id(&self, conversion: u64, at_ms: i64) -> Uuid {
        self.world.id(Purpose::Contact, self.world.first_contacts() + conversion, at_ms)
    }

    /// The deal made by a conversion: the first conversions make the first deals.
    fn lead_deal_id(&self, conversion: u64, at_ms: i64) -> Option<Uuid> {
        (conversion < self.world.deals).then(|| self.world.id(Purpose::Deal, conversion, at_ms))
    }

    /// Calls `take` with every contact.
    pub(crate) fn for_each_contact(&self, mut take: impl FnMut(&Contact<'_>)) {
        for index in 0..self.world.first_contacts() {
            let account = self.world.account(self.world.account_of_contact(index));
            let person = self.world.first_contact(index, &account);
            take(&Contact {
                index,
                id: self.first_contact_id(index),
                account: account.index,
                person: &person,
                owner: account.owner,
                made_at_ms: self.world.contact_made_at(index),
            });
        }
        for (lead, conversion) in self.world.all_leads() {
            let Some((number, at_ms)) = conversion.zip(lead.converted_at_ms()) else { continue };
            take(&Contact {
                index: self.world.first_contacts() + number,
                id: self.lead_contact_id(number, at_ms),
                account: lead.account.index,
                person: &lead.person,
                owner: lead.owner,
                made_at_ms: at_ms,
            });
        }
    }
}

/// A person as a record.
#[derive(Debug)]
pub(crate) struct Contact<'a> {
    index: u64,
    id: Uuid,
    account: u64,
    person: &'a Person,
    owner: u64,
    made_at_ms: i64,
}
