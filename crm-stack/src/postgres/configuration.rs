//! `crm.conf`: the settings of our cluster, written anew at each start.

use super::installation::{ExtensionRoad, Installation};
use crate::error::{CliError, IoContext};
use crate::state::{Paths, Settings};
use std::fmt::Write;
use std::path::Path;

const BASE: &str = include_str!("crm.conf");
const MIB: u64 = 1024 * 1024;

/// Writes the file that `postgresql.conf` includes.
pub(crate) fn write_configuration(
    paths: &Paths,
    settings: &Settings,
    installation: &Installation,
) -> Result<(), CliError> {
    let text = configuration(paths, settings, installation, total_memory_mib());
    let path = paths.cluster().join("crm.conf");
    std::fs::write(&path, text).context(|| format!("write {}", path.display()))
}

fn configuration(paths: &Paths, settings: &Settings, installation: &Installation, memory_mib: u64) -> String {
    let mut text = String::from(BASE);
    let mut set = |name: &str, value: &str| {
        // writing to a String cannot fail
        let _infallible = writeln!(text, "{name} = '{}'", value.replace('\'', "''"));
    };
    set("port", &settings.db_port.to_string());
    set("unix_socket_directories", &paths.run().to_string_lossy());
    set("shared_buffers", &format!("{}MB", (memory_mib / 8).clamp(128, 1024)));
    set("effective_cache_size", &format!("{}MB", (memory_mib / 2).max(256)));
    set("maintenance_work_mem", &format!("{}MB", (memory_mib / 32).clamp(64, 512)));
    for (name, value) in extension_settings(&paths.extension(), installation) {
        set(name, &value);
    }
    text
}

fn extension_settings(folder: &Path, installation: &Installation) -> Vec<(&'static str, String)> {
    let inside =
        |path: &Path| folder.join(path.strip_prefix("/").unwrap_or(path)).to_string_lossy().into_owned();
    let library_path = format!("{}:$libdir", inside(&installation.lib));
    match installation.extension_road() {
        ExtensionRoad::Destdir => vec![
            ("extension_destdir", folder.to_string_lossy().into_owned()),
            ("dynamic_library_path", library_path),
        ],
        ExtensionRoad::ControlPath => vec![
            ("extension_control_path", format!("{}:$system", inside(&installation.share))),
            ("dynamic_library_path", library_path),
        ],
        ExtensionRoad::System => Vec::new(),
    }
}

fn total_memory_mib() -> u64 {
    let facts = rustix::system::sysinfo();
    u64::from(facts.mem_unit).saturating_mul(facts.totalram) / MIB
}
