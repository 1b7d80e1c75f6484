//! Progress of long steps: a live line on a terminal, plain lines in a log, nothing with `--json`.

use crate::output::Output;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

const REDRAW_INTERVAL: Duration = Duration::from_millis(120);

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

impl Drop for Step {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
