//! `crm reset`

use super::Context;
use crate::error::{CliError, IoContext};
use crate::progress::Step;
use crate::state::home;
use crate::supervisor;
use std::io::{BufRead, IsTerminal, Write};

/// Options of `crm reset`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct ResetArgs {
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

/// Stops everything and removes the state folder.
pub(crate) fn run(context: &Context, args: &ResetArgs) -> Result<(), CliError> {
    let root = context.paths.root();
    if root.exists() && !home::is_state_folder(&context.paths) {
        return Err(CliError::usage(format!(
            "{} is no state folder of crm, and is left alone",
            root.display()
        )));
    }
    if !args.yes && root.exists() && !confirmed(&root.to_string_lossy())? {
        return Err(CliError::usage("nothing was removed").remedy("answer `yes`, or pass --yes"));
    }
    let step = Step::start(context.output, "stopping and removing the state");
    supervisor::stop(&context.paths)?;
    home::remove(&context.paths, context.state_as_named())?;
    step.done("");
    context.output.result(&serde_json::json!({ "removed": root }), || format!("removed {}", root.display()))
}

fn confirmed(root: &str) -> Result<bool, CliError> {
    if !std::io::stdin().is_terminal() {
        return Err(CliError::usage("reset asks first, and nobody is there to answer").remedy("pass --yes"));
    }
    let mut stderr = std::io::stderr();
    let asked = write!(stderr, "Remove {root} with its database? Type yes: ").and_then(|()| stderr.flush());
    asked.context(|| "ask on the terminal".to_owned())?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).context(|| "read the answer".to_owned())?;
    Ok(answer.trim() == "yes")
}
