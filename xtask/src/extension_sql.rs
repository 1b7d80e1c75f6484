//! The SQL of a pgrx extension, from the metadata that pgrx's macros leave in the library.
//!
//! This is what `cargo pgrx schema` does: read the section, decode the entities, sort them by dependence, print.

use std::path::Path;

use object::{Object, ObjectSection};
use pgrx_sql_entity_graph::section::{decode_entities, is_schema_section_name};
use pgrx_sql_entity_graph::{ControlFile, PgrxSql, SqlGraphEntity};

use crate::error::TaskError;

/// The SQL that creates the extension held by `library`.
pub(crate) fn generate(library: &Path, control: &Path, library_name: &str) -> Result<String, TaskError> {
    let refuse = |reason: String| TaskError::Extension { path: library.into(), reason };
    let bytes = read(library)?;
    let control = String::from_utf8(read(control)?).map_err(|error| refuse(error.to_string()))?;
    let control = ControlFile::from_str(&control).map_err(|error| refuse(error.to_string()))?;
    let metadata = metadata(library, &bytes)?;
    let entities = decode_entities(&metadata).map_err(|error| refuse(error.to_string()))?;
    let all = std::iter::once(SqlGraphEntity::ExtensionRoot(control)).chain(entities);
    let library_is_versioned = false; // the control file sets module_pathname
    let sql = PgrxSql::build(all, library_name.to_owned(), library_is_versioned)
        .map_err(|error| refuse(error.to_string()))?;
    let mut text = Vec::new();
    sql.write(&mut text).map_err(|error| refuse(error.to_string()))?;
    String::from_utf8(text).map_err(|error| refuse(error.to_string()))
}

fn read(path: &Path) -> Result<Vec<u8>, TaskError> {
    std::fs::read(path).map_err(|source| TaskError::Read { path: path.into(), source })
}

fn metadata(library: &Path, bytes: &[u8]) -> Result<Vec<u8>, TaskError> {
    let refuse = |source| TaskError::NotALibrary { path: library.into(), source };
    let file = object::File::parse(bytes).map_err(refuse)?;
    let section = file
        .sections()
        .find(|section| section.name().is_ok_and(is_schema_section_name))
        .ok_or_else(|| TaskError::NoMetadata { path: library.into() })?;
    section.data().map(<[u8]>::to_vec).map_err(refuse)
}
