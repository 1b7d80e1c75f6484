//! What seeded records refer to in an organization: people, stages, sources, products, reasons.

use super::world::{PRODUCTS, Place, Source};
use crate::error::CliError;
use tokio_postgres::{Row, Transaction};
use uuid::Uuid;

/// A person who owns records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) user: Uuid,
    pub(crate) team: Option<Uuid>,
}

/// A stage of the default pipeline.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) id: Uuid,
    pub(crate) probability: String,
    pub(crate) forecast_category: String,
}

/// An organization as the generator needs it.
#[derive(Debug)]
pub(crate) struct Organization {
    pub(crate) id: Uuid,
    pub(crate) currency: String,
    pub(crate) owners: Vec<Owner>,
    pub(crate) pipeline: Uuid,
    open: Vec<Stage>,
    won: Stage,
    lost: Stage,
    pub(crate) lost_reasons: Vec<Uuid>,
    sources: Vec<(String, Uuid)>,
    products: Vec<(String, Uuid)>,
}

impl Organization {
    /// Reads the organization; makes the lead sources and products that it lacks.
    ///
    /// # Errors
    /// When there is no such organization, or it has no members, pipeline or lost reasons.
    pub(crate) async fn read(transaction: &Transaction<'_>, slug: &str) -> Result<Self, CliError> {
        let found = "select id, base_currency::text from crm.organizations where slug = $1";
        let row = transaction.query_opt(found, &[&slug]).await?;
        let row = row.ok_or_else(|| {
            CliError::usage(format!("there is no organization `{slug}`"))
                .remedy("run `crm seed` for the demo organizations")
        })?;
        let (id, currency): (Uuid, String) = (row.get(0), row.get(1));
        ensure_vocabulary(transaction, id, &currency).await?;
        let lacks = |what: &str| CliError::failed(format!("the organization `{slug}` has no {what}"));
        let stages = transaction.query(include_str!("sql/read_stages.sql"), &[&id]).await?;
        let organization = Self {
            id,
            currency,
            owners: owners(transaction, id).await?,
            pipeline: stages.first().ok_or_else(|| lacks("default pipeline"))?.get("pipeline_id"),
            won: of_type(&stages, "won").next().ok_or_else(|| lacks("stage of type won"))?,
            lost: of_type(&stages, "lost").next().ok_or_else(|| lacks("stage of type lost"))?,
            open: of_type(&stages, "open").collect(),
            lost_reasons: ids(
                transaction,
                "select id from crm.lost_reasons where org_id = $1 order by position, name",
                id,
            )
            .await?,
            sources: named(transaction, "select key, id from crm.lead_sources where org_id = $1", id).await?,
            products: named(transaction, "select sku, id from crm.products where org_id = $1", id).await?,
        };
        match () {
            () if organization.owners.is_empty() => Err(lacks("active member to own records")),
            () if organization.open.is_empty() => Err(lacks("open stage")),
            () if organization.lost_reasons.is_empty() => Err(lacks("lost reason")),
            () => Ok(organization),
        }
    }

    /// The stage of a place.
    pub(crate) fn stage(&self, place: Place) -> &Stage {
        match place {
            Place::Open(index) => self.open.get(index).or(self.open.last()).unwrap_or(&self.won),
            Place::Won => &self.won,
            Place::Lost => &self.lost,
        }
    }

    /// Number of open stages.
    pub(crate) fn open_stages(&self) -> u64 {
        self.open.len() as u64
    }

    /// The owner of that number.
    pub(crate) fn owner(&self, index: u64) -> Owner {
        let index = usize::try_from(index).unwrap_or(0) % self.owners.len();
        self.owners[index]
    }

    /// The lead source of that key.
    pub(crate) fn source(&self, source: Source) -> Option<Uuid> {
        find(&self.sources, source.key())
    }

    /// The product of that number in the vocabulary.
    pub(crate) fn product(&self, index: usize) -> Option<Uuid> {
        find(&self.products, PRODUCTS[index].0)
    }
}

fn of_type<'r>(stages: &'r [Row], stage_type: &'r str) -> impl Iterator<Item = Stage> + use<'r> {
    let stages = stages.iter().filter(move |row| row.get::<_, &str>("type") == stage_type);
    stages.map(|row| Stage {
        id: row.get("id"),
        probability: row.get("probability"),
        forecast_category: row.get("forecast_category"),
    })
}

fn find(named: &[(String, Uuid)], name: &str) -> Option<Uuid> {
    named.iter().find(|(key, _)| key == name).map(|(_, id)| *id)
}

async fn owners(transaction: &Transaction<'_>, org: Uuid) -> Result<Vec<Owner>, CliError> {
    let rows = transaction.query(include_str!("sql/read_owners.sql"), &[&org]).await?;
    Ok(rows.iter().map(|row| Owner { user: row.get(0), team: row.get(1) }).collect())
}

async fn ids(transaction: &Transaction<'_>, query: &str, org: Uuid) -> Result<Vec<Uuid>, CliError> {
    Ok(transaction.query(query, &[&org]).await?.iter().map(|row| row.get(0)).collect())
}

async fn named(
    transaction: &Transaction<'_>,
    query: &str,
    org: Uuid,
) -> Result<Vec<(String, Uuid)>, CliError> {
    Ok(transaction.query(query, &[&org]).await?.iter().map(|row| (row.get(0), row.get(1))).collect())
}

async fn ensure_vocabulary(transaction: &Transaction<'_>, org: Uuid, currency: &str) -> Result<(), CliError> {
    for source in Source::ALL {
        let insert = "insert into crm.lead_sources (org_id, key, name) values ($1, $2, initcap($2)) \
                      on conflict (org_id, key) do nothing";
        transaction.execute(insert, &[&org, &source.key()]).await?;
    }
    for (sku, name, family, price) in PRODUCTS {
        let insert = "insert into crm.products (org_id, sku, name, family, unit_price, currency) \
                      values ($1, $2, $3, $4, $5::bigint, $6) on conflict (org_id, sku) do nothing";
        transaction.execute(insert, &[&org, &sku, &name, &family, &i64::from(price), &currency]).await?;
    }
    Ok(())
}
