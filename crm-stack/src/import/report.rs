//! The one summary at the end of an import.

use super::command::LoadArgs;
use super::mapping::Mapping;
use super::problem::{Problem, ProblemLog, ReasonKey};
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use uuid::Uuid;

const MAX_REASONS_SHOWN: usize = 12;

/// What became of one file.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FileReport {
    pub(crate) file: String,
    pub(crate) kind: &'static str,
    pub(crate) read: u64,
    pub(crate) created: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) refused: u64,
}

impl FileReport {
    /// `85 rows: 85 created`
    pub(crate) fn counts(&self) -> String {
        let mut text = format!("{} rows: {} created", self.read, self.created);
        for (count, name) in
            [(self.updated, "updated"), (self.unchanged, "unchanged"), (self.refused, "refused")]
        {
            if count > 0 {
                text = format!("{text}, {count} {name}");
            }
        }
        text
    }
}

/// One reason and how often it was given.
#[derive(Debug, Serialize)]
pub(crate) struct ReasonCount {
    #[serde(flatten)]
    key: ReasonKey,
    rows: u64,
}

/// Sums over all files.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Totals {
    pub(crate) read: i64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) unchanged: i64,
    pub(crate) refused: i64,
    pub(crate) warnings: i64,
}

/// The summary.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    batch: Uuid,
    organization: String,
    mapping: String,
    description: String,
    dry_run: bool,
    seconds: f64,
    totals: Totals,
    files: Vec<FileReport>,
    reasons: Vec<ReasonCount>,
    samples: Vec<Problem>,
    problems_file: Option<String>,
}

impl Report {
    pub(crate) fn new(
        args: &LoadArgs,
        mapping: &Mapping,
        batch: Uuid,
        files: Vec<FileReport>,
        log: &ProblemLog,
        took: Duration,
    ) -> Self {
        let sum = |count: fn(&FileReport) -> u64| {
            i64::try_from(files.iter().map(count).sum::<u64>()).unwrap_or(i64::MAX)
        };
        let totals = Totals {
            read: sum(|file| file.read),
            created: sum(|file| file.created),
            updated: sum(|file| file.updated),
            unchanged: sum(|file| file.unchanged),
            refused: sum(|file| file.refused),
            warnings: i64::try_from(log.warnings).unwrap_or(i64::MAX),
        };
        let reasons =
            log.reasons.iter().map(|(key, rows)| ReasonCount { key: key.clone(), rows: *rows }).collect();
        Self {
            batch,
            organization: args.org.clone(),
            mapping: mapping.name.clone(),
            description: mapping.description.clone(),
            dry_run: args.dry_run,
            seconds: took.as_secs_f64(),
            totals,
            files,
            reasons,
            samples: log.samples.clone(),
            problems_file: log.file().map(|path| path.display().to_string()),
        }
    }

    /// Rows that were not imported.
    pub(crate) fn rows_refused(&self) -> u64 {
        self.totals.refused.unsigned_abs()
    }

    /// Sums over all files.
    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals { read, created, updated, unchanged, refused, warnings } = self.totals;
        let heading = if self.dry_run { "Dry run, nothing was changed" } else { "Imported" };
        writeln!(out, "{heading}: {} into {} in {:.1} s", self.mapping, self.organization, self.seconds)?;
        if !self.description.is_empty() {
            writeln!(out, "  {}", self.description)?;
        }
        for file in &self.files {
            writeln!(out, "  {:<24} {:<12} {}", file.file, file.kind, file.counts())?;
        }
        writeln!(
            out,
            "  total: {read} rows, {created} created, {updated} updated, {unchanged} unchanged, {refused} refused, {warnings} warnings"
        )?;
        for ReasonCount { key, rows } in self.reasons.iter().rev().take(MAX_REASONS_SHOWN) {
            let weight = if key.refused { "refused" } else { "warning" };
            writeln!(out, "  {weight}: {rows} rows of {}, {}: {}", key.file, key.column, key.reason)?;
        }
        if let Some(path) = &self.problems_file {
            writeln!(out, "  every row with its line number: {path}")?;
        }
        if !self.dry_run {
            writeln!(out, "  take it back: crm import undo {}", self.batch)?;
        }
        Ok(())
    }
}
