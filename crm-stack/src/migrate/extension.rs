//! Brings the extension of a database to the version whose files the server has.

use super::apply::apply_text;
use crate::error::CliError;
use serde::Serialize;
use std::path::Path;
use tokio_postgres::Client;

const CONTROL: &str = "pg_crm_ext/pg_crm_ext.control";
const UPDATE: &str = "alter extension pg_crm_ext update";
const RESTART: &str = "install the library and the SQL files of this release (`crm build` makes them), restart PostgreSQL, \
                       and run `crm migrate` again";

/// The extension as a database has it and as its server offers it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Versions {
    installed: Option<String>,
    offered: Option<String>,
    has_path: bool,
}

/// A step from one version to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ExtensionUpdate {
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Versions {
    /// Asks the database.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn read(client: &Client) -> Result<Self, CliError> {
        let row = client.query_one(include_str!("extension.sql"), &[]).await?;
        Ok(Self { installed: row.get(0), offered: row.get(1), has_path: row.get(2) })
    }

    /// The version that a migrated database has.
    pub(crate) fn after_update(&self) -> Option<&str> {
        self.offered.as_deref().or(self.installed.as_deref())
    }

    /// The update that is due; `wanted` is the version that the release was written for, where it says so.
    ///
    /// # Errors
    /// When the server offers an older version than the release needs, or no update leads to the one it offers.
    pub(crate) fn update(&self, wanted: Option<&str>) -> Result<Option<ExtensionUpdate>, CliError> {
        let Some(offered) = self.offered.as_deref() else { return Ok(None) };
        if let Some(wanted) = wanted.filter(|wanted| numbers(offered) < numbers(wanted)) {
            return Err(CliError::machine(format!(
                "these sources need pg_crm_ext {wanted}, and the server offers {offered}"
            ))
            .remedy(RESTART));
        }
        match self.installed.as_deref() {
            None => Ok(None),
            Some(installed) if installed == offered => Ok(None),
            Some(installed) if self.has_path => {
                Ok(Some(ExtensionUpdate { from: installed.to_owned(), to: offered.to_owned() }))
            }
            Some(installed) => Err(CliError::failed(format!(
                "the database has pg_crm_ext {installed}, the server offers {offered}, and no update leads there"
            ))
            .remedy(RESTART)),
        }
    }
}

/// Updates the extension; returns how often a lock was given up.
///
/// # Errors
/// When the update fails; the older version stays then.
pub(super) async fn apply(client: &Client, update: &ExtensionUpdate) -> Result<u32, CliError> {
    let name = format!("pg_crm_ext {} to {}", update.from, update.to);
    apply_text(client, &name, UPDATE, None).await.map_err(|error| {
        // the files are newer than the library that the server has loaded
        if error.message().contains("could not find function") { error.remedy(RESTART) } else { error }
    })
}

/// The version that the sources in `repository` belong to; nothing where only migrations and objects are shipped.
pub(super) fn version_of_sources(repository: &Path) -> Option<String> {
    default_version(&std::fs::read_to_string(repository.join(CONTROL)).ok()?)
}

/// Reads `default_version = '1.2.3'` from the text of a control file.
pub(crate) fn default_version(control: &str) -> Option<String> {
    let value = control.lines().find_map(|line| line.strip_prefix("default_version"))?;
    let value = value.trim_start().strip_prefix('=')?.trim().trim_matches('\'');
    (!value.is_empty()).then(|| value.to_owned())
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(installed: Option<&str>, offered: Option<&str>, has_path: bool) -> Versions {
        Versions {
            installed: installed.map(ToOwned::to_owned),
            offered: offered.map(ToOwned::to_owned),
            has_path,
        }
    }

    #[test]
    fn an_older_extension_is_updated_to_what_the_server_offers() {
        let update = versions(Some("0.9.0"), Some("0.10.0"), true).update(Some("0.10.0")).unwrap();
        assert_eq!(update, Some(ExtensionUpdate { from: "0.9.0".to_owned(), to: "0.10.0".to_owned() }));
    }

    #[test]
    fn a_current_or_absent_extension_needs_no_update() {
        assert_eq!(versions(Some("0.2.0"), Some("0.2.0"), false).update(Some("0.2.0")).unwrap(), None);
        assert_eq!(versions(None, Some("0.2.0"), false).update(None).unwrap(), None);
    }

    #[test]
    fn a_server_with_older_files_is_named() {
        let error = versions(Some("0.9.0"), Some("0.9.0"), false).update(Some("0.10.0")).unwrap_err();
        assert!(error.message().contains("need pg_crm_ext 0.10.0"), "{error}");
        assert!(error.advice().unwrap().contains("restart"));
    }

    #[test]
    fn a_missing_path_is_named() {
        let error = versions(Some("0.3.0"), Some("0.2.0"), false).update(None).unwrap_err();
        assert!(error.message().contains("no update leads there"), "{error}");
    }

    #[test]
    fn the_version_is_read_from_a_control_file() {
        assert_eq!(default_version("comment = 'x'\ndefault_version = '0.2.0'\n").as_deref(), Some("0.2.0"));
        assert_eq!(default_version("comment = 'x'\n"), None);
    }
}
