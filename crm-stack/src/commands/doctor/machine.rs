//! Checks that need no database: tools, versions, disk, ports, files.

use super::Finding;
use crate::commands::Context;
use crate::error::CliError;
use crate::host::{disk, packages, ports};
use crate::postgres::{self, Installation};
use crate::state::{Paths, Secrets, Settings};
use crate::supervisor;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const LOW_SPACE_MIB: u64 = 1024;

/// All of them.
pub(super) fn findings(context: &Context) -> Vec<Finding> {
    let paths = &context.paths;
    let mut findings = vec![tools(), space(paths)];
    let settings = match Settings::load(&paths.settings()) {
        Ok(settings) => settings,
        Err(error) => {
            findings.push(Finding::refused("installation", &error));
            return findings;
        }
    };
    findings.push(postgres_version(paths, &settings));
    findings.push(secrets(paths));
    findings.extend(programs(paths));
    findings.extend(supervisor_and_ports(paths, &settings));
    findings
}

fn tools() -> Finding {
    let missing = packages::missing_packages();
    if missing.is_empty() {
        return Finding::ok("tools", "everything needed for building is here");
    }
    let names = missing.join(" ");
    Finding::warning(
        "tools",
        format!("missing: {names}"),
        format!("sudo apt-get install -y --no-install-recommends {names}"),
    )
}

fn space(paths: &Paths) -> Finding {
    let place = paths.root().ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    match disk::free_mib(place) {
        Ok(free) if free < LOW_SPACE_MIB => Finding::problem(
            "disk",
            format!("only {free} MiB are free in {}", place.display()),
            "free disk space",
        ),
        Ok(free) => Finding::ok("disk", format!("{free} MiB are free in {}", place.display())),
        Err(error) => Finding::refused("disk", &error),
    }
}

fn postgres_version(paths: &Paths, settings: &Settings) -> Finding {
    let checked = Installation::at(Path::new(&settings.pg_config)).and_then(|installation| {
        if paths.cluster().exists() {
            postgres::require_same_major(&paths.cluster(), &installation)?;
        }
        Ok(installation)
    });
    match checked {
        Ok(installation) => Finding::ok("postgres", installation.version),
        Err(error) => Finding::refused("postgres", &error),
    }
}

fn secrets(paths: &Paths) -> Finding {
    if let Err(error) = Secrets::load(&paths.secrets()) {
        return Finding::refused("secrets", &error);
    }
    let mode = std::fs::metadata(paths.secrets()).map_or(0, |facts| facts.permissions().mode() & 0o777);
    if mode & 0o077 == 0 {
        return Finding::ok("secrets", "readable by their owner only");
    }
    let file = paths.secrets();
    Finding::problem(
        "secrets",
        format!("{} may be read by others (mode {mode:o})", file.display()),
        format!("chmod 600 {}", file.display()),
    )
}

fn programs(paths: &Paths) -> Vec<Finding> {
    let present = |name: &str, path: std::path::PathBuf| {
        if path.exists() {
            return Finding::ok(name, "installed");
        }
        Finding::problem(
            name,
            format!("{} is missing", path.display()),
            "run `crm up`: it completes the installation",
        )
    };
    vec![
        present("postgrest", paths.bin().join("postgrest")),
        present("deno", paths.bin().join("deno")),
        present("extension", paths.extension().join("stamp")),
        edge_functions(paths),
    ]
}

fn edge_functions(paths: &Paths) -> Finding {
    if paths.functions().join("stamp").exists() {
        return Finding::ok("edge functions", "installed");
    }
    Finding::warning(
        "edge functions",
        "not built: /functions/v1 is not served",
        "run `edge-functions/build`, then `crm up`",
    )
}

fn supervisor_and_ports(paths: &Paths, settings: &Settings) -> Vec<Finding> {
    if let Some(running) = supervisor::running_supervisor(paths) {
        let message = format!("running (pid {})", running.pid);
        if running.release == supervisor::release_stamp(paths) {
            return vec![Finding::ok("supervisor", message)];
        }
        let outdated = format!("{message} with older programs or settings than installed");
        return vec![Finding::warning("supervisor", outdated, "run `crm up`: it starts the newer ones")];
    }
    let ports =
        [(settings.api_port, "the API", "--api-port"), (settings.db_port, "the database", "--db-port")];
    let mut findings = vec![Finding::problem("supervisor", "the stack is not running", "run `crm up`")];
    findings.extend(ports.iter().map(|(port, purpose, option)| free_port(*port, purpose, option)));
    findings
}

fn free_port(port: u16, purpose: &str, option: &str) -> Finding {
    let free: Result<(), CliError> = ports::require_free(port, purpose, option);
    match free {
        Ok(()) => Finding::ok("port", format!("{port} is free for {purpose}")),
        Err(error) => Finding::refused("port", &error),
    }
}
