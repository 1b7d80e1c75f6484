//! Builds the extension for the PostgreSQL found and installs it into the state folder.

use crate::error::{CliError, IoContext};
use crate::host::run;
use crate::host::stamp::{self, Inputs};
use crate::migrate::default_version;
use crate::output::Output;
use crate::postgres::{ExtensionRoad, Installation};
use crate::progress::Step;
use crate::state::Paths;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "pg_crm_ext";
const SOURCES: [&str; 6] =
    ["pg_crm_ext", "crm-core", "xtask", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"];

/// Builds and installs when sources or PostgreSQL changed; true when a new library was installed.
pub(crate) fn ensure_extension(
    paths: &Paths,
    repository: &Path,
    installation: &Installation,
    output: Output,
) -> Result<bool, CliError> {
    let mut inputs =
        Inputs::default().text(&installation.version).text(&installation.pg_config.to_string_lossy());
    for source in SOURCES {
        inputs = inputs.path(&repository.join(source))?;
    }
    let stamp = inputs.stamp();
    let stamp_file = paths.extension().join("stamp");
    let target = Target::new(paths, repository, installation)?;
    if target.is_complete() && stamp::is_current(&stamp_file, &stamp) {
        return Ok(false);
    }
    let step = Step::start(output, format!("building the extension for {}", short(&installation.version)));
    let library = build_library(repository, installation, &step)?;
    let sql = extension_sql(repository, &library, &step)?;
    target.install(&library, &sql)?;
    std::fs::create_dir_all(paths.extension())
        .context(|| format!("make the folder {}", paths.extension().display()))?;
    stamp::record(&stamp_file, &stamp)?;
    step.done("");
    Ok(true)
}

fn build_library(repository: &Path, installation: &Installation, step: &Step) -> Result<PathBuf, CliError> {
    let feature = format!("pg{}", installation.major);
    let target = repository.join("target").join(&feature);
    let mut cargo = cargo(repository)?;
    cargo
        .args([
            "build",
            "--release",
            "--lib",
            "--package",
            NAME,
            "--no-default-features",
            "--features",
            &feature,
        ])
        .arg("--target-dir")
        .arg(&target)
        .env("PGRX_PG_CONFIG_PATH", &installation.pg_config);
    run::run(&mut cargo, step)?;
    Ok(target.join("release").join(format!("lib{NAME}.so")))
}

fn extension_sql(repository: &Path, library: &Path, step: &Step) -> Result<Vec<u8>, CliError> {
    step.detail("writing the extension's SQL");
    run::run(cargo(repository)?.args(["build", "--package", "xtask"]), step)?;
    let mut xtask = Command::new(repository.join("target/debug/xtask"));
    xtask.arg("extension-sql").arg(library).arg(control_source(repository)).arg(NAME);
    run::capture(xtask.current_dir(repository))
}

fn cargo(repository: &Path) -> Result<Command, CliError> {
    let program = run::find_program("cargo").ok_or_else(|| {
        CliError::machine("the extension has to be built, and cargo is not in PATH")
            .remedy("install Rust from https://rustup.rs, then run `crm up` again")
    })?;
    let mut cargo = Command::new(program);
    cargo.current_dir(repository).env_remove("CARGO_TARGET_DIR");
    Ok(cargo)
}

fn control_source(repository: &Path) -> PathBuf {
    repository.join(NAME).join(format!("{NAME}.control"))
}

fn short(version: &str) -> String {
    version.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// The installed files.
struct Target {
    library: PathBuf,
    /// Folder of the control file and of the SQL.
    share: PathBuf,
    control_text: String,
    version: String,
    /// Folder of the sources that holds the updates from version to version, and the first version to update from.
    updates: PathBuf,
}

impl Target {
    fn new(paths: &Paths, repository: &Path, installation: &Installation) -> Result<Self, CliError> {
        let prefix = match installation.extension_road() {
            ExtensionRoad::System => PathBuf::from("/"),
            ExtensionRoad::Destdir | ExtensionRoad::ControlPath => paths.extension(),
        };
        let inside = |path: &Path| prefix.join(path.strip_prefix("/").unwrap_or(path));
        let control = control_source(repository);
        let control_text =
            std::fs::read_to_string(&control).context(|| format!("read {}", control.display()))?;
        let version = default_version(&control_text)
            .ok_or_else(|| CliError::failed(format!("{} names no default_version", control.display())))?;
        Ok(Self {
            library: inside(&installation.lib).join(format!("{NAME}.so")),
            share: inside(&installation.share).join("extension"),
            control_text,
            version,
            updates: repository.join(NAME).join("sql"),
        })
    }

    fn control(&self) -> PathBuf {
        self.share.join(format!("{NAME}.control"))
    }

    fn sql(&self) -> PathBuf {
        self.share.join(format!("{NAME}--{}.sql", self.version))
    }

    fn is_complete(&self) -> bool {
        [&self.library, &self.control(), &self.sql()].iter().all(|path| path.exists())
    }

    /// The control file comes last: it offers what the other files have to hold.
    fn install(&self, library: &Path, sql: &[u8]) -> Result<(), CliError> {
        let read = |path: &Path| std::fs::read(path).context(|| format!("read {}", path.display()));
        for update in sql_files(&self.updates)? {
            replace(&self.share.join(update.file_name().unwrap_or_default()), &read(&update)?)?;
        }
        replace(&self.sql(), sql)?;
        replace(&self.library, &read(library)?)?;
        replace(&self.control(), self.control_text.as_bytes())
    }
}

fn sql_files(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let context = || format!("read the folder {}", folder.display());
    let entries: Result<Vec<_>, _> = std::fs::read_dir(folder).context(context)?.collect();
    let paths = entries.context(context)?.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "sql")).collect())
}

/// A running server keeps the old file open: the new one takes its name, not its place.
fn replace(path: &Path, content: &[u8]) -> Result<(), CliError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).context(|| format!("make the folder {}", folder.display()))?;
    }
    let draft = path.with_extension("new");
    std::fs::write(&draft, content).context(|| format!("write {}", draft.display()))?;
    std::fs::rename(&draft, path).context(|| format!("install {}", path.display()))
}
