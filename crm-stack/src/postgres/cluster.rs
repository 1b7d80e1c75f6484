//! Makes the cluster once; a half-made one is thrown away and made again.

use super::installation::Installation;
use crate::error::{CliError, IoContext};
use crate::host::account::Account;
use crate::host::run;
use crate::progress::Step;
use crate::state::{Paths, Secrets, write_private};
use std::path::Path;
use std::process::Command;

const INCLUDE: &str = "\n# settings of pg_crm; lines below this one win\ninclude = 'crm.conf'\n";

/// Makes the cluster when there is none.
pub(crate) fn ensure_cluster(
    paths: &Paths,
    installation: &Installation,
    secrets: &Secrets,
    account: Account,
    step: &Step,
) -> Result<(), CliError> {
    let cluster = paths.cluster();
    if cluster.join("PG_VERSION").exists() {
        return Ok(());
    }
    let draft = paths.root().join("cluster.new");
    if draft.exists() {
        std::fs::remove_dir_all(&draft).context(|| format!("remove the half-made {}", draft.display()))?;
    }
    let password_file = paths.root().join("postgres.password");
    write_private(&password_file, secrets.postgres_password.as_bytes())?;
    account.take(&password_file)?;
    let made = run_initdb(&draft, &password_file, installation, account, step);
    std::fs::remove_file(&password_file).context(|| format!("remove {}", password_file.display()))?;
    made?;
    let configuration = draft.join("postgresql.conf");
    let text =
        std::fs::read_to_string(&configuration).context(|| format!("read {}", configuration.display()))?;
    std::fs::write(&configuration, text + INCLUDE)
        .context(|| format!("write {}", configuration.display()))?;
    std::fs::rename(&draft, &cluster)
        .context(|| format!("rename {} to {}", draft.display(), cluster.display()))
}

fn run_initdb(
    folder: &Path,
    password_file: &Path,
    installation: &Installation,
    account: Account,
    step: &Step,
) -> Result<(), CliError> {
    let mut initdb = Command::new(installation.program("initdb"));
    initdb
        .args(["--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"])
        .args(["--auth=scram-sha-256", "--no-instructions"])
        .arg("--pwfile")
        .arg(password_file)
        .arg("--pgdata")
        .arg(folder)
        .current_dir("/");
    run::run(account.run_as(&mut initdb), step)
}

/// Refuses a cluster of another major version.
pub(crate) fn require_same_major(cluster: &Path, installation: &Installation) -> Result<(), CliError> {
    let file = cluster.join("PG_VERSION");
    let made_by = std::fs::read_to_string(&file).context(|| format!("read {}", file.display()))?;
    if made_by.trim() == installation.major.to_string() {
        return Ok(());
    }
    Err(CliError::machine(format!(
        "the cluster was made by PostgreSQL {}, and {} is {}",
        made_by.trim(),
        installation.pg_config.display(),
        installation.version
    ))
    .remedy("set PG_CONFIG to the older PostgreSQL, or run `crm reset` to start over with the newer one"))
}
