//! The life of the stack: start, wait for a signal, stop in order.

use super::board::{Board, Doing};
use super::database_chores::{self, Chores};
use super::lock::SupervisorLock;
use super::log_files;
use super::parts::{Orders, Part, keep_running, until_true};
use crate::commands::Context;
use crate::database;
use crate::error::{CliError, IoContext};
use crate::gateway::{self, GatewayConfig, Limits};
use crate::postgres::{self, Installation};
use crate::programs::{deno, postgrest};
use crate::state::{Paths, Secrets, Settings};
use rustix::process::Signal;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// Options of `crm serve`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct ServeArgs {
    /// Leave the terminal's session (set by `crm up`)
    #[arg(long, hide = true)]
    pub(crate) detached: bool,
}

/// Everything of one installation that the parts need.
#[derive(Clone)]
struct Stack {
    paths: Paths,
    settings: Settings,
    secrets: Secrets,
    installation: Installation,
    board: Board,
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// When the installation is incomplete, runs already, or the API's port is taken.
pub(crate) async fn run(context: &Context, args: &ServeArgs) -> Result<(), CliError> {
    if args.detached {
        // fails only for a group leader, which has left its session already
        let _already_detached = rustix::process::setsid();
    }
    let stack = Stack::load(&context.paths)?;
    let _lock = SupervisorLock::take(&stack.paths)?;
    stack.write_configurations()?;
    eprintln!("crm {} serves {}", env!("CARGO_PKG_VERSION"), stack.paths.root().display());

    let (stop_front, front_stopped) = watch::channel(false);
    let (stop_database, database_stopped) = watch::channel(false);
    let (schema_ready, may_start_front) = watch::channel(false);
    let restart_postgrest = Arc::new(Notify::new());
    let (_always, at_once) = watch::channel(true);

    let database_part =
        stack.keep(stack.postgres_part(), orders(&at_once, &database_stopped, Arc::default()));
    let mut front = vec![stack.keep(
        stack.postgrest_part(),
        orders(&may_start_front, &front_stopped, Arc::clone(&restart_postgrest)),
    )];
    if deno::is_available(&stack.paths) {
        front.push(stack.keep(stack.functions_part(), orders(&at_once, &front_stopped, Arc::default())));
    }
    let chores = tokio::spawn(database_chores::keep_doing(stack.chores(schema_ready, restart_postgrest)));
    let rotation = tokio::spawn(log_files::keep_small(stack.paths.logs()));
    let served = stack.serve_gateway(front_stopped.clone(), &stop_front).await;

    eprintln!("stopping");
    stop_front.send_replace(true);
    chores.abort();
    rotation.abort();
    for part in front {
        // a part's task ends with its child; a panic inside was reported already
        let _ended = part.await;
    }
    stop_database.send_replace(true);
    let _ended = database_part.await;
    eprintln!("stopped");
    served
}

impl Stack {
    fn load(paths: &Paths) -> Result<Self, CliError> {
        let settings = Settings::load(&paths.settings())?;
        Ok(Self {
            secrets: Secrets::load(&paths.secrets())?,
            installation: Installation::at(Path::new(&settings.pg_config))?,
            board: Board::new(paths),
            paths: paths.clone(),
            settings,
        })
    }

    fn write_configurations(&self) -> Result<(), CliError> {
        std::fs::create_dir_all(self.paths.run())
            .context(|| format!("make {}", self.paths.run().display()))?;
        postgres::write_configuration(&self.paths, &self.settings, &self.installation)?;
        postgrest::write_configuration(&self.paths, &self.settings, &self.secrets)
    }

    fn keep(&self, part: Part, orders: Orders) -> JoinHandle<()> {
        tokio::spawn(keep_running(part, orders, self.board.clone()))
    }

    fn postgres_part(&self) -> Part {
        let cluster = self.paths.cluster();
        let program = self.installation.program("postgres");
        Part {
            name: "postgres",
            log: self.paths.logs().join("postgres.log"),
            stop_signal: Signal::INT,
            stop_patience: Duration::from_secs(30),
            end_signal: Signal::QUIT,
            command: Box::new(move || {
                if let Some(pid) = postgres::stop_orphan(&cluster)? {
                    eprintln!("stopped a PostgreSQL (pid {pid}) that an earlier supervisor left behind");
                }
                let mut command = Command::new("setpriv");
                // whoever ends the supervisor by force ends the database in order
                command
                    .args(["--pdeathsig", "INT", "--"])
                    .arg(&program)
                    .arg("-D")
                    .arg(&cluster)
                    .current_dir(&cluster);
                Ok(command)
            }),
        }
    }

