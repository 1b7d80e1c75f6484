//! The threads that requests run on.

use super::config::GatewayConfig;
use super::front::Front;
use super::listen;
use super::{Gateway, GatewayError, Shared};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::runtime;
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::MissedTickBehavior;

/// PostgREST and PostgreSQL need the other half of the machine.
const CORES_PER_WORKER: usize = 2;
const WORKERS_MAX: usize = 8;
const TIDY_EVERY: Duration = Duration::from_secs(1);

/// A thread with an event loop of its own. A request stays on its thread: waking another one for every event, as a
/// work-sharing pool does, cost a quarter of the gateway's time.
pub(super) struct Worker {
    ended: oneshot::Receiver<bool>,
}

/// What a worker needs to start.
pub(super) struct Start {
    pub(super) config: Arc<GatewayConfig>,
    pub(super) shared: Arc<Shared>,
    pub(super) slots: Arc<Semaphore>,
    /// Closed or changed when the worker is to stop.
    pub(super) stop: watch::Receiver<()>,
}

/// How many workers this machine gets.
pub(super) fn count() -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    (cores / CORES_PER_WORKER).clamp(1, WORKERS_MAX)
}

impl Worker {
    /// Starts a thread that accepts from `listener` together with the others.
    pub(super) fn spawn(number: usize, listener: TcpListener, start: Start) -> Result<Self, GatewayError> {
        let runtime =
            runtime::Builder::new_current_thread().enable_all().build().map_err(GatewayError::Worker)?;
        let gateway = Gateway::new(&start.config, &start.shared);
        let (report, ended) = oneshot::channel();
        let work = move || {
            let drained = runtime.block_on(work(listener, gateway, start));
            // nobody waits any more when the gateway itself was dropped
            report.send(drained.unwrap_or(false)).ok();
        };
        thread::Builder::new().name(format!("gateway-{number}")).spawn(work).map_err(GatewayError::Worker)?;
        Ok(Self { ended })
    }

    /// Waits for the end; tells whether all running requests could end before.
    pub(super) async fn drained(self) -> bool {
        self.ended.await.unwrap_or(false)
    }
}

/// Closes idle connections. It is also the timer that always ends first: every one that would end before all others
/// makes tokio wake the event loop by a system call, which the time limits of requests otherwise do.
async fn tidy(gateway: Arc<Gateway>) {
    let mut ticks = tokio::time::interval(TIDY_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        gateway.rest.close_idle();
        gateway.functions.close_idle();
    }
}

async fn work(listener: TcpListener, gateway: Gateway, mut start: Start) -> std::io::Result<bool> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let gateway = Arc::new(gateway);
    tokio::spawn(tidy(Arc::clone(&gateway)));
    let front = Front::new(gateway, &start.config);
    let stop = async move { drop(start.stop.changed().await) };
    Ok(listen::run(listener, front, &start.config.limits, &start.slots, stop).await)
}
