//! One `crm up` at a time on one state folder.

use crate::error::{CliError, IoContext};
use crate::state::Paths;
use rustix::fs::{FlockOperation, flock};
use std::fs::File;

/// Held while `crm up` prepares and starts.
#[derive(Debug)]
pub(crate) struct UpLock {
    _file: File,
}

impl UpLock {
    /// # Errors
    /// When another `crm up` works on the same folder.
    pub(crate) fn take(paths: &Paths) -> Result<Self, CliError> {
        let path = paths.root().join("up.lock");
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .context(|| format!("open {}", path.display()))?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| {
            CliError::failed("another `crm up` is working on this installation")
                .remedy("wait until it has finished")
        })?;
        Ok(Self { _file: file })
    }
}
