//! The tables in the order they are filled, and what calls for each record a writer of its rows.

use super::copy_row::CopyRows;
use super::tables::Tables;

pub(super) type FillWith = fn(&Tables<'_>, &mut dyn FnMut(&mut dyn FnMut(&mut CopyRows)));

/// One table: its columns, and what calls for each record a writer of its rows.
pub(super) struct Fill {
    pub(super) name: &'static str,
    pub(super) target: &'static str,
    pub(super) fill: FillWith,
}

/// Every table but the leads.
pub(super) const FILLS: [Fill; 10] = [
    Fill {
        name: "accounts",
        target: Tables::ACCOUNTS,
        fill: |tables, emit| {
            for index in 0..tables.world.accounts() {
                let account = tables.world.account(index);
                emit(&mut |rows| tables.account(rows, &account));
            }
        },
    },
    Fill {
        name: "contacts",
        target: Tables::CONTACTS,
        fill: |tables, emit| {
            tables.for_each_contact(|contact| emit(&mut |rows| tables.contact(rows, contact)));
        },
    },
    Fill {
        name: "contact_points",
        target: Tables::CONTACT_POINTS,
        fill: |tables, emit| {
            tables.for_each_contact(|contact| emit(&mut |rows| tables.contact_points(rows, contact)));
        },
    },
    Fill {
        name: "lead_conversions",
        target: Tables::LEAD_CONVERSIONS,
        fill: |tables, emit| {
            for (lead, conversion) in tables.world.all_leads() {
                if let Some((number, at_ms)) = conversion.zip(lead.converted_at_ms()) {
                    emit(&mut |rows| tables.lead_conversion(rows, &lead, number, at_ms));
                }
            }
        },
    },
    Fill {
        name: "deals",
        target: Tables::DEALS,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.deal(rows, &deal));
            }
        },
    },
    Fill {
        name: "deal_stage_history",
        target: Tables::STAYS,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.stays(rows, &deal));
            }
        },
    },
    Fill {
        name: "deal_line_items",
        target: Tables::LINE_ITEMS,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.line_items(rows, &deal));
            }
        },
    },
    Fill {
        name: "activities",
        target: Tables::ACTIVITIES,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.activities(rows, &deal));
            }
        },
    },
    Fill {
        name: "activity_links",
        target: Tables::ACTIVITY_LINKS,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.activity_links(rows, &deal));
            }
        },
    },
    Fill {
        name: "notes",
        target: Tables::NOTES,
        fill: |tables, emit| {
            for deal in tables.world.all_deals() {
                emit(&mut |rows| tables.note(rows, &deal));
            }
        },
    },
];

/// Calls for each lead its writer.
pub(super) const LEADS: FillWith = |tables, emit| {
    for (lead, conversion) in tables.world.all_leads() {
        emit(&mut |rows| tables.lead(rows, &lead, conversion));
    }
};
