//! Writes a release as the one flat folder of migrations that the Supabase CLI knows.

use super::apply::LEDGER;
use super::file::Release;
use super::plan::in_dependency_order;
use crate::error::{CliError, IoContext};
use std::fmt::Write;
use std::path::Path;

const OBJECTS_NAME: &str = "create_replaceable_objects";

/// Replaces the folder's content; returns the names of the files. The last one holds all of `sql/` and the
/// ledger, so that `crm migrate --database-url` finds such a database up to date.
pub(super) fn write(release: &Release, folder: &Path) -> Result<Vec<String>, CliError> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).context(|| format!("empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).context(|| format!("make the folder {}", folder.display()))?;
    let mut files: Vec<(String, String)> = release
        .migrations
        .iter()
        .map(|file| (format!("{}_{}.sql", file.version, file.name), file.text.clone()))
        .collect();
    files.push((format!("{}_{OBJECTS_NAME}.sql", version_after(release)), objects_text(release)?));
    for (name, text) in &files {
        let path = folder.join(name);
        std::fs::write(&path, text).context(|| format!("write {}", path.display()))?;
    }
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// The last migration's version with the last digits of the day's end: later migrations still sort behind it.
fn version_after(release: &Release) -> String {
    let last = release.migrations.last().map_or("20000101000000", |file| file.version.as_str());
    format!("{}235959", last.get(..8).unwrap_or(last))
}

fn objects_text(release: &Release) -> Result<String, CliError> {
    let mut text = format!("-- Made from sql/ by `make supabase`; change the files there.\n\n{LEDGER}\n");
    for file in in_dependency_order(&release.objects)? {
        // writing to a String cannot fail
        let _infallible = writeln!(text, "-- sql/{}.sql\n{}", file.path, file.text);
    }
    for file in &release.migrations {
        let _infallible = writeln!(
            text,
            "insert into crm_private.schema_migrations (version, name, checksum) values ('{}', '{}', '{}');",
            file.version, file.name, file.checksum
        );
    }
    for file in release.objects_beside(release.extension_version.as_deref()) {
        let _infallible = writeln!(
            text,
            "insert into crm_private.sql_objects (path, checksum) values ('{}', '{}');",
            file.path, file.checksum
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::file::{MigrationFile, ObjectFile};

    #[test]
    fn the_objects_come_last_in_dependency_order_with_the_ledger() {
        let release = Release {
            extension_version: None,
            migrations: vec![
                MigrationFile::parse("20260101000000_create_a", "select 1;".to_owned()).unwrap(),
            ],
            objects: vec![
                ObjectFile::parse("10_x/a".to_owned(), "-- requires: 20_y/b\nselect 2;".to_owned()),
                ObjectFile::parse("20_y/b".to_owned(), "select 3;".to_owned()),
            ],
        };
        let folder = std::env::temp_dir().join(format!("crm-supabase-{}", std::process::id()));
        let names = write(&release, &folder).unwrap();
        assert_eq!(names, ["20260101000000_create_a.sql", "20260101235959_create_replaceable_objects.sql"]);
        let text = std::fs::read_to_string(folder.join(&names[1])).unwrap();
        assert!(text.find("select 3;").unwrap() < text.find("select 2;").unwrap());
        assert!(text.contains("values ('20260101000000', 'create_a'") && text.contains("values ('10_x/a'"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
