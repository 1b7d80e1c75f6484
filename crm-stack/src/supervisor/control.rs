//! Starting and stopping the supervisor from outside.

use super::lock::running_supervisor;
use super::log_files;
use crate::error::{CliError, IoContext};
use crate::host::account::Account;
use crate::host::process;
use crate::postgres;
use crate::state::Paths;
use rustix::process::Signal;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const START_PATIENCE: Duration = Duration::from_secs(10);
/// Draining requests, then the children, then a checkpoint of the database.
const STOP_PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);
const SHOWN_LOG_LINES: usize = 8;

/// Starts `crm serve` in the background as `account` and waits until it holds its lock.
pub(crate) fn start(paths: &Paths, account: Account) -> Result<u32, CliError> {
    let log_path = paths.logs().join("crm.log");
    let log = log_files::open(&log_path).context(|| format!("open {}", log_path.display()))?;
    account.take(&log_path)?;
    let mut serve = Command::new(paths.bin().join("crm"));
    serve
        .arg("--state")
        .arg(paths.root())
        .args(["serve", "--detached"])
        .current_dir(paths.root())
        .env_clear()
        .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", paths.root())
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(log.try_clone().context(|| format!("open {}", log_path.display()))?)
        .stderr(log);
    let mut child = account.run_as(&mut serve).spawn().context(|| "start the supervisor".to_owned())?;
    let started = Instant::now();
    while started.elapsed() < START_PATIENCE {
        if running_supervisor(paths).is_some_and(|running| running.pid == child.id()) {
            return Ok(child.id());
        }
        if let Ok(Some(status)) = child.try_wait() {
            return Err(failed_start(paths, &format!("the supervisor ended at once ({status})")));
        }
        std::thread::sleep(POLL);
    }
    Err(failed_start(paths, "the supervisor did not start in time"))
}

/// Stops everything; what an earlier supervisor left behind too. Returns whether anything ran.
pub(crate) fn stop(paths: &Paths) -> Result<bool, CliError> {
    let Some(running) = running_supervisor(paths) else {
        return Ok(postgres::stop_orphan(&paths.cluster())?.is_some());
    };
    process::signal(running.pid, Signal::TERM)?;
    if !process::wait_until_gone(running.pid, STOP_PATIENCE) {
        // its children end with it: they were started so
        process::signal(running.pid, Signal::KILL)?;
        process::wait_until_gone(running.pid, POLL * 20);
        postgres::stop_orphan(&paths.cluster())?;
    }
    Ok(true)
}

/// An error that shows the last lines of the supervisor's log.
pub(crate) fn failed_start(paths: &Paths, what: &str) -> CliError {
    let log = paths.logs().join("crm.log");
    let text = std::fs::read_to_string(&log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(SHOWN_LOG_LINES).collect();
    let shown: String = lines.iter().rev().map(|line| format!("\n  | {line}")).collect();
    CliError::failed(format!("{what}; its log ends with:{shown}"))
        .remedy(format!("see {}, or run `crm doctor`", paths.logs().display()))
}
