//! A postmaster that outlived its supervisor is stopped before a new one starts: never two on one cluster.

use crate::error::CliError;
use crate::host::process;
use rustix::process::Signal;
use std::path::Path;
use std::time::Duration;

const FAST_PATIENCE: Duration = Duration::from_secs(30);
const IMMEDIATE_PATIENCE: Duration = Duration::from_secs(10);

/// Stops the server that still runs on `cluster`, if any; returns its process id.
///
/// # Errors
/// When it neither stops on request nor at once.
pub(crate) fn stop_orphan(cluster: &Path) -> Result<Option<u32>, CliError> {
    let Some(pid) = running(cluster) else { return Ok(None) };
    process::signal(pid, Signal::INT)?;
    if !process::wait_until_gone(pid, FAST_PATIENCE) {
        process::signal(pid, Signal::QUIT)?;
        if !process::wait_until_gone(pid, IMMEDIATE_PATIENCE) {
            return Err(CliError::failed(format!("the old PostgreSQL (pid {pid}) does not stop"))
                .remedy(format!("end it with `kill -QUIT {pid}`, then run the command again")));
        }
    }
    Ok(Some(pid))
}

/// The process named by `postmaster.pid`, when it really is a server of this cluster
/// (the number may belong to any other program by now).
fn running(cluster: &Path) -> Option<u32> {
    let text = std::fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    let pid = text.lines().next()?.trim().parse().ok()?;
    let is_ours = process::is_alive(pid) && process::command_line(pid).contains(&*cluster.to_string_lossy());
    is_ours.then_some(pid)
}
