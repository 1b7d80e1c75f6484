//! Reads `migrations/` and `sql/` from disk.

use super::extension::version_of_sources;
use crate::error::{CliError, IoContext};
use sha2::{Digest, Sha256};
use std::path::Path;

const VERSION_DIGITS: usize = 14;
const REQUIRES: &str = "-- requires:";

/// One file of `migrations/`: `<YYYYMMDDHHMMSS>_<verb_object>.sql`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MigrationFile {
    pub(crate) version: String,
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) checksum: String,
}

/// One file of `sql/`; `path` is relative to it, without the extension: `40_deals/move_deal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectFile {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) checksum: String,
    /// Objects that this one is built on; when they change, this one is applied again.
    pub(crate) requires: Vec<String>,
    /// What else applies it again.
    pub(crate) follows: Vec<Follows>,
}

/// What an object follows that is no object itself; it stands among the requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    /// `extension`: it speaks of the extension's functions.
    Extension,
    /// `migrations`: it speaks of all tables.
    Migrations,
    /// `*`: it speaks of what other objects make, and comes last.
    Everything,
}

impl Follows {
    fn parse(requirement: &str) -> Option<Self> {
        match requirement {
            "extension" => Some(Self::Extension),
            "migrations" => Some(Self::Migrations),
            "*" => Some(Self::Everything),
            _ => None,
        }
    }
}

/// All files of one release, each list in order of name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Release {
    /// Version of the extension that the files were written for.
    pub(crate) extension_version: Option<String>,
    pub(crate) migrations: Vec<MigrationFile>,
    pub(crate) objects: Vec<ObjectFile>,
}

impl Release {
    /// Reads the folders `migrations` and `sql` of `repository`.
    ///
    /// # Errors
    /// When a folder cannot be read, a file is not UTF-8 or a name breaks the rule.
    pub(crate) fn read(repository: &Path) -> Result<Self, CliError> {
        let mut migrations = Vec::new();
        for (name, text) in sql_files(&repository.join("migrations"))? {
            migrations.push(MigrationFile::parse(&name, text)?);
        }
        let mut objects = Vec::new();
        for domain in folders(&repository.join("sql"))? {
            for (name, text) in sql_files(&repository.join("sql").join(&domain))? {
                objects.push(ObjectFile::parse(format!("{domain}/{name}"), text));
            }
        }
        Ok(Self { extension_version: version_of_sources(repository), migrations, objects })
    }

    /// The objects with the checksums that they have beside this version of the extension.
    pub(crate) fn objects_beside(&self, extension_version: Option<&str>) -> Vec<ObjectFile> {
        let mut objects = self.objects.clone();
        for file in objects.iter_mut().filter(|file| file.follows(Follows::Extension)) {
            file.checksum = checksum(&format!("{}{}", file.text, extension_version.unwrap_or_default()));
        }
        objects
    }
}

impl MigrationFile {
    /// `stem` is the file's name without `.sql`.
    pub(crate) fn parse(stem: &str, text: String) -> Result<Self, CliError> {
        let parts = stem.split_once('_').filter(|(version, name)| {
            version.len() == VERSION_DIGITS
                && version.bytes().all(|byte| byte.is_ascii_digit())
                && !name.is_empty()
        });
        let Some((version, name)) = parts else {
            return Err(CliError::usage(format!("the migration {stem}.sql has no valid name"))
                .remedy("name it <YYYYMMDDHHMMSS>_<verb_object>.sql"));
        };
        Ok(Self { version: version.to_owned(), name: name.to_owned(), checksum: checksum(&text), text })
    }
}

impl ObjectFile {
    pub(crate) fn parse(path: String, text: String) -> Self {
        let names = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix(REQUIRES))
            .flat_map(|list| list.split([',', ' ']))
            .map(|name| name.trim().trim_end_matches(".sql"))
            .filter(|name| !name.is_empty());
        let (follows, requires): (Vec<&str>, Vec<&str>) =
            names.partition(|name| Follows::parse(name).is_some());
        let follows = follows.into_iter().filter_map(Follows::parse).collect();
        let requires = requires.into_iter().map(ToOwned::to_owned).collect();
        Self { path, checksum: checksum(&text), text, requires, follows }
    }

    pub(crate) fn follows(&self, what: Follows) -> bool {
        self.follows.contains(&what)
    }
}

fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn folders(parent: &Path) -> Result<Vec<String>, CliError> {
    entries(parent, Path::is_dir)
}

fn sql_files(folder: &Path) -> Result<Vec<(String, String)>, CliError> {
    let names = entries(folder, |path| {
        path.is_file() && path.extension().is_some_and(|extension| extension == "sql")
    })?;
    names
        .into_iter()
        .map(|name| {
            let path = folder.join(&name);
            let text = std::fs::read_to_string(&path).context(|| format!("read {}", path.display()))?;
            Ok((name.trim_end_matches(".sql").to_owned(), text))
        })
        .collect()
}

fn entries(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<String>, CliError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).context(|| format!("read the folder {}", folder.display()))? {
        let path = entry.context(|| format!("read the folder {}", folder.display()))?.path();
        if wanted(&path)
            && let Some(name) = path.file_name().and_then(|name| name.to_str())
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_name_holds_version_and_purpose() {
        let file = MigrationFile::parse("20261120100000_create_roles", String::new()).unwrap();
        assert_eq!((file.version.as_str(), file.name.as_str()), ("20261120100000", "create_roles"));
        for bad in ["create_roles", "2026_create", "20261120100000_", "20261120100000"] {
            assert!(MigrationFile::parse(bad, String::new()).is_err(), "{bad}");
        }
    }

    #[test]
    fn requirements_are_read_from_comment_lines() {
        let text =
            "-- requires: 00_foundation/protect, 10_identity/users.sql\n-- requires: 20_sales/x\nselect 1;";
        let file = ObjectFile::parse("40_deals/move".to_owned(), text.to_owned());
        assert_eq!(file.requires, ["00_foundation/protect", "10_identity/users", "20_sales/x"]);
    }
}
