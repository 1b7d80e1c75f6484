//! Everything that has to be there before the stack starts: packages, programs, settings, secrets, cluster.

use super::UpArgs;
use super::lock::UpLock;
use crate::commands::Context;
use crate::error::CliError;
use crate::host::account::Account;
use crate::host::{disk, packages, ports};
use crate::postgres::{self, Installation};
use crate::programs::{edge_functions, extension_build, npm, self_copy};
use crate::progress::Step;
use crate::state::{Paths, Secrets, Settings, home, write_private};
use crate::supervisor;
use std::path::Path;

/// A complete installation, ready to start.
pub(crate) struct Prepared {
    pub(crate) paths: Paths,
    pub(crate) account: Account,
    pub(crate) warnings: Vec<String>,
    _lock: UpLock,
}

/// Checks each piece and makes what is missing or out of date.
pub(crate) fn prepare(context: &Context, args: &UpArgs) -> Result<Prepared, CliError> {
    let output = context.output;
    let repository = context.repository()?;
    packages::ensure(output)?;
    let (paths, account) = home::prepare(&context.paths)?;
    let lock = UpLock::take(&paths)?;
    if !paths.cluster().exists() {
        disk::require_space(paths.root(), disk::NEEDED_MIB)?;
    }
    let before = known_settings(&paths)?;
    let installation = choose_postgres(&before)?;
    let settings = settle(&paths, &before, args, &installation)?;
    settings.save_if_changed(&paths.settings())?;
    account.take(&paths.settings())?;

    extension_build::ensure_extension(&paths, repository, &installation, output)?;
    npm::ensure_programs(&paths, output)?;
    let warnings = ensure_functions(&paths, repository, context)?;
    self_copy::ensure(&paths)?;
    let secrets = ensure_secrets(&paths, account)?;
    if !paths.cluster().exists() {
        let step = Step::start(output, "making the database cluster");
        postgres::ensure_cluster(&paths, &installation, &secrets, account, &step)?;
        step.done("");
    }
    postgres::require_same_major(&paths.cluster(), &installation)?;
    Ok(Prepared { paths, account, warnings, _lock: lock })
}

fn known_settings(paths: &Paths) -> Result<Settings, CliError> {
    if paths.settings().exists() { Settings::load(&paths.settings()) } else { Ok(Settings::default()) }
}

/// `PG_CONFIG` wins, then what this installation was made with, then what is found.
fn choose_postgres(settings: &Settings) -> Result<Installation, CliError> {
    let known = Path::new(&settings.pg_config);
    if std::env::var_os("PG_CONFIG").is_none() && known.is_file() {
        return Installation::at(known);
    }
    Installation::find()
}

/// Applies the options, chooses free ports, refuses taken ones.
fn settle(
    paths: &Paths,
    before: &Settings,
    args: &UpArgs,
    installation: &Installation,
) -> Result<Settings, CliError> {
    let mut settings = before.clone();
    settings.api_port = args.api_port.unwrap_or(settings.api_port);
    settings.db_port = args.db_port.unwrap_or(settings.db_port);
    if !args.allow_origin.is_empty() {
        settings.allowed_origins.clone_from(&args.allow_origin);
    }
    if let Some(mode) = &args.transaction_end {
        settings.transaction_end.clone_from(mode);
    }
    settings.pg_config = installation.pg_config.display().to_string();
    settings.pg_major = installation.major;
    let running = supervisor::running_supervisor(paths).is_some();
    if !running {
        // a PostgreSQL that outlived its supervisor holds our own port
        postgres::stop_orphan(&paths.cluster())?;
    }
    if !running || settings.api_port != before.api_port {
        ports::require_free(settings.api_port, "the API", "--api-port")?;
    }
    if !running || settings.db_port != before.db_port {
        ports::require_free(settings.db_port, "the database", "--db-port")?;
    }
    if !running {
        choose_inner_ports(&mut settings)?;
    }
    Ok(settings)
}

fn choose_inner_ports(settings: &mut Settings) -> Result<(), CliError> {
    let promised = [settings.api_port, settings.db_port];
    if settings.postgrest_admin_port == 0 || !ports::is_free(settings.postgrest_admin_port) {
        settings.postgrest_admin_port = ports::choose(&promised)?;
    }
    if settings.functions_port == 0 || !ports::is_free(settings.functions_port) {
        settings.functions_port = ports::choose(&[promised[0], promised[1], settings.postgrest_admin_port])?;
    }
    Ok(())
}

fn ensure_functions(paths: &Paths, repository: &Path, context: &Context) -> Result<Vec<String>, CliError> {
    match edge_functions::ensure(paths, repository, context.output)? {
        edge_functions::Outcome::Unchanged | edge_functions::Outcome::Built => Ok(Vec::new()),
        edge_functions::Outcome::Unavailable(error) => {
            let warning = format!(
                "/functions/v1 is not served, because the edge functions could not be built: {error}"
            );
            context.output.note(&format!("! {warning}"));
            Ok(vec![warning])
        }
    }
}

fn ensure_secrets(paths: &Paths, account: Account) -> Result<Secrets, CliError> {
    let secrets = if paths.secrets().exists() {
        Secrets::load(&paths.secrets())?
    } else {
        let secrets = Secrets::generate(chrono::Utc::now().timestamp())?;
        secrets.save(&paths.secrets())?;
        secrets
    };
    account.take(&paths.secrets())?;
    if !paths.jwks().exists() {
        write_private(&paths.jwks(), secrets.jwks()?.to_string().as_bytes())?;
    }
    account.take(&paths.jwks())?;
    Ok(secrets)
}
