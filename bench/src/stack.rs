//! The running stack that is measured: where its doors are and who may enter.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

use crate::backend::Backend;
use crate::world::{Caller, claims};

pub(crate) struct Stack {
    pub(crate) state: PathBuf,
    pub(crate) database_url: String,
    pub(crate) api_authority: String,
    pub(crate) anon_key: String,
    crm: PathBuf,
}

impl Stack {
    /// Reads `crm env` of the stack in this state folder.
    pub(crate) async fn open(crm: &Path, state: &Path) -> Result<Self> {
        let environment = run(crm, state, &["env", "--json"]).await?;
        let values: HashMap<String, String> =
            serde_json::from_str(&environment).context("crm env --json is no object of strings")?;
        let value = |name: &str| values.get(name).cloned().with_context(|| format!("crm env lacks {name}"));
        Ok(Self {
            state: state.to_owned(),
            database_url: value("DB_URL")?,
            api_authority: value("API_URL")?.trim_start_matches("http://").to_owned(),
            anon_key: value("ANON_KEY")?,
            crm: crm.to_owned(),
        })
    }

    /// Runs a command of `crm` on this stack and returns what it printed.
    pub(crate) async fn crm(&self, arguments: &[&str]) -> Result<String> {
        run(&self.crm, &self.state, arguments).await
    }

    /// An access token of a member of the large tenant.
    pub(crate) async fn token(&self, caller: Caller) -> Result<String> {
        let admin = Backend::connect(&self.database_url).await?;
        let claims = claims(&admin, caller).await?;
        let user = claims["sub"].as_str().unwrap_or_default();
        let email: String = admin
            .client
            .query_one("select email from crm.users where id = $1::text::uuid", &[&user])
            .await?
            .get(0);
        Ok(self.crm(&["token", "--user", &email]).await?.trim().to_owned())
    }

    pub(crate) async fn newest_deal_of_large_tenant(&self) -> Result<String> {
        let admin = Backend::connect(&self.database_url).await?;
        let sql =
            "select id::text from crm.deals where org_id = bench.tenant(1) order by created_at desc limit 1";
        Ok(admin.client.query_one(sql, &[]).await?.get(0))
    }

    /// The settings of the stack's own PostgREST, listening on a TCP port instead of its socket.
    pub(crate) fn postgrest_environment(&self, port: u16) -> Result<HashMap<String, String>> {
        let path = self.state.join("postgrest.conf");
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut environment: HashMap<String, String> = text.lines().filter_map(setting).collect();
        environment.retain(|name, _| {
            !matches!(
                name.as_str(),
                "PGRST_SERVER_UNIX_SOCKET" | "PGRST_SERVER_UNIX_SOCKET_MODE" | "PGRST_ADMIN_SERVER_PORT"
            )
        });
        environment.insert("PGRST_SERVER_HOST".to_owned(), "127.0.0.1".to_owned());
        environment.insert("PGRST_SERVER_PORT".to_owned(), port.to_string());
        Ok(environment)
    }
}

/// `name = "value"` of a PostgREST configuration as an environment variable.
fn setting(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once('=')?;
    let name = format!("PGRST_{}", name.trim().to_uppercase().replace('-', "_"));
    Some((name, value.trim().trim_matches('"').to_owned()))
}

async fn run(crm: &Path, state: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(crm).arg("--state").arg(state).args(arguments).output().await?;
    ensure!(
        output.status.success(),
        "crm {} failed: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::setting;

    #[test]
    fn a_setting_becomes_an_environment_variable() {
        let expected = Some(("PGRST_DB_POOL".to_owned(), "10".to_owned()));
        assert_eq!(setting("db-pool = 10"), expected);
        assert_eq!(setting("db-pool = \"10\""), expected);
        assert_eq!(setting("# a remark"), None);
    }
}
