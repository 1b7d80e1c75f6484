//! Free space, checked before it runs out in the middle of something.

use crate::error::CliError;
use std::path::Path;

/// Builds, programs and a small cluster need about this much.
pub(crate) const NEEDED_MIB: u64 = 1536;

/// Free space for ordinary users at `path`, in MiB.
pub(crate) fn free_mib(path: &Path) -> Result<u64, CliError> {
    let facts = rustix::fs::statvfs(path).map_err(|error| {
        CliError::machine(format!("cannot ask for the free space of {}: {error}", path.display()))
    })?;
    Ok(facts.f_bavail.saturating_mul(facts.f_frsize) / (1024 * 1024))
}

/// Refuses to start work that would fill the disk.
pub(crate) fn require_space(path: &Path, needed_mib: u64) -> Result<(), CliError> {
    let free = free_mib(path)?;
    if free >= needed_mib {
        return Ok(());
    }
    Err(CliError::machine(format!(
        "only {free} MiB are free in {}, and {needed_mib} MiB are needed",
        path.display()
    ))
    .remedy("free disk space, or choose another disk with --state DIR"))
}
