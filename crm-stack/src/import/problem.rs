//! Problems of single rows: counted, sampled for the summary, written whole to the error file.

use super::error::ImportError;
use crate::export::escape_cell;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

const SAMPLES: usize = 5;
const MAX_VALUE_CHARS: usize = 200;

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ProblemKind {
    /// A value is missing, malformed or against a rule.
    Validation,
    /// A name leads to no record, or to several.
    Lookup,
    /// The same record stands in the file or the database already.
    Duplicate,
    /// The database refused the row.
    Integrity,
}

impl ProblemKind {
    fn name(self) -> &'static str {
        match self {
            Self::Validation => "validation",
            Self::Lookup => "lookup",
            Self::Duplicate => "duplicate",
            Self::Integrity => "integrity",
        }
    }

    /// The kind of that name, as the SQL of the checks writes it.
    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "lookup" => Self::Lookup,
            "duplicate" => Self::Duplicate,
            "integrity" => Self::Integrity,
            _ => Self::Validation,
        }
    }
}

/// One row's problem.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Problem {
    pub(crate) file: String,
    /// Line of the file on which the row starts, from 1.
    pub(crate) line: u64,
    /// Column of the file, or the field where no single column is to blame.
    pub(crate) column: String,
    pub(crate) kind: ProblemKind,
    /// The row was refused; otherwise it was kept and this is a warning.
    pub(crate) refused: bool,
    pub(crate) reason: String,
    pub(crate) value: String,
}

/// How often one reason occurred.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct ReasonKey {
    pub(crate) refused: bool,
    pub(crate) file: String,
    pub(crate) column: String,
    pub(crate) kind: ProblemKind,
    pub(crate) reason: String,
}

/// All problems of an import; memory does not grow with their number.
#[derive(Debug)]
pub(crate) struct ProblemLog {
    path: PathBuf,
    writer: Option<csv::Writer<BufWriter<File>>>,
    pub(crate) reasons: BTreeMap<ReasonKey, u64>,
    pub(crate) samples: Vec<Problem>,
    pub(crate) warnings: u64,
}

impl ProblemLog {
    /// The file at `path` is made with the first problem.
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            writer: None,
            reasons: BTreeMap::new(),
            samples: Vec::new(),
            warnings: 0,
        }
    }

    /// Where the problems stand, if there are any.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.writer.is_some().then_some(self.path.as_path())
    }

    /// Notes one problem.
    ///
    /// # Errors
    /// When the error file cannot be written.
    pub(crate) fn add(&mut self, problem: Problem) -> Result<(), ImportError> {
        self.write(&problem).map_err(|source| self.write_error(source))?;
        self.warnings += u64::from(!problem.refused);
        let key = ReasonKey {
            refused: problem.refused,
            file: problem.file.clone(),
            column: problem.column.clone(),
            kind: problem.kind,
            reason: problem.reason.clone(),
        };
        // reasons name rules, not values, so there are few; a flood of odd ones is folded into one
        let known = self.reasons.contains_key(&key) || self.reasons.len() < 1_000;
        let key = if known { key } else { ReasonKey { reason: "other reasons".to_owned(), ..key } };
        *self.reasons.entry(key).or_default() += 1;
        if problem.refused && self.samples.len() < SAMPLES {
            self.samples.push(problem);
        }
        Ok(())
    }

    /// Writes what is buffered.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn flush(&mut self) -> Result<(), ImportError> {
        match self.writer.as_mut().map(csv::Writer::flush) {
            Some(Err(source)) => Err(self.write_error(source)),
            _ => Ok(()),
        }
    }

    fn write(&mut self, problem: &Problem) -> std::io::Result<()> {
        if self.writer.is_none() {
            let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(&self.path)?));
            writer.write_record(["file", "line", "column", "kind", "severity", "reason", "value"])?;
            self.writer = Some(writer);
        }
        let Some(writer) = self.writer.as_mut() else { return Ok(()) };
        let value: String = problem.value.chars().take(MAX_VALUE_CHARS).collect();
        let severity = if problem.refused { "error" } else { "warning" };
        writer.write_record([
            problem.file.as_str(),
            &problem.line.to_string(),
            &escape_cell(&problem.column),
            problem.kind.name(),
            severity,
            &problem.reason,
            &escape_cell(&value),
        ])?;
        Ok(())
    }

    fn write_error(&self, source: std::io::Error) -> ImportError {
        ImportError::Write { path: self.path.display().to_string(), source }
    }
}
