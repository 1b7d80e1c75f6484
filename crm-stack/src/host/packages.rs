//! System packages: which tools are missing, and how to get them.

use super::account::Account;
use super::run::{self, find_program};
use crate::error::CliError;
use crate::output::Output;
use crate::postgres::Installation;
use crate::progress::Step;
use std::path::Path;
use std::process::Command;

/// Majors that the extension builds for, the preferred one first.
const MAJORS: [u16; 4] = [15, 16, 17, 18];

/// Installs what is missing, or says which one command does.
///
/// # Errors
/// When something is missing and this account may not install it, or apt-get fails.
pub(crate) fn ensure(output: Output) -> Result<(), CliError> {
    if std::env::var_os("PG_CONFIG").is_some() {
        // another PostgreSQL would not help who named one
        Installation::find()?;
    }
    let missing = missing_packages();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(apt) = privileged_apt() else {
        return Err(CliError::machine(format!("this machine lacks {}", missing.join(", ")))
            .remedy(format!("sudo apt-get install -y --no-install-recommends {}", missing.join(" "))));
    };
    let step = Step::start(output, format!("installing {}", missing.join(", ")));
    run::run(apt_get(&apt).arg("update"), &step)?;
    let missing = with_available_major(missing);
    run::run(apt_get(&apt).args(["install", "-y", "--no-install-recommends"]).args(&missing), &step)?;
    step.done("");
    let still_missing = missing_packages();
    if still_missing.is_empty() {
        return Ok(());
    }
    Err(CliError::machine(format!(
        "after installing packages, this machine still lacks {}",
        still_missing.join(", ")
    ))
    .remedy("install these by hand; with a PostgreSQL of your own, set PG_CONFIG to its pg_config"))
}

/// Installs these packages when this account may; false when it may not.
pub(crate) fn install(packages: &[&str], step: &Step) -> Result<bool, CliError> {
    let Some(apt) = privileged_apt() else { return Ok(false) };
    step.detail(format!("installing {}", packages.join(", ")));
    run::run(apt_get(&apt).arg("update"), step)?;
    run::run(apt_get(&apt).args(["install", "-y", "--no-install-recommends"]).args(packages), step)?;
    Ok(true)
}

/// Debian names of what is missing.
pub(crate) fn missing_packages() -> Vec<String> {
    let mut missing: Vec<String> = postgres_packages();
    let tools = [
        (find_program("cc").is_none(), "gcc"),
        (
            !Path::new("/usr/include/stdio.h").exists() && !Path::new("/usr/local/include/stdio.h").exists(),
            "libc6-dev",
        ),
        (!has_libclang(), "libclang-dev"),
        (find_program("node").is_none(), "nodejs"),
        (find_program("npm").is_none(), "npm"),
        (find_program("setpriv").is_none(), "util-linux"),
        (find_program("psql").is_none(), "postgresql-client"),
        (find_program("curl").is_none(), "curl"),
    ];
    missing.extend(tools.iter().filter(|(absent, _)| *absent).map(|(_, package)| (*package).to_owned()));
    missing
}

fn postgres_packages() -> Vec<String> {
    let found = Installation::find();
    let major = found.as_ref().map_or(MAJORS[0], |installation| installation.major);
    let has_server = found.as_ref().is_ok_and(Installation::has_server);
    let has_headers = found.as_ref().is_ok_and(Installation::has_headers);
    let mut packages = Vec::new();
    if !has_server {
        packages.push(format!("postgresql-{major}"));
    }
    if !has_headers {
        packages.push(format!("postgresql-server-dev-{major}"));
    }
    packages
}

/// Where bindgen's loader looks: LIBCLANG_PATH, LLVM's folders, the system's library folders.
fn has_libclang() -> bool {
    let named = std::env::var_os("LIBCLANG_PATH").map(std::path::PathBuf::from);
    let llvm = folders("/usr/lib")
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("/llvm"))
        .map(|path| path.join("lib"));
    let system = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/local/lib"];
    named.into_iter().chain(llvm).chain(system.map(std::path::PathBuf::from)).any(|folder| {
        folders(folder).iter().any(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with("libclang.so") || name.starts_with("libclang-") && name.contains(".so")
        })
    })
}

fn folders(path: impl AsRef<Path>) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(path)
        .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
        .unwrap_or_default()
}

/// `apt-get`, or `sudo -n apt-get`, or nothing.
fn privileged_apt() -> Option<Vec<String>> {
    let apt = find_program("apt-get")?.to_string_lossy().into_owned();
    if Account::current().is_root() {
        return Some(vec![apt]);
    }
    let sudo = find_program("sudo")?.to_string_lossy().into_owned();
    let passwordless = run::capture(Command::new(&sudo).args(["-n", "true"])).is_ok();
    passwordless.then(|| vec![sudo, "-n".to_owned(), apt])
}

fn apt_get(words: &[String]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg("-q").env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Distributions carry one major each: names the packages of the one that is there.
fn with_available_major(packages: Vec<String>) -> Vec<String> {
    let wanted = format!("-{}", MAJORS[0]);
    if !packages.iter().any(|package| package.ends_with(&wanted)) {
        return packages;
    }
    let available = MAJORS.into_iter().find(|major| {
        run::capture_text(Command::new("apt-cache").args(["show", &format!("postgresql-server-dev-{major}")]))
            .is_ok()
    });
    let Some(major) = available else { return packages };
    packages
        .iter()
        .map(|package| {
            package.strip_suffix(&wanted).map_or(package.clone(), |stem| format!("{stem}-{major}"))
        })
        .collect()
}
