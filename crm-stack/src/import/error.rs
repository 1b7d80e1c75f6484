//! Why an import cannot begin or cannot go on. Nothing is changed then.

use super::source::SourceError;
use crate::error::CliError;

/// A failure of the import as a whole; problems of single rows are no errors but `Problem`s.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    #[error("there is no mapping `{name}`: it is neither shipped ({shipped}) nor a file")]
    NoSuchMapping { name: String, shipped: String },
    #[error("the mapping `{name}` cannot be read: {reason}")]
    BadMapping { name: String, reason: String },
    #[error("the mapping names {what}")]
    MappingDoesNotFit { what: String, remedy: String },
    #[error("cannot read {path}: {source}")]
    Read { path: String, source: std::io::Error },
    #[error("cannot write {path}: {source}")]
    Write { path: String, source: std::io::Error },
    #[error("{path}: {source}")]
    Source { path: String, source: SourceError },
    #[error("there is no organization `{slug}`")]
    NoOrganization { slug: String },
    #[error("`{text}` is no date")]
    BadDate { text: String },
    #[error("there is no import {batch}")]
    NoBatch { batch: String },
    #[error("the import {batch} was undone already")]
    AlreadyUndone { batch: String },
    #[error("{refused} rows were refused, and --strict allows none")]
    Strict { refused: u64, errors: String },
    #[error("the database refused more than {limit} rows one by one")]
    TooManyRefusals { limit: usize, last: String },
    #[error(transparent)]
    Database(#[from] tokio_postgres::Error),
    #[error(transparent)]
    Command(#[from] CliError),
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        let message = error.to_string();
        match error {
            ImportError::Database(database) => database.into(),
            ImportError::Command(command) => command,
            ImportError::MappingDoesNotFit { remedy, .. } => Self::usage(message).remedy(remedy),
            ImportError::NoSuchMapping { .. } => {
                Self::usage(message).remedy("name a shipped mapping or a TOML file (docs/how-to/import.md)")
            }
            ImportError::BadMapping { .. } => {
                Self::usage(message).remedy("correct the mapping; docs/how-to/import.md describes the format")
            }
            ImportError::NoOrganization { .. } => {
                Self::usage(message).remedy("check the slug, or add --create-org to make the organization")
            }
            ImportError::BadDate { .. } => Self::usage(message).remedy("write it as YYYY-MM-DD"),
            ImportError::NoBatch { .. } | ImportError::AlreadyUndone { .. } => {
                Self::usage(message).remedy("list the imports with `crm import list --org SLUG`")
            }
            ImportError::Strict { errors, .. } => {
                Self::failed(message).remedy(format!("read {errors}, correct the rows and run again"))
            }
            ImportError::TooManyRefusals { last, .. } => Self::failed(message).remedy(format!(
                "correct the file or the mapping and run again; the last reason was: {last}"
            )),
            ImportError::Source { .. } => {
                Self::failed(message).remedy("correct the file and run the import again; nothing was changed")
            }
            ImportError::Read { .. } | ImportError::Write { .. } => Self::failed(message),
        }
    }
}
