//! The measured world: 100 tenants, one of them with half of all deals, grown in place from size to size.

use anyhow::{Context, Result};
use serde_json::json;

use crate::backend::Backend;

pub(crate) const TENANTS: i32 = 100;

/// A member of the large tenant whose rights have the named scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    Own,
    Team,
    Org,
}

impl Caller {
    pub(crate) const ALL: [Self; 3] = [Self::Own, Self::Team, Self::Org];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Team => "team",
            Self::Org => "org",
        }
    }

    /// Number of the member within the tenant, as `world.sql` numbers them.
    fn member(self) -> i32 {
        match self {
            Self::Own => 1_000,
            Self::Team => 5,
            Self::Org => 1,
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

/// Claims of a caller of the large tenant.
pub(crate) async fn claims(admin: &Backend, caller: Caller) -> Result<serde_json::Value> {
    let row = admin
        .client
        .query_one("select bench.member(1, $1)::text, bench.tenant(1)::text", &[&caller.member()])
        .await?;
    let (user, org): (String, String) = (row.get(0), row.get(1));
    Ok(json!({ "sub": user, "org_id": org, "role": "authenticated" }))
}
