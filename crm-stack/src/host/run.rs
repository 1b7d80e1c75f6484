//! Runs a program to its end, shows its last line as progress, and keeps what it said for the error message.

use crate::error::CliError;
use crate::progress::Step;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

const KEPT_LINES: usize = 25;

/// Runs `command`; its lines go to `step`, its last ones into the error. Returns nothing but success.
///
/// # Errors
/// When the program is missing or fails.
pub(crate) fn run(command: &mut Command, step: &Step) -> Result<(), CliError> {
    let name = program_name(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| missing(&name, &error))?;
    let kept = Arc::new(Mutex::new(VecDeque::with_capacity(KEPT_LINES)));
    std::thread::scope(|scope| {
        if let Some(stdout) = child.stdout.take() {
            scope.spawn(|| follow(stdout, step, &kept));
        }
        if let Some(stderr) = child.stderr.take() {
            scope.spawn(|| follow(stderr, step, &kept));
        }
    });
    let status = child.wait().map_err(|error| CliError::machine(format!("{name} was lost: {error}")))?;
    if status.success() {
        return Ok(());
    }
    let lines: Vec<String> = kept.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
    Err(CliError::failed(format!("{name} failed ({status}):\n  {}", lines.join("\n  "))))
}

/// Runs `command` and returns what it printed on standard output.
///
/// # Errors
/// When the program is missing or fails; its standard error is in the message.
pub(crate) fn capture(command: &mut Command) -> Result<Vec<u8>, CliError> {
    let name = program_name(command);
    let output = command.stdin(Stdio::null()).output().map_err(|error| missing(&name, &error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(CliError::failed(format!("{name} failed ({}): {}", output.status, said.trim())))
}

/// `capture` as trimmed text.
pub(crate) fn capture_text(command: &mut Command) -> Result<String, CliError> {
    Ok(String::from_utf8_lossy(&capture(command)?).trim().to_owned())
}

/// The path of a program in PATH.
pub(crate) fn find_program(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| is_executable(candidate))
}

fn is_executable(path: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
}

fn follow(stream: impl Read, step: &Step, kept: &Mutex<VecDeque<String>>) {
    for line in BufReader::new(stream).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if line.is_empty() {
            continue;
        }
        step.detail(line.trim().to_owned());
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT_LINES {
            kept.pop_front();
        }
        kept.push_back(line);
    }
}

fn program_name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned()
}

fn missing(name: &str, error: &std::io::Error) -> CliError {
    CliError::machine(format!("cannot run {name}: {error}"))
        .remedy(format!("install {name}, then run the command again"))
}
