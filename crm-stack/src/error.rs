//! What a command tells its user when it fails: one sentence, and the next step.

use serde::Serialize;
use std::fmt;
use std::process::ExitCode;

/// Who has to act, told to scripts by the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Blame {
    /// The work itself failed: exit code 1.
    Failed,
    /// The command was called wrongly: exit code 2 (as clap's own).
    Usage,
    /// The machine lacks something (tool, port, space, rights): exit code 3.
    Machine,
    /// The stack has to be up for this command: exit code 4.
    NotRunning,
}

/// A failure with a remedy.
#[derive(Debug, thiserror::Error)]
pub(crate) struct CliError {
    blame: Blame,
    message: String,
    remedy: Option<String>,
}

impl CliError {
    /// The work failed. `message` is one sentence in lower case without a full stop.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Blame::Failed, message)
    }

    /// The command was called wrongly.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Blame::Usage, message)
    }

    /// The machine lacks something.
    pub(crate) fn machine(message: impl Into<String>) -> Self {
        Self::new(Blame::Machine, message)
    }

    /// The stack is not running.
    pub(crate) fn not_running(message: impl Into<String>) -> Self {
        Self::new(Blame::NotRunning, message).remedy("run `crm up`")
    }

    fn new(blame: Blame, message: impl Into<String>) -> Self {
        Self { blame, message: message.into(), remedy: None }
    }

    /// Adds the one next step, imperative.
    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The sentence without the remedy.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The next step alone.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.remedy.as_deref()
    }

    /// The process's exit code.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.blame {
            Blame::Failed => 1,
            Blame::Usage => 2,
            Blame::Machine => 3,
            Blame::NotRunning => 4,
        })
    }

    /// The machine-readable form: `{"error":{"kind","message","remedy"}}`.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "error": { "kind": self.blame, "message": self.message, "remedy": self.remedy } })
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.remedy {
            Some(remedy) => write!(formatter, "\n  remedy: {remedy}"),
            None => Ok(()),
        }
    }
}

/// Says what was being done when the operating system refused.
pub(crate) trait IoContext<T> {
    /// `doing` completes the sentence "cannot ...".
    fn context(self, doing: impl FnOnce() -> String) -> Result<T, CliError>;
}

impl<T> IoContext<T> for std::io::Result<T> {
    fn context(self, doing: impl FnOnce() -> String) -> Result<T, CliError> {
        self.map_err(|error| io_failure(&doing(), &error))
    }
}

fn io_failure(doing: &str, error: &std::io::Error) -> CliError {
    use std::io::ErrorKind;
    let failure = CliError::machine(format!("cannot {doing}: {error}"));
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            failure.remedy("free disk space, then run the command again")
        }
        ErrorKind::PermissionDenied => failure.remedy("run as the user who owns the folder, or as root"),
        _ => failure,
    }
}

impl From<tokio_postgres::Error> for CliError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(database) = error.as_db_error() else {
            return Self::failed(format!("the database connection failed: {error}"))
                .remedy("look at `crm status` and `crm logs postgres`");
        };
        let mut message = format!("{} ({})", database.message(), database.code().code());
        if let Some(detail) = database.detail() {
            message = format!("{message}: {detail}");
        }
        let failure = Self::failed(message);
        match database.hint() {
            Some(hint) => failure.remedy(hint),
            None => failure,
        }
    }
}
