//! Progress of long steps: a live line on a terminal, plain lines in a log, nothing with `--json`.

use crate::output::Output;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

const REDRAW_INTERVAL: Duration = Duration::from_millis(120);
/// Between two lines of a log that tell how far a part is.
const TELL_INTERVAL: Duration = Duration::from_secs(20);
const WORTH_A_LINE: Duration = Duration::from_secs(1);

/// One running step. Dropping it unfinished leaves its failure to the error message.
#[derive(Debug)]
pub(crate) struct Step {
    output: Output,
    title: String,
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Step {
    /// Begins a step; `title` is a short phrase such as `building the extension`.
    pub(crate) fn start(output: Output, title: impl Into<String>) -> Self {
        let title = title.into();
        let live = !output.is_json() && std::io::stderr().is_terminal();
        let bar = live.then(|| {
            let style = ProgressStyle::with_template("{spinner} {prefix} {wide_msg} {elapsed}");
            let bar = ProgressBar::new_spinner().with_prefix(title.clone());
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(REDRAW_INTERVAL);
            bar
        });
        if bar.is_none() {
            output.note(&format!("- {title} ..."));
        }
        Self { output, title, started: Instant::now(), bar }
    }

    /// Shows how far the step is (for example the last line of a build), on terminals only.
    pub(crate) fn detail(&self, text: impl Into<String>) {
        if let Some(bar) = &self.bar {
            bar.set_message(text.into());
        }
    }

    /// Begins a part of the step that counts rows.
    pub(crate) fn part(&self, name: &'static str) -> Part<'_> {
        self.detail(name);
        Part { step: self, name, rows: 0, started: Instant::now(), told: Instant::now() }
    }

    /// Leaves a line behind: above the live one on a terminal, in order in a log.
    fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => self.output.note(text),
        }
    }

    /// Ends the step; `result` is a short phrase, or empty.
    pub(crate) fn done(self, result: &str) {
        let seconds = self.started.elapsed().as_secs_f64();
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let result = if result.is_empty() { String::new() } else { format!(": {result}") };
        self.output.note(&format!("✓ {}{result} ({seconds:.1} s)", self.title));
    }
}

/// A part of a step, with the number of its rows so far.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    step: &'a Step,
    name: &'static str,
    rows: u64,
    started: Instant,
    told: Instant,
}

impl Part<'_> {
    /// Counts rows; a terminal shows them at once, a log now and then.
    pub(crate) fn add(&mut self, rows: u64) {
        self.rows += rows;
        let text = format!("{}: {} rows", self.name, self.rows);
        if self.step.bar.is_none() && self.told.elapsed() >= TELL_INTERVAL {
            self.told = Instant::now();
            self.step.line(&format!("  {text}"));
        }
        self.step.detail(text);
    }

    /// Ends the part; returns its rows. Only a part that took its time leaves a line.
    pub(crate) fn done(self) -> u64 {
        if self.started.elapsed() >= WORTH_A_LINE {
            let seconds = self.started.elapsed().as_secs_f64();
            self.step.line(&format!("  {}: {} rows ({seconds:.1} s)", self.name, self.rows));
        }
        self.rows
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
