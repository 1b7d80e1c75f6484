//! `crm.pid`: names the running supervisor; its lock, not its content, says that it runs.

use crate::error::{CliError, IoContext};
use crate::host::stamp::Inputs;
use crate::state::Paths;
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The running supervisor, as its pid file tells.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) pid: u32,
    /// Seconds since 1970.
    pub(crate) started_at: i64,
    /// What it was started with; see `release_stamp`.
    pub(crate) release: String,
}

/// The lock of the one supervisor of a state folder; held until dropped.
#[derive(Debug)]
pub(crate) struct SupervisorLock {
    file: File,
}

impl SupervisorLock {
    /// Takes the lock and writes this process's id.
    ///
    /// # Errors
    /// When another supervisor holds it.
    pub(crate) fn take(paths: &Paths) -> Result<Self, CliError> {
        let path = paths.pid_file();
        let mut file = open(&path).context(|| format!("open {}", path.display()))?;
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(CliError::failed("this installation is running already")
                .remedy("run `crm status`, or `crm down` first"));
        }
        let running = Running {
            pid: std::process::id(),
            started_at: chrono::Utc::now().timestamp(),
            release: release_stamp(paths),
        };
        let text = serde_json::to_vec(&running)
            .map_err(|error| CliError::failed(format!("the pid file cannot be written: {error}")))?;
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(&text));
        written.context(|| format!("write {}", path.display()))?;
        Ok(Self { file })
    }
}

impl Drop for SupervisorLock {
    fn drop(&mut self) {
        // an emptied file says "stopped in order"; the lock itself ends with the file
        let _best_effort = self.file.set_len(0);
    }
}

/// The supervisor that runs on this state folder, if any. A stale pid file has no lock.
pub(crate) fn running_supervisor(paths: &Paths) -> Option<Running> {
    let mut file = File::open(paths.pid_file()).ok()?;
    if flock(&file, FlockOperation::NonBlockingLockShared).is_ok() {
        return None;
    }
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// Tells one set of programs and settings from another, by the files' times and sizes.
pub(crate) fn release_stamp(paths: &Paths) -> String {
    let parts = [
        paths.bin().join("crm"),
        paths.bin().join("npm.stamp"),
        paths.extension().join("stamp"),
        paths.functions().join("stamp"),
    ];
    let mut inputs = Inputs::default().text(&std::fs::read_to_string(paths.settings()).unwrap_or_default());
    for part in parts {
        let facts = std::fs::metadata(&part).map(|facts| (facts.mtime(), facts.mtime_nsec(), facts.size()));
        inputs = inputs.text(&format!("{:?}", facts.unwrap_or_default()));
    }
    inputs.stamp()
}

fn open(path: &Path) -> std::io::Result<File> {
    File::options().read(true).write(true).create(true).truncate(false).open(path)
}
