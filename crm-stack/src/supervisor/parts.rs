//! One child process: started, reaped, started again, stopped in order.

use super::board::{Board, Doing};
use super::log_files;
use super::restarts::RestartPauses;
use crate::host::process;
use rustix::process::Signal;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// How to run one part.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) log: PathBuf,
    /// Asks the part to finish what it does and end.
    pub(crate) stop_signal: Signal,
    /// How long it may take before it is ended at once by `end_signal`.
    pub(crate) stop_patience: Duration,
    pub(crate) end_signal: Signal,
    /// Makes the command; called before each start, after which it may also tidy up.
    pub(crate) command: Box<dyn Fn() -> Result<std::process::Command, crate::error::CliError> + Send + Sync>,
}

/// What a part is told.
pub(crate) struct Orders {
    /// True once the part may start.
    pub(crate) may_start: watch::Receiver<bool>,
    /// True once the part has to end for good.
    pub(crate) stop: watch::Receiver<bool>,
    /// Asks for one restart.
    pub(crate) restart: Arc<Notify>,
}

enum Ended {
    ByItself(std::io::Result<ExitStatus>),
    Stopped,
    ForRestart,
}

/// Keeps the part running until it is told to stop.
pub(crate) async fn keep_running(part: Part, mut orders: Orders, board: Board) {
    board.update(part.name, |state| state.doing = Doing::Waiting);
    let mut pauses = RestartPauses::default();
    loop {
        tokio::select! {
            () = until_true(&mut orders.may_start) => {}
            () = until_true(&mut orders.stop) => break,
        }
        let started = Instant::now();
        let ended = run_once(&part, &mut orders, &board).await;
        let pause = match ended {
            Ended::Stopped => break,
            Ended::ForRestart => Duration::ZERO,
            Ended::ByItself(result) => {
                let how = describe(&result);
                eprintln!("{} ended: {how}", part.name);
                board.update(part.name, |state| state.last_exit = Some(how));
                pauses.after_run(started)
            }
        };
        board.update(part.name, |state| {
            state.doing = Doing::Restarting;
            state.pid = None;
            state.restarts += 1;
        });
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = until_true(&mut orders.stop) => break,
        }
    }
    board.update(part.name, |state| {
        state.doing = Doing::Stopped;
        state.pid = None;
    });
}

async fn run_once(part: &Part, orders: &mut Orders, board: &Board) -> Ended {
    let mut child = match spawn(part) {
        Ok(child) => child,
        Err(error) => return Ended::ByItself(Err(std::io::Error::other(error))),
    };
    let pid = child.id().unwrap_or_default();
    eprintln!("{} started (pid {pid})", part.name);
    board.update(part.name, |state| {
        state.doing = Doing::Running;
        state.pid = Some(pid);
        state.started_at = Some(chrono::Utc::now().timestamp());
    });
    tokio::select! {
        result = child.wait() => Ended::ByItself(result),
        () = until_true(&mut orders.stop) => {
            end(part, &mut child, pid).await;
            Ended::Stopped
        }
        () = orders.restart.notified() => {
            eprintln!("{} is restarted", part.name);
            end(part, &mut child, pid).await;
            Ended::ForRestart
        }
    }
}

/// Completes when the order is given, or when whoever gives it is gone.
pub(crate) async fn until_true(order: &mut watch::Receiver<bool>) {
    // the guard inside must not live across an await
    let _given = order.wait_for(|given| *given).await.is_ok();
}

fn spawn(part: &Part) -> std::io::Result<tokio::process::Child> {
    let mut command = (part.command)().map_err(std::io::Error::other)?;
    let log = log_files::open(&part.log)?;
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    tokio::process::Command::from(command).spawn()
}

async fn end(part: &Part, child: &mut tokio::process::Child, pid: u32) {
    for (signal, patience) in
        [(part.stop_signal, part.stop_patience), (part.end_signal, Duration::from_secs(5))]
    {
        if let Err(error) = process::signal(pid, signal) {
            eprintln!("{}: {error}", part.name);
        }
        if tokio::time::timeout(patience, child.wait()).await.is_ok() {
            return;
        }
    }
    // neither signal helped: the kernel ends it
    let _ended = child.kill().await;
}

fn describe(result: &std::io::Result<ExitStatus>) -> String {
    match result {
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    }
}
