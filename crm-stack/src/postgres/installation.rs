//! The PostgreSQL that the cluster runs on, as its `pg_config` tells.

use crate::error::CliError;
use crate::host::run;
use std::path::{Path, PathBuf};
use std::process::Command;

const SUPPORTED: std::ops::RangeInclusive<u16> = 15..=18;

/// Folders and version of one PostgreSQL.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    pub(crate) pg_config: PathBuf,
    pub(crate) major: u16,
    pub(crate) version: String,
    pub(crate) bin: PathBuf,
    pub(crate) share: PathBuf,
    pub(crate) lib: PathBuf,
    headers: PathBuf,
}

/// How this PostgreSQL finds an extension that lies outside its own folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExtensionRoad {
    /// Debian's setting `extension_destdir` (a prefix).
    Destdir,
    /// PostgreSQL 18's setting `extension_control_path`.
    ControlPath,
    /// Only its own folders.
    System,
}

impl Installation {
    /// `PG_CONFIG`, else Debian's folders from 15 upwards, else `pg_config` in PATH.
    ///
    /// # Errors
    /// When there is none, or its version is not supported.
    pub(crate) fn find() -> Result<Self, CliError> {
        if let Some(named) = std::env::var_os("PG_CONFIG") {
            return Self::at(Path::new(&named));
        }
        let debian =
            SUPPORTED.map(|major| PathBuf::from(format!("/usr/lib/postgresql/{major}/bin/pg_config")));
        let candidates = debian.chain(run::find_program("pg_config"));
        let mut found: Vec<Self> =
            candidates.filter(|path| path.exists()).filter_map(|path| Self::at(&path).ok()).collect();
        // a client library brings a pg_config too; one with a server is better
        let best = found.iter().position(Self::has_server).unwrap_or(0);
        if found.is_empty() {
            return Err(CliError::machine("no PostgreSQL from 15 to 18 was found")
                .remedy("install postgresql-15, or set PG_CONFIG to your pg_config"));
        }
        Ok(found.swap_remove(best))
    }

    /// Asks one pg_config.
    pub(crate) fn at(pg_config: &Path) -> Result<Self, CliError> {
        let ask = |option: &str| run::capture_text(Command::new(pg_config).arg(option));
        let version = ask("--version").map_err(|error| {
            CliError::machine(format!("{} does not answer: {error}", pg_config.display()))
                .remedy("set PG_CONFIG to the pg_config of PostgreSQL 15 to 18")
        })?;
        let major = parse_major(&version).filter(|major| SUPPORTED.contains(major)).ok_or_else(|| {
            CliError::machine(format!(
                "{} is {version}, and only PostgreSQL 15 to 18 are supported",
                pg_config.display()
            ))
            .remedy("set PG_CONFIG to another pg_config")
        })?;
        Ok(Self {
            pg_config: pg_config.to_path_buf(),
            major,
            version,
            bin: ask("--bindir")?.into(),
            share: ask("--sharedir")?.into(),
            lib: ask("--pkglibdir")?.into(),
            headers: ask("--includedir-server")?.into(),
        })
    }

    pub(crate) fn has_server(&self) -> bool {
        self.program("postgres").exists() && self.program("initdb").exists()
    }

    pub(crate) fn has_headers(&self) -> bool {
        self.headers.join("postgres.h").exists()
    }

    /// A program of this PostgreSQL.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// How to make this PostgreSQL see an extension in a folder of ours.
    pub(crate) fn extension_road(&self) -> ExtensionRoad {
        let settings = run::capture_text(
            Command::new(self.program("postgres")).arg("--describe-config").current_dir("/"),
        );
        // as root, the server refuses even this question; Debian's builds are known by their folder
        let settings = settings.unwrap_or_default();
        if settings.contains("extension_control_path") || (settings.is_empty() && self.major >= 18) {
            ExtensionRoad::ControlPath
        } else if settings.contains("extension_destdir")
            || (settings.is_empty() && self.bin.starts_with("/usr/lib/postgresql"))
        {
            ExtensionRoad::Destdir
        } else {
            ExtensionRoad::System
        }
    }
}

/// `PostgreSQL 15.20 (Debian ...)` is 15.
fn parse_major(version: &str) -> Option<u16> {
    let number = version.split_whitespace().nth(1)?;
    number.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majors_are_read_from_every_form_of_version() {
        assert_eq!(parse_major("PostgreSQL 15.20 (Debian 15.20-0+deb12u1)"), Some(15));
        assert_eq!(parse_major("PostgreSQL 18beta1"), Some(18));
        assert_eq!(parse_major("something"), None);
    }
}