    fn postgrest_part(&self) -> Part {
        let program = self.paths.bin().join("postgrest");
        let configuration = postgrest::configuration_file(&self.paths);
        let socket = postgrest::socket(&self.paths);
        let folder = self.paths.root().to_path_buf();
        Part {
            name: "postgrest",
            log: self.paths.logs().join("postgrest.log"),
            stop_signal: Signal::TERM,
            stop_patience: Duration::from_secs(5),
            end_signal: Signal::KILL,
            command: Box::new(move || {
                postgrest::remove_stale_socket(&socket);
                let mut command = Command::new("setpriv");
                command
                    .args(["--pdeathsig", "TERM", "--"])
                    .arg(&program)
                    .arg(&configuration)
                    .current_dir(&folder);
                Ok(command)
            }),
        }
    }

    fn functions_part(&self) -> Part {
        let (paths, settings) = (self.paths.clone(), self.settings.clone());
        Part {
            name: "functions",
            log: self.paths.logs().join("deno.log"),
            stop_signal: Signal::TERM,
            stop_patience: Duration::from_secs(5),
            end_signal: Signal::KILL,
            command: Box::new(move || Ok(deno::command(&paths, &settings))),
        }
    }

    fn chores(&self, schema_ready: watch::Sender<bool>, restart_postgrest: Arc<Notify>) -> Chores {
        Chores {
            superuser: database::superuser_config(&self.paths, &self.settings, &self.secrets),
            settings: self.settings.clone(),
            secrets: self.secrets.clone(),
            board: self.board.clone(),
            schema_ready,
            restart_postgrest,
        }
    }

    /// Runs the gateway until a signal arrives; its failure ends the stack too.
    async fn serve_gateway(
        &self,
        mut stopped: watch::Receiver<bool>,
        stop: &watch::Sender<bool>,
    ) -> Result<(), CliError> {
        self.board.update("gateway", |state| {
            state.doing = Doing::Running;
            state.pid = Some(std::process::id());
            state.started_at = Some(chrono::Utc::now().timestamp());
        });
        let drained = async move { until_true(&mut stopped).await };
        let mut gateway = tokio::spawn(gateway::serve(self.gateway_config()?, drained));
        tokio::select! {
            () = termination() => {
                stop.send_replace(true);
                join_gateway(gateway.await)
            }
            ended = &mut gateway => join_gateway(ended),
        }
    }

    fn gateway_config(&self) -> Result<GatewayConfig, CliError> {
        Ok(GatewayConfig {
            listen: self.settings.api_address(),
            postgrest_socket: postgrest::socket(&self.paths),
            postgrest_admin: self.settings.postgrest_admin_address(),
            functions: self.settings.functions_address(),
            jwks: self.secrets.jwks()?,
            allowed_origins: self.settings.allowed_origins.clone(),
            database: database::authenticator_config(&self.paths, &self.settings, &self.secrets),
            limits: Limits::default(),
        })
    }
}

fn orders(may_start: &watch::Receiver<bool>, stop: &watch::Receiver<bool>, restart: Arc<Notify>) -> Orders {
    Orders { may_start: may_start.clone(), stop: stop.clone(), restart }
}

fn join_gateway(
    ended: Result<Result<(), gateway::GatewayError>, tokio::task::JoinError>,
) -> Result<(), CliError> {
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(CliError::machine(error.to_string()).remedy("run `crm doctor`")),
        Err(error) => Err(CliError::failed(format!("the gateway broke: {error}"))),
    }
}

/// Completes on SIGTERM, SIGINT or SIGHUP.
async fn termination() {
    let listen = |kind: SignalKind| async move {
        match signal(kind) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            Err(error) => {
                eprintln!("cannot listen for signals: {error}");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = listen(SignalKind::terminate()) => {}
        () = listen(SignalKind::interrupt()) => {}
        () = listen(SignalKind::hangup()) => {}
    }
}
