//! Deno, which serves the edge functions.

use crate::state::{Paths, Settings};
use std::path::PathBuf;
use std::process::Command;

/// The functions' own server program: the router over all of them, or the only one.
pub(crate) fn entry(paths: &Paths) -> PathBuf {
    let router = paths.functions().join("main/index.ts");
    if router.exists() { router } else { paths.functions().join("lead-score/index.ts") }
}

/// True when functions were built and can be served.
pub(crate) fn is_available(paths: &Paths) -> bool {
    entry(paths).exists() && paths.bin().join("deno").exists()
}

/// The command that serves them: it reads only their folder and fetches no code.
pub(crate) fn command(paths: &Paths, settings: &Settings) -> Command {
    let mut deno = Command::new("setpriv");
    deno.args(["--pdeathsig", "TERM", "--"])
        .arg(paths.bin().join("deno"))
        .args(["run", "--quiet", "--no-remote", "--no-prompt", "--no-config", "--allow-net", "--allow-env"])
        .arg(format!("--allow-read={}", paths.functions().display()))
        .arg(entry(paths))
        .env("DENO_SERVE_ADDRESS", format!("tcp:{}", settings.functions_address()))
        .env("DENO_DIR", paths.root().join("deno"))
        .env("DENO_NO_UPDATE_CHECK", "1")
        .env("SUPABASE_URL", settings.api_url())
        .current_dir(paths.functions());
    deno
}
