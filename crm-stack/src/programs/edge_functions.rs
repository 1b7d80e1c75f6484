//! Builds the edge functions (Rust to WebAssembly) and copies them where the background account reaches them.

use crate::error::{CliError, IoContext};
use crate::host::stamp::{self, Inputs};
use crate::host::{packages, run};
use crate::output::Output;
use crate::progress::Step;
use crate::state::Paths;
use std::path::Path;
use std::process::Command;

const SOURCES: [&str; 6] =
    ["edge-functions", "crm-core", "xtask", "supabase/functions", "Cargo.toml", "Cargo.lock"];

/// Debian's Rust for WebAssembly: brings the library's sources, so that no target has to be fetched.
const DEBIAN_RUST: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// What came of building the functions.
pub(crate) enum Outcome {
    Unchanged,
    Built,
    /// The rest of the stack works without them.
    Unavailable(CliError),
}

/// Builds and installs the functions when their sources changed.
pub(crate) fn ensure(paths: &Paths, repository: &Path, output: Output) -> Result<Outcome, CliError> {
    let mut inputs = Inputs::default();
    for source in SOURCES {
        inputs = inputs.path(&repository.join(source))?;
    }
    let stamp = inputs.stamp();
    let stamp_file = paths.functions().join("stamp");
    if stamp::is_current(&stamp_file, &stamp) {
        return Ok(Outcome::Unchanged);
    }
    let step = Step::start(output, "building the edge functions");
    if let Err(error) = build(repository, &step) {
        return Ok(Outcome::Unavailable(error));
    }
    let draft = paths.root().join("functions.new");
    remove(&draft)?;
    copy_folder(&repository.join("supabase/functions"), &draft)?;
    remove(&paths.functions())?;
    std::fs::rename(&draft, paths.functions())
        .context(|| format!("install {}", paths.functions().display()))?;
    stamp::record(&stamp_file, &stamp)?;
    step.done("");
    Ok(Outcome::Built)
}

/// With the target that rustup installs, else with Debian's own Rust, which is installed if need be.
fn build(repository: &Path, step: &Step) -> Result<(), CliError> {
    let program = repository.join("edge-functions/build");
    let attempt =
        |options: &[&str]| run::run(Command::new(&program).args(options).current_dir(repository), step);
    let Err(error) = attempt(&[]) else { return Ok(()) };
    if Path::new("/usr/bin/rustc").exists() || !packages::install(&DEBIAN_RUST, step)? {
        return Err(error);
    }
    attempt(&["--debian"])
}

fn remove(folder: &Path) -> Result<(), CliError> {
    if !folder.exists() {
        return Ok(());
    }
    std::fs::remove_dir_all(folder).context(|| format!("remove {}", folder.display()))
}

fn copy_folder(source: &Path, target: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(target).context(|| format!("make the folder {}", target.display()))?;
    for entry in std::fs::read_dir(source).context(|| format!("read the folder {}", source.display()))? {
        let entry = entry.context(|| format!("read the folder {}", source.display()))?;
        let (from, to) = (entry.path(), target.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            std::fs::copy(&from, &to).context(|| format!("write {}", to.display()))?;
        }
    }
    Ok(())
}
