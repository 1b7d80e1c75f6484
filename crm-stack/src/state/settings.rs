//! `settings.json`: what an installation was set up with.

use crate::error::{CliError, IoContext};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::Path;

/// Ports and choices that `crm up` fixed; every field has a default, so that older files stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// Port of the API (gateway) on 127.0.0.1.
    pub(crate) api_port: u16,
    /// Port of PostgreSQL on 127.0.0.1.
    pub(crate) db_port: u16,
    /// Port of PostgREST's /live and /ready on 127.0.0.1; 0 until `crm up` chose one.
    pub(crate) postgrest_admin_port: u16,
    /// Port of the edge functions' server on 127.0.0.1; 0 until `crm up` chose one.
    pub(crate) functions_port: u16,
    /// Origins that browsers may call from; empty allows the pages of this machine only.
    pub(crate) allowed_origins: Vec<String>,
    /// PostgREST's `db-tx-end`: `commit`, or `commit-allow-override` for tests.
    pub(crate) transaction_end: String,
    /// The pg_config of the PostgreSQL that this installation runs on.
    pub(crate) pg_config: String,
    /// Major version of that PostgreSQL; 0 until `crm up` looked.
    pub(crate) pg_major: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            api_port: 54321,
            db_port: 54322,
            postgrest_admin_port: 0,
            functions_port: 0,
            allowed_origins: Vec::new(),
            transaction_end: "commit".to_owned(),
            pg_config: String::new(),
            pg_major: 0,
        }
    }
}

impl Settings {
    /// Reads the file.
    ///
    /// # Errors
    /// When the installation does not exist yet or the file is damaged.
    pub(crate) fn load(path: &Path) -> Result<Self, CliError> {
        let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                CliError::not_running(format!("there is no installation in {}", folder(path)))
            }
            _ => CliError::machine(format!("cannot read {}: {error}", path.display())),
        })?;
        serde_json::from_str(&text).map_err(|error| {
            CliError::machine(format!("{} is damaged: {error}", path.display()))
                .remedy("run `crm reset --yes`, or repair the file by hand")
        })
    }

    /// Writes the file unless it says the same already.
    pub(crate) fn save_if_changed(&self, path: &Path) -> Result<(), CliError> {
        if path.exists() && Self::load(path)? == *self { Ok(()) } else { self.save(path) }
    }

    /// Writes the file in one step, so that a crash leaves the old or the new one.
    fn save(&self, path: &Path) -> Result<(), CliError> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| CliError::failed(format!("the settings cannot be written: {error}")))?;
        let draft = path.with_extension("json.new");
        std::fs::write(&draft, text).context(|| format!("write {}", draft.display()))?;
        std::fs::rename(&draft, path).context(|| format!("write {}", path.display()))
    }

    /// Where the API listens.
    pub(crate) fn api_address(&self) -> SocketAddr {
        loopback(self.api_port)
    }

    /// Where PostgREST answers /live and /ready.
    pub(crate) fn postgrest_admin_address(&self) -> SocketAddr {
        loopback(self.postgrest_admin_port)
    }

    /// Where the edge functions answer.
    pub(crate) fn functions_address(&self) -> SocketAddr {
        loopback(self.functions_port)
    }

    /// `http://127.0.0.1:PORT`
    pub(crate) fn api_url(&self) -> String {
        format!("http://{}", self.api_address())
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn folder(path: &Path) -> String {
    path.parent().unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_file_is_completed_by_defaults() {
        let settings: Settings = serde_json::from_str(r#"{"api_port": 1234}"#).unwrap();
        assert_eq!(settings, Settings { api_port: 1234, ..Settings::default() });
    }
}
