//! What can go wrong in a build task.

use std::path::PathBuf;

use crate::USAGE;

/// What can go wrong in a build task; the text is shown to the person who builds.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TaskError {
    /// The arguments name no task.
    #[error("unknown task or wrong number of arguments\n{USAGE}")]
    Usage,
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The result cannot be written.
    #[error("cannot write the result: {0}")]
    Write(#[from] std::io::Error),
    /// The file is no library this task understands.
    #[error("{path} is not a shared library: {source}")]
    NotALibrary {
        /// The file.
        path: PathBuf,
        /// Why.
        source: object::Error,
    },
    /// The library was built without pgrx, or stripped.
    #[error(
        "{path} carries no pgrx metadata (section .pgrxsc); build it with pgrx 0.18.1 and do not strip sections"
    )]
    NoMetadata {
        /// The file.
        path: PathBuf,
    },
    /// The metadata or the control file do not make an extension.
    #[error("cannot make the SQL of {path}: {reason}")]
    Extension {
        /// The library.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// wasm-bindgen refuses the module.
    #[error("cannot make bindings of {path}: {reason}")]
    Bindings {
        /// The module.
        path: PathBuf,
        /// Why, with causes.
        reason: String,
    },
}
