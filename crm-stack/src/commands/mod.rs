//! The operator's commands, one a file.

pub(crate) mod build;
pub(crate) mod doctor;
pub(crate) mod down;
pub(crate) mod env;
pub(crate) mod logs;
pub(crate) mod psql;
pub(crate) mod reset;
pub(crate) mod status;
pub(crate) mod token;
pub(crate) mod up;

use crate::cli::{Cli, Command};
use crate::error::CliError;
use crate::output::Output;
use crate::state::{Paths, find_repository};
use crate::{database, export, import, migrate, seed, sql_login, supervisor};
use std::path::{Path, PathBuf};

/// What every command gets: where to print, where the state lies, where the sources lie.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) output: Output,
    pub(crate) paths: Paths,
    /// The state folder as it was named, symbolic links not followed.
    state_as_named: PathBuf,
    repository: Option<PathBuf>,
}

impl Context {
    fn new(state: Option<PathBuf>, output: Output) -> Result<Self, CliError> {
        let repository = find_repository();
        let root = match (state, &repository) {
            (Some(state), _) => state,
            (None, Some(repository)) => repository.join(".crm"),
            (None, None) => return Err(no_sources()),
        };
        Ok(Self { output, paths: Paths::new(&root)?, state_as_named: root, repository })
    }

    /// The same, with the state where it really lies.
    pub(crate) fn at(&self, paths: Paths) -> Self {
        Self { paths, ..self.clone() }
    }

    /// The state folder as it was named on the command line.
    pub(crate) fn state_as_named(&self) -> &Path {
        &self.state_as_named
    }

    /// The folder of the sources (migrations, sql, mappings).
    ///
    /// # Errors
    /// When the command runs far from the sources.
    pub(crate) fn repository(&self) -> Result<&Path, CliError> {
        self.repository.as_deref().ok_or_else(no_sources)
    }

    /// A superuser's connection to the running installation.
    pub(crate) async fn database(&self) -> Result<tokio_postgres::Client, CliError> {
        database::connect(&self.paths).await
    }
}

fn no_sources() -> CliError {
    CliError::usage("the sources of pg_crm are not here")
        .remedy("run the command inside the clone, or set CRM_HOME to it")
}

/// Runs one command.
pub(crate) async fn run(cli: Cli, output: Output) -> Result<(), CliError> {
    let context = Context::new(cli.state, output)?;
    match cli.command {
        Command::Up(args) => up::run(&context, &args).await,
        Command::Build => build::run(&context),
        Command::Down => down::run(&context),
        Command::Status => status::run(&context).await,
        Command::Reset(args) => reset::run(&context, &args),
        Command::Env => env::run(&context),
        Command::Token(args) => token::run(&context, &args).await,
        Command::Migrate(args) => migrate::run(&context, args).await,
        Command::Seed(args) => seed::run(&context, args).await,
        Command::Import(args) => import::run(&context, args).await,
        Command::Export(args) => export::run(&context, args).await,
        Command::Psql(args) => psql::run(&context, args).await,
        Command::SqlLogin(args) => sql_login::run(&context, args).await,
        Command::Logs(args) => logs::run(&context, &args),
        Command::Doctor => doctor::run(&context).await,
        Command::Serve(args) => supervisor::run(&context, &args).await,
    }
}
