//! Decides what a database lacks; pure.

use super::extension::{ExtensionUpdate, Versions};
use super::file::{Follows, MigrationFile, ObjectFile, Release};
use crate::error::CliError;
use std::collections::{BTreeMap, BTreeSet};

/// What the ledger of a database says: name to checksum.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    /// By version.
    pub(crate) migrations: BTreeMap<String, String>,
    /// By path.
    pub(crate) objects: BTreeMap<String, String>,
}

/// What has to be applied, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) extension: Option<ExtensionUpdate>,
    pub(crate) migrations: Vec<MigrationFile>,
    pub(crate) objects: Vec<ObjectFile>,
}

impl Plan {
    /// Compares a release with what a database has.
    ///
    /// # Errors
    /// When an applied migration was changed or is unknown, the objects' requirements cannot be met, or no update leads
    /// to the extension that the release needs.
    pub(crate) fn new(release: &Release, ledger: &Ledger, versions: &Versions) -> Result<Self, CliError> {
        let migrations = pending_migrations(&release.migrations, &ledger.migrations)?;
        let objects = release.objects_beside(versions.after_update());
        Ok(Self {
            extension: versions.update(release.extension_version.as_deref())?,
            objects: pending_objects(&objects, &ledger.objects, !migrations.is_empty())?,
            migrations,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.extension.is_none() && self.migrations.is_empty() && self.objects.is_empty()
    }
}

fn pending_migrations(
    files: &[MigrationFile],
    applied: &BTreeMap<String, String>,
) -> Result<Vec<MigrationFile>, CliError> {
    let mut known = BTreeMap::new();
    for file in files {
        if let Some(other) = known.insert(file.version.as_str(), file.name.as_str()) {
            return Err(CliError::usage(format!(
                "the migrations {other} and {} have the same version {}",
                file.name, file.version
            ))
            .remedy("give the newer one a later time"));
        }
        if applied.get(&file.version).is_some_and(|checksum| *checksum != file.checksum) {
            return Err(CliError::failed(format!(
                "the applied migration {}_{} was changed",
                file.version, file.name
            ))
            .remedy("undo the change and write a new migration; in development, `crm reset`"));
        }
    }
    if let Some(version) = applied.keys().find(|version| !known.contains_key(version.as_str())) {
        return Err(CliError::failed(format!(
            "the database has migration {version}, which these sources do not know"
        ))
        .remedy("use the sources that the database was built with, or newer ones"));
    }
    let mut pending: Vec<_> =
        files.iter().filter(|file| !applied.contains_key(&file.version)).cloned().collect();
    pending.sort_by(|left, right| left.version.cmp(&right.version));
    Ok(pending)
}

fn pending_objects(
    files: &[ObjectFile],
    applied: &BTreeMap<String, String>,
    has_new_migrations: bool,
) -> Result<Vec<ObjectFile>, CliError> {
    let ordered = in_dependency_order(files)?;
    let mut pending_paths = BTreeSet::new();
    let mut pending = Vec::new();
    for file in ordered {
        let changed = applied.get(&file.path) != Some(&file.checksum);
        let follows = (has_new_migrations && file.follows(Follows::Migrations))
            || (!pending.is_empty() && file.follows(Follows::Everything));
        if changed || follows || file.requires.iter().any(|path| pending_paths.contains(path.as_str())) {
            pending_paths.insert(file.path.as_str());
            pending.push(file.clone());
        }
    }
    Ok(pending)
}

/// Order of paths, except that a required object comes before the one that requires it, and the ones that follow
/// everything come last.
pub(super) fn in_dependency_order(files: &[ObjectFile]) -> Result<Vec<&ObjectFile>, CliError> {
    let by_path: BTreeMap<&str, &ObjectFile> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    let mut paths: Vec<&str> = by_path.keys().copied().collect();
    paths.sort_by_key(|path| by_path.get(path).is_some_and(|file| file.follows(Follows::Everything)));
    let mut visit = Visit { by_path, open: Vec::new(), done: BTreeSet::new(), ordered: Vec::new() };
    for path in paths {
        visit.object(path, "the release")?;
    }
    Ok(visit.ordered)
}

/// Depth-first walk over requirements.
struct Visit<'a> {
    by_path: BTreeMap<&'a str, &'a ObjectFile>,
    open: Vec<&'a str>,
    done: BTreeSet<&'a str>,
    ordered: Vec<&'a ObjectFile>,
}

impl<'a> Visit<'a> {
    fn object(&mut self, path: &str, wanted_by: &str) -> Result<(), CliError> {
        let Some((&path, &file)) = self.by_path.get_key_value(path) else {
            return Err(CliError::usage(format!(
                "sql/{wanted_by}.sql requires {path}, which does not exist"
            ))
            .remedy("correct its `-- requires:` line"));
        };
        if self.done.contains(path) {
            return Ok(());
        }
        if self.open.contains(&path) {
            return Err(CliError::usage(format!(
                "the SQL objects {} require each other",
                self.open.join(", ")
            ))
            .remedy("remove one `-- requires:` line of the circle"));
        }
        self.open.push(path);
        for required in &file.requires {
            self.object(required, path)?;
        }
        self.open.pop();
        self.done.insert(path);
        self.ordered.push(file);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(stem: &str, text: &str) -> MigrationFile {
        MigrationFile::parse(stem, text.to_owned()).unwrap()
    }

    fn object(path: &str, text: &str) -> ObjectFile {
        ObjectFile::parse(path.to_owned(), text.to_owned())
    }

    fn ledger_of(release: &Release) -> Ledger {
        Ledger {
            migrations: release
                .migrations
                .iter()
                .map(|file| (file.version.clone(), file.checksum.clone()))
                .collect(),
            objects: release.objects.iter().map(|file| (file.path.clone(), file.checksum.clone())).collect(),
        }
    }

    fn release() -> Release {
        Release {
            extension_version: None,
            migrations: vec![
                migration("20260101000000_create_a", "a"),
                migration("20260102000000_create_b", "b"),
            ],
            objects: vec![
                object("10_x/a", "-- requires: 20_y/late\nselect 1"),
                object("10_x/b", "select 2"),
                object("20_y/late", "select 3"),
                object("30_z/top", "-- requires: 10_x/a\nselect 4"),
            ],
        }
    }

    fn plan_of(release: &Release, ledger: &Ledger) -> Result<Plan, CliError> {
        Plan::new(release, ledger, &Versions::default())
    }

    fn paths(plan: &Plan) -> Vec<&str> {
        plan.objects.iter().map(|file| file.path.as_str()).collect()
    }

    #[test]
    fn an_empty_database_gets_everything_in_dependency_order() {
        let plan = plan_of(&release(), &Ledger::default()).unwrap();
        assert_eq!(plan.migrations.len(), 2);
        assert_eq!(paths(&plan), ["20_y/late", "10_x/a", "10_x/b", "30_z/top"]);
    }

    #[test]
    fn a_current_database_gets_nothing() {
        assert!(plan_of(&release(), &ledger_of(&release())).unwrap().is_empty());
    }

    #[test]
    fn a_changed_object_takes_along_what_requires_it() {
        let ledger = ledger_of(&release());
        let mut changed = release();
        changed.objects[2] = object("20_y/late", "select 33");
        assert_eq!(paths(&plan_of(&changed, &ledger).unwrap()), ["20_y/late", "10_x/a", "30_z/top"]);
    }

    #[test]
    fn a_changed_applied_migration_is_refused() {
        let ledger = ledger_of(&release());
        let mut changed = release();
        changed.migrations[0] = migration("20260101000000_create_a", "other");
        let error = plan_of(&changed, &ledger).unwrap_err().to_string();
        assert!(error.contains("20260101000000_create_a was changed"), "{error}");
    }

    #[test]
    fn a_migration_of_a_newer_release_is_refused() {
        let ledger = ledger_of(&release());
        let mut older = release();
        older.migrations.pop();
        assert!(plan_of(&older, &ledger).unwrap_err().to_string().contains("20260102000000"));
    }

    #[test]
    fn two_migrations_of_one_version_are_refused() {
        let mut twice = release();
        twice.migrations.push(migration("20260101000000_create_c", "c"));
        assert!(plan_of(&twice, &Ledger::default()).is_err());
    }

    #[test]
    fn a_missing_or_circular_requirement_is_refused() {
        let mut missing = release();
        missing.objects.push(object("40_q/a", "-- requires: 40_q/absent"));
        assert!(plan_of(&missing, &Ledger::default()).unwrap_err().to_string().contains("40_q/absent"));
        let mut circle = release();
        circle.objects[2] = object("20_y/late", "-- requires: 10_x/a");
        assert!(plan_of(&circle, &Ledger::default()).unwrap_err().to_string().contains("require each other"));
    }

    #[test]
    fn a_new_extension_takes_along_what_requires_it() {
        let mut grants = release();
        grants.objects.push(object("00_f/grants", "-- requires: extension\nselect 5"));
        let before = ledger_of(&Release { objects: grants.objects_beside(Some("0.1.0")), ..grants.clone() });
        let pending =
            |version| pending_objects(&grants.objects_beside(Some(version)), &before.objects, false).unwrap();
        assert!(pending("0.1.0").is_empty());
        assert_eq!(pending("0.2.0")[0].path, "00_f/grants");
    }

    #[test]
    fn a_migration_takes_along_what_follows_migrations() {
        let mut changed = release();
        changed.objects.push(object("00_f/grants", "-- requires: migrations\nselect 5"));
        let ledger = ledger_of(&changed);
        changed.migrations.push(migration("20260103000000_create_c", "c"));
        assert_eq!(paths(&plan_of(&changed, &ledger).unwrap()), ["00_f/grants"]);
    }

    #[test]
    fn what_follows_everything_comes_last_with_any_change() {
        let mut changed = release();
        changed.objects.push(object("00_f/mirror", "-- requires: *\nselect 5"));
        let ledger = ledger_of(&changed);
        assert!(plan_of(&changed, &ledger).unwrap().is_empty());
        changed.objects[3] = object("30_z/top", "select 44");
        assert_eq!(paths(&plan_of(&changed, &ledger).unwrap()), ["30_z/top", "00_f/mirror"]);
    }
}
