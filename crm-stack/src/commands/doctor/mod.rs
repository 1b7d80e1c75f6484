//! `crm doctor`: looks at the machine, the installation and the database; each finding carries its remedy.

mod database;
mod machine;

use super::Context;
use crate::error::CliError;
use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    Ok,
    Warning,
    Problem,
}

/// The outcome of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    pub(crate) check: String,
    pub(crate) level: Level,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remedy: Option<String>,
}

impl Finding {
    fn ok(check: &str, message: impl Into<String>) -> Self {
        Self { check: check.to_owned(), level: Level::Ok, message: message.into(), remedy: None }
    }

    fn warning(check: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { level: Level::Warning, remedy: Some(remedy.into()), ..Self::ok(check, message) }
    }

    fn problem(check: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { level: Level::Problem, remedy: Some(remedy.into()), ..Self::ok(check, message) }
    }

    /// A refusal of another command, as a problem.
    fn refused(check: &str, error: &CliError) -> Self {
        Self {
            level: Level::Problem,
            remedy: error.advice().map(ToOwned::to_owned),
            ..Self::ok(check, error.message())
        }
    }
}

/// Prints all findings; fails when there is a problem.
pub(crate) async fn run(context: &Context) -> Result<(), CliError> {
    let mut findings = machine::findings(context);
    findings.extend(database::findings(context).await);
    let problems = findings.iter().filter(|finding| finding.level == Level::Problem).count();
    let document = serde_json::json!({ "healthy": problems == 0, "findings": findings });
    context.output.result(&document, || listing(&findings))?;
    if problems == 0 {
        return Ok(());
    }
    Err(CliError::failed(format!("{problems} of {} checks found a problem", findings.len()))
        .remedy("follow the remedies above"))
}

fn listing(findings: &[Finding]) -> String {
    let lines = findings.iter().map(|finding| {
        let mark = match finding.level {
            Level::Ok => "✓",
            Level::Warning => "!",
            Level::Problem => "✗",
        };
        let remedy =
            finding.remedy.as_ref().map_or_else(String::new, |remedy| format!("\n    remedy: {remedy}"));
        format!("{mark} {}: {}{remedy}", finding.check, finding.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}
