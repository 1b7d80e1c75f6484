//! The rows that hang on deals: stays in stages, line items, activities with links, notes.

use super::copy_row::CopyRows;
use super::tables::Tables;
use super::world::{Activity, ActivityKind, Deal, PRODUCTS, Purpose};
use uuid::Uuid;

/// Stays and line items of one deal have numbers below this.
const MOST_PER_DEAL: u64 = 16;

impl Tables<'_> {
    pub(crate) const STAYS: &'static str = "crm.deal_stage_history (org_id, id, deal_id, pipeline_id, from_stage_id, stage_id, \
        amount, currency, entered_at, left_at, moved_by, created_at, created_by, updated_at, updated_by)";

    pub(crate) fn stays(&self, rows: &mut CopyRows, deal: &Deal) {
        let owner = self.organization.owner(deal.owner).user;
        let mut came_from = None;
        for (number, (place, entered_at_ms)) in (0_u64..).zip(&deal.stays) {
            let left = usize::try_from(number + 1)
                .ok()
                .and_then(|next| deal.stays.get(next))
                .map(|(_, at_ms)| *at_ms);
            let stage = self.organization.stage(*place).id;
            rows.id(self.organization.id);
            rows.id(self.world.id(Purpose::Stay, deal.index * MOST_PER_DEAL + number, *entered_at_ms));
            rows.id(self.deal_id(deal)).id(self.organization.pipeline).optional(came_from).id(stage);
            rows.money(deal.amount_hundredths()).words(&self.organization.currency);
            rows.instant(*entered_at_ms).optional_instant(left).id(owner);
            rows.instant(*entered_at_ms).id(owner).instant(left.unwrap_or(*entered_at_ms)).id(owner).end();
            came_from = Some(stage);
        }
    }

    pub(crate) const LINE_ITEMS: &'static str = "crm.deal_line_items (org_id, id, deal_id, product_id, position, description, \
        quantity, unit_price, discount_percent, created_at, created_by, updated_at, updated_by)";

    pub(crate) fn line_items(&self, rows: &mut CopyRows, deal: &Deal) {
        let owner = self.organization.owner(deal.owner).user;
        for (number, item) in (0_u64..).zip(&deal.items) {
            let (_, name, _, price) = PRODUCTS[item.product];
            rows.id(self.organization.id);
            rows.id(self.world.id(Purpose::Item, deal.index * MOST_PER_DEAL + number, deal.made_at_ms));
            rows.id(self.deal_id(deal))
                .optional(self.organization.product(item.product))
                .plain(number + 1)
                .words(name);
            rows.plain(item.quantity).plain(price).plain(item.discount_percent);
            rows.instant(deal.made_at_ms).id(owner).instant(deal.made_at_ms).id(owner).end();
        }
    }

    pub(crate) const ACTIVITIES: &'static str = "crm.activities (org_id, id, owner_id, team_id, kind, subject, status, \
        occurred_at, due_at, done_at, duration_seconds, outcome, created_at, created_by, updated_at, updated_by)";

    pub(crate) fn activities(&self, rows: &mut CopyRows, deal: &Deal) {
        let owner = self.organization.owner(deal.owner);
        for activity in self.world.activities_of(deal) {
            rows.id(self.organization.id).id(self.activity_id(&activity)).id(owner.user).optional(owner.team);
            rows.words(activity.kind.name()).words(activity.subject);
            rows.words(if activity.due_at_ms.is_some() { "open" } else { "done" })
                .instant(activity.occurred_at_ms);
            rows.optional_instant(activity.due_at_ms).optional_instant(activity.done_at_ms());
            rows.optional(activity.duration_seconds);
            rows.optional((activity.kind == ActivityKind::Call).then_some("reached"));
            let changed = activity.done_at_ms().unwrap_or(activity.occurred_at_ms);
            rows.instant(activity.occurred_at_ms).id(owner.user).instant(changed).id(owner.user).end();
        }
    }

    pub(crate) const ACTIVITY_LINKS: &'static str =
        "crm.activity_links (org_id, activity_id, contact_id, deal_id)";

    pub(crate) fn activity_links(&self, rows: &mut CopyRows, deal: &Deal) {
        for activity in self.world.activities_of(deal) {
            let id = self.activity_id(&activity);
            rows.id(self.organization.id).id(id).null().id(self.deal_id(deal)).end();
            rows.id(self.organization.id).id(id).id(self.contact_id(deal)).null().end();
        }
    }

    pub(crate) const NOTES: &'static str = "crm.notes (org_id, id, owner_id, team_id, body, deal_id, \
        created_at, created_by, updated_at, updated_by)";

    pub(crate) fn note(&self, rows: &mut CopyRows, deal: &Deal) {
        let Some((body, at_ms)) = self.world.note_of(deal) else { return };
        let owner = self.organization.owner(deal.owner);
        rows.id(self.organization.id).id(self.world.id(Purpose::Note, deal.index, at_ms));
        rows.id(owner.user).optional(owner.team).words(body).id(self.deal_id(deal));
        rows.instant(at_ms).id(owner.user).instant(at_ms).id(owner.user).end();
    }

    fn activity_id(&self, activity: &Activity) -> Uuid {
        self.world.id(Purpose::Activity, activity.index, activity.occurred_at_ms)
    }
}
