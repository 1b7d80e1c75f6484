//! The measured world: tenants with members and deals, grown in place from size to size.

use anyhow::{Context, Result};
use serde_json::json;

use crate::backend::Backend;

pub(crate) const TENANTS: i32 = 100;

/// A member of tenant 1 whose rights have the named shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    Own,
    Team,
    Org,
    /// Own deals and a hundred shared by hand.
    Shares,
    /// The organization's deals up to an amount.
    Condition,
}

impl Caller {
    pub(crate) const SCOPES: [Self; 3] = [Self::Own, Self::Team, Self::Org];
    pub(crate) const ALL: [Self; 5] = [Self::Own, Self::Team, Self::Org, Self::Shares, Self::Condition];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Team => "team",
            Self::Org => "org",
            Self::Shares => "own and 100 shared",
            Self::Condition => "org on a condition",
        }
    }

    /// Number of the member within the tenant, as `tenants.sql` and `access.sql` number them.
    fn member(self) -> i32 {
        match self {
            Self::Own => 1_000,
            Self::Team => 5,
            Self::Org => 1,
            Self::Shares => 1_001,
            Self::Condition => 1_002,
        }
    }
}

/// Makes tenants, teams and members once, then adds deals until there are `deals` of them.
pub(crate) async fn grow(admin: &Backend, deals: u64) -> Result<()> {
    admin
        .client
        .batch_execute(include_str!("../sql/tenants.sql"))
        .await
        .context("cannot make the tenants")?;
    let add = format!("call bench.add_deals({deals})");
    admin.client.batch_execute(&add).await.context("cannot add deals")?;
    admin.client.batch_execute("vacuum (analyze)").await?;
    Ok(())
}

/// Replaces all deals by `deals` new ones, spread over `tenants` tenants.
pub(crate) async fn spread(admin: &Backend, deals: u64, tenants: u32) -> Result<()> {
    admin.client.batch_execute(include_str!("../sql/tenants.sql")).await?;
    let fill = format!(
        "call bench.make_small_tenants({tenants}); truncate crm.deals cascade; call bench.add_deals({deals}, {tenants})"
    );
    for statement in fill.split("; ") {
        admin.client.batch_execute(statement).await.with_context(|| format!("cannot run: {statement}"))?;
    }
    admin.client.batch_execute("vacuum (analyze)").await?;
    Ok(())
}

/// Claims of a caller of the large tenant.
pub(crate) async fn claims(admin: &Backend, caller: Caller) -> Result<serde_json::Value> {
    let row = admin
        .client
        .query_one("select bench.member(1, $1)::text, bench.tenant(1)::text", &[&caller.member()])
        .await?;
    let (user, org): (String, String) = (row.get(0), row.get(1));
    Ok(json!({ "sub": user, "org_id": org, "role": "authenticated" }))
}
