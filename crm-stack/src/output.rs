//! Printing: text for people, or one JSON document for programs.

use crate::error::CliError;
use serde::Serialize;
use std::io::Write;

/// Where results go; copied freely.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
    silent: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, silent: false }
    }

    /// The same without results: for a command that is a step of another one.
    pub(crate) fn silenced(self) -> Self {
        Self { silent: true, ..self }
    }

    /// True when `--json` was given.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Prints a result: `text` for people, `document` with `--json`. A closed pipe is no error.
    pub(crate) fn result(
        self,
        document: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<(), CliError> {
        if self.silent {
            return Ok(());
        }
        let line = if self.json {
            serde_json::to_string_pretty(document)
                .map_err(|error| CliError::failed(format!("the result cannot be written as JSON: {error}")))?
        } else {
            text()
        };
        print_line(&line);
        Ok(())
    }

    /// Prints a failure to standard error.
    pub(crate) fn error(self, error: &CliError) {
        let line = if self.json { error.to_json().to_string() } else { format!("crm: {error}") };
        let _closed_pipe = writeln!(std::io::stderr(), "{line}");
    }

    /// Prints a remark for people to standard error; silent with `--json`.
    pub(crate) fn note(self, text: &str) {
        if !self.json {
            let _closed_pipe = writeln!(std::io::stderr(), "{text}");
        }
    }
}

fn print_line(line: &str) {
    let mut stdout = std::io::stdout();
    let _closed_pipe = writeln!(stdout, "{}", line.trim_end_matches('\n'));
}
