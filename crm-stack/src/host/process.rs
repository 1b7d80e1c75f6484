//! Looking at and ending processes by their id.

use crate::error::CliError;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::path::Path;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(50);

/// True while the process exists (a zombie no longer counts).
pub(crate) fn is_alive(pid: u32) -> bool {
    let Some(known) = to_pid(pid) else { return false };
    let exists = match test_kill_process(known) {
        Ok(()) => true,
        Err(error) => error == rustix::io::Errno::PERM,
    };
    exists && !is_zombie(pid)
}

fn is_zombie(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // the name stands in parentheses and may hold anything
    stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('Z'))
}

/// The program's command line, arguments joined by spaces; empty when it cannot be read.
pub(crate) fn command_line(pid: u32) -> String {
    let raw = std::fs::read(Path::new("/proc").join(pid.to_string()).join("cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&raw).replace('\0', " ").trim().to_owned()
}

/// Sends a signal; a process that is gone is no error.
pub(crate) fn signal(pid: u32, signal: Signal) -> Result<(), CliError> {
    let Some(known) = to_pid(pid) else { return Ok(()) };
    match kill_process(known, signal) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(CliError::machine(format!("cannot signal process {pid}: {error}"))
            .remedy("run as the user who started it, or as root")),
    }
}

/// Waits until the process is gone; false when `patience` ran out first.
pub(crate) fn wait_until_gone(pid: u32, patience: Duration) -> bool {
    let started = Instant::now();
    while is_alive(pid) {
        if started.elapsed() > patience {
            return false;
        }
        std::thread::sleep(POLL);
    }
    true
}

fn to_pid(pid: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(pid).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_alive_until_it_has_ended() {
        assert!(is_alive(std::process::id()));
        let mut child = std::process::Command::new("sleep").arg("30").spawn().unwrap();
        // a child that is just becoming its program has no command line for a moment
        let is_sleep = || command_line(child.id()).contains("sleep 30");
        let deadline = std::time::Instant::now() + Duration::from_secs(5);
        while !is_sleep() && std::time::Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(is_sleep());
        signal(child.id(), Signal::TERM).unwrap();
        assert!(wait_until_gone(child.id(), Duration::from_secs(5)), "an unreaped child counts as gone");
        child.wait().unwrap();
    }
}
