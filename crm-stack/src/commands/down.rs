//! `crm down`

use super::Context;
use crate::error::CliError;
use crate::progress::Step;
use crate::supervisor;

/// Stops everything in order: gateway, functions, PostgREST, database.
pub(crate) fn run(context: &Context) -> Result<(), CliError> {
    let step = Step::start(context.output, "stopping");
    let was_running = supervisor::stop(&context.paths)?;
    step.done("");
    let text = if was_running { "stopped" } else { "nothing was running" };
    context.output.result(&serde_json::json!({ "was_running": was_running }), || text.to_owned())
}
