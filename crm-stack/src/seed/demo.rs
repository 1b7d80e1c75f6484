//! The demo organizations and the people in them.

use crate::error::CliError;
use tokio_postgres::Transaction;
use uuid::Uuid;

/// Namespace of the demo's stable identifiers.
const NAMESPACE: Uuid = Uuid::from_u128(0x7067_5f63_726d_4d65_8d0e_2f61_636d_6521);

/// A demo organization.
#[derive(Debug)]
pub(crate) struct DemoOrganization {
    pub(crate) slug: &'static str,
    name: &'static str,
    base_currency: &'static str,
    country: &'static str,
    /// Deals it has from the start.
    pub(crate) deals: u64,
    teams: &'static [DemoTeam],
    people: &'static [DemoPerson],
}

#[derive(Debug)]
struct DemoTeam {
    name: &'static str,
    parent: Option<&'static str>,
    /// Part of the leader's address before the `@`.
    lead: &'static str,
}

#[derive(Debug)]
struct DemoPerson {
    /// Part of the address before the `@`.
    login: &'static str,
    full_name: &'static str,
    role: &'static str,
    team: Option<&'static str>,
}

const fn person(
    login: &'static str,
    full_name: &'static str,
    role: &'static str,
    team: Option<&'static str>,
) -> DemoPerson {
    DemoPerson { login, full_name, role, team }
}

/// Team scope reaches downwards: the manager, in Sales, sees Field; the admin, in Company, is not among the manager's.
pub(crate) const DEMO: [DemoOrganization; 2] = [
    DemoOrganization {
        slug: "acme",
        name: "Acme Industrial",
        base_currency: "USD",
        country: "US",
        deals: 200,
        teams: &[
            DemoTeam { name: "Company", parent: None, lead: "admin" },
            DemoTeam { name: "Sales", parent: Some("Company"), lead: "manager" },
            DemoTeam { name: "Field", parent: Some("Sales"), lead: "rep" },
        ],
        people: &[
            person("admin", "Alex Admin", "admin", Some("Company")),
            person("manager", "Maria Manager", "manager", Some("Sales")),
            person("rep", "Rosa Rep", "rep", Some("Field")),
            person("rep2", "Ravi Rep", "rep", Some("Field")),
            person("analyst", "Anna Analyst", "analyst", None),
        ],
    },
    DemoOrganization {
        slug: "globex",
        name: "Globex Europe",
        base_currency: "EUR",
        country: "DE",
        deals: 50,
        teams: &[DemoTeam { name: "Sales", parent: None, lead: "admin" }],
        people: &[
            person("admin", "Gustav Admin", "admin", Some("Sales")),
            person("rep", "Greta Rep", "rep", Some("Sales")),
        ],
    },
];

impl DemoOrganization {
    fn stable_id(&self, what: &str, name: &str) -> Uuid {
        Uuid::new_v5(&NAMESPACE, format!("{}/{what}/{name}", self.slug).as_bytes())
    }

    fn email(&self, login: &str) -> String {
        format!("{login}@{}.test", self.slug)
    }

    /// Makes the organization, its teams and its people as far as they are missing.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn ensure(&self, transaction: &Transaction<'_>) -> Result<Uuid, CliError> {
        let sql = include_str!("sql/ensure_organization.sql");
        let row =
            transaction.query_one(sql, &[&self.slug, &self.name, &self.base_currency, &self.country]).await?;
        let org = row.get(0);
        for team in self.teams {
            let id = self.stable_id("team", team.name);
            let sql = include_str!("sql/ensure_team.sql");
            transaction.execute(sql, &[&org, &id, &team.name, &team.parent]).await?;
        }
        for person in self.people {
            let id = self.stable_id("user", person.login);
            let sql = include_str!("sql/ensure_member.sql");
            let (email, name) = (self.email(person.login), person.full_name);
            transaction.execute(sql, &[&org, &id, &email, &name, &person.role, &person.team]).await?;
        }
        for team in self.teams {
            let sql = include_str!("sql/ensure_team_lead.sql");
            transaction.execute(sql, &[&org, &team.name, &self.email(team.lead)]).await?;
        }
        Ok(org)
    }
}
