//! The organization an import goes into, and what the mapping wants to find in it.

use super::batch::Batch;
use super::command::LoadArgs;
use super::error::ImportError;
use super::mapping::{Mapping, OrganizationSetup, PipelineSetup};
use crate::error::CliError;
use tokio_postgres::Transaction;
use uuid::Uuid;

/// Finds the organization, or makes it with `--create-org`, and sets up what the mapping needs.
///
/// # Errors
/// When the organization or the owner does not exist.
pub(crate) async fn prepare(
    transaction: &Transaction<'_>,
    args: &LoadArgs,
    mapping: &Mapping,
    batch: Uuid,
) -> Result<Batch, ImportError> {
    let found =
        transaction.query_opt("select id from crm.organizations where slug = $1", &[&args.org]).await?;
    let org = match (found, args.create_org) {
        (Some(row), _) => row.get(0),
        (None, true) => create(transaction, &args.org, mapping).await?,
        (None, false) => return Err(ImportError::NoOrganization { slug: args.org.clone() }),
    };
    // two imports into one organization run one after the other: both could make the same record
    let lock = "select pg_advisory_xact_lock(hashtextextended('crm import ' || $1::uuid::text, 0))";
    transaction.execute(lock, &[&org]).await?;
    let batch = describe(transaction, args, org, batch).await?;
    act_as(transaction, &batch).await?;
    for pipeline in &mapping.pipelines {
        ensure_pipeline(transaction, org, pipeline).await?;
    }
    for (position, reason) in mapping.lost_reasons.iter().enumerate() {
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        transaction.execute(include_str!("sql/ensure_lost_reason.sql"), &[&org, reason, &position]).await?;
    }
    Ok(batch)
}

async fn create(transaction: &Transaction<'_>, slug: &str, mapping: &Mapping) -> Result<Uuid, ImportError> {
    let setup = mapping.organization.clone().unwrap_or_else(|| OrganizationSetup::named_after(slug));
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
        [&slug, &setup.name, &setup.base_currency, &setup.admin_email, &setup.admin_name];
    Ok(transaction.query_one(include_str!("sql/create_organization.sql"), &parameters).await?.get(0))
}

async fn describe(
    transaction: &Transaction<'_>,
    args: &LoadArgs,
    org: Uuid,
    batch: Uuid,
) -> Result<Batch, ImportError> {
    let row =
        transaction.query_one(include_str!("sql/describe_organization.sql"), &[&org, &args.owner]).await?;
    let owner: Option<Uuid> = row.get("owner_id");
    let owner = owner.ok_or_else(|| {
        let failure = match &args.owner {
            Some(email) => CliError::usage(format!("{email} is no active member of `{}`", args.org)),
            None => CliError::usage(format!(
                "the organization `{}` has no administrator to own the records",
                args.org
            )),
        };
        failure.remedy("name a member with --owner EMAIL")
    })?;
    Ok(Batch {
        id: batch,
        org,
        owner,
        base_currency: row.get("base_currency"),
        timezone: row.get("timezone"),
    })
}

/// The import writes as the owner of ownerless records, in the organization's time zone.
async fn act_as(transaction: &Transaction<'_>, batch: &Batch) -> Result<(), ImportError> {
    let claims =
        serde_json::json!({ "sub": batch.owner, "org_id": batch.org, "role": "authenticated" }).to_string();
    let settings = "select set_config('request.jwt.claims', $1, true), set_config('timezone', $2, true), \
                    set_config('datestyle', 'ISO', true)";
    transaction.execute(settings, &[&claims, &batch.timezone]).await?;
    Ok(())
}

async fn ensure_pipeline(
    transaction: &Transaction<'_>,
    org: Uuid,
    pipeline: &PipelineSetup,
) -> Result<(), ImportError> {
    let stages = serde_json::to_value(&pipeline.stages)
        .map_err(|error| CliError::failed(format!("the stages cannot be written as JSON: {error}")))?;
    let sql = include_str!("sql/ensure_pipeline.sql");
    transaction.execute(sql, &[&org, &pipeline.name, &pipeline.is_default, &stages]).await?;
    Ok(())
}
