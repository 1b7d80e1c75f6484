//! Ports of the loopback interface: free ones, and who holds a taken one.

use crate::error::CliError;
use std::net::{Ipv4Addr, TcpListener};

/// Ports above are handed out by the kernel to outgoing connections and may be taken at any moment.
const FIRST_EPHEMERAL: u16 = 32768;
const FIRST_CANDIDATE: u16 = 20000;

/// True when nobody listens on `port` of 127.0.0.1.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A free port below the kernel's own range; `taken` are ports promised to others.
pub(crate) fn choose(taken: &[u16]) -> Result<u16, CliError> {
    let span = u32::from(FIRST_EPHEMERAL - FIRST_CANDIDATE);
    let start = getrandom::u32().unwrap_or(0) % span;
    (0..span)
        .map(|step| FIRST_CANDIDATE + u16::try_from((start + step) % span).unwrap_or(0))
        .find(|port| !taken.contains(port) && is_free(*port))
        .ok_or_else(|| {
            CliError::machine("no port between 20000 and 32768 is free").remedy("stop some servers")
        })
}

/// Refuses a taken port in one sentence that names its holder, when that can be seen.
pub(crate) fn require_free(port: u16, purpose: &str, option: &str) -> Result<(), CliError> {
    if is_free(port) {
        return Ok(());
    }
    let holder = holder(port).map_or_else(String::new, |name| format!(" by {name}"));
    Err(CliError::machine(format!("port {port} for {purpose} is taken{holder}")).remedy(format!(
        "stop that program, or choose another port: `crm up {option} {}`",
        port.saturating_add(1000)
    )))
}

/// The listening process as `name (pid N)`; only root sees other users' processes.
fn holder(port: u16) -> Option<String> {
    let inode = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .find_map(|table| listening_inode(&table, port))?;
    let wanted = format!("socket:[{inode}]");
    let processes = std::fs::read_dir("/proc").ok()?.filter_map(Result::ok);
    processes.filter(|process| process.file_name().to_string_lossy().parse::<u32>().is_ok()).find_map(
        |process| {
            let mut files = std::fs::read_dir(process.path().join("fd")).ok()?.filter_map(Result::ok);
            files.find(|file| {
                std::fs::read_link(file.path()).is_ok_and(|link| link.to_string_lossy() == wanted)
            })?;
            let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
            Some(format!("{} (pid {})", name.trim(), process.file_name().to_string_lossy()))
        },
    )
}

/// The socket's inode from the kernel's table (`man 5 proc`): state 0A is "listening".
fn listening_inode(table: &str, port: u16) -> Option<String> {
    let suffix = format!(":{port:04X}");
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let listens = fields.get(1)?.ends_with(&suffix) && *fields.get(3)? == "0A";
        listens.then(|| fields.get(9).map(ToString::to_string)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_its_holder() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let text = require_free(port, "the API", "--api-port").unwrap_err().to_string();
        assert!(text.contains(&format!("port {port} for the API is taken by")), "{text}");
        assert!(text.contains(&format!("(pid {})", std::process::id())), "{text}");
    }

    #[test]
    fn a_chosen_port_is_free_and_not_promised() {
        let first = choose(&[]).unwrap();
        let second = choose(&[first]).unwrap();
        assert!(is_free(second) && second < FIRST_EPHEMERAL && second != first);
    }
}
