//! The table that every figure in a document comes from: Markdown for people, JSON for programs.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::sample::Sample;

/// One measured comparison. `ours` and `peer` are medians in `unit`; `aim` is the bound the project set itself.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) capability: &'static str,
    pub(crate) case: String,
    pub(crate) size: u64,
    pub(crate) peer_name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) ours: f64,
    pub(crate) peer: f64,
    pub(crate) cpu_ours_ms: Option<f64>,
    pub(crate) cpu_peer_ms: Option<f64>,
    /// `ours / peer` for times, `peer / ours` for rates: above 1 always means that the peer is better.
    pub(crate) ratio: f64,
    pub(crate) aim: Option<f64>,
    pub(crate) rounds: usize,
}

/// What a row is about, before it is measured.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) capability: &'static str,
    pub(crate) case: String,
    pub(crate) size: u64,
    pub(crate) peer_name: &'static str,
    pub(crate) aim: Option<f64>,
}

impl Subject {
    /// Row of two timed sides, in milliseconds.
    pub(crate) fn times(self, ours: &Sample, peer: &Sample) -> Row {
        let (our_median, peer_median) = (ours.median_ms(), peer.median_ms());
        Row {
            capability: self.capability,
            case: self.case,
            size: self.size,
            peer_name: self.peer_name,
            unit: "ms",
            ours: our_median,
            peer: peer_median,
            cpu_ours_ms: ours.cpu_ms(),
            cpu_peer_ms: peer.cpu_ms(),
            ratio: our_median / peer_median,
            aim: self.aim,
            rounds: ours.rounds().min(peer.rounds()),
        }
    }

    /// Row of two amounts, in `unit` (less is better).
    pub(crate) fn amounts(self, unit: &'static str, ours: u64, peer: u64) -> Row {
        let (ours, peer) = (ours as f64, peer as f64);
        Row {
            capability: self.capability,
            case: self.case,
            size: self.size,
            peer_name: self.peer_name,
            unit,
            ours,
            peer,
            cpu_ours_ms: None,
            cpu_peer_ms: None,
            ratio: ours / peer,
            aim: self.aim,
            rounds: 1,
        }
    }

    /// Row of two rates, in `unit` (more is better).
    pub(crate) fn rates(self, unit: &'static str, ours: f64, peer: f64, rounds: usize) -> Row {
        Row {
            capability: self.capability,
            case: self.case,
            size: self.size,
            peer_name: self.peer_name,
            unit,
            ours,
            peer,
            cpu_ours_ms: None,
            cpu_peer_ms: None,
            ratio: peer / ours,
            aim: self.aim,
            rounds,
        }
    }
}

/// Where and with what the figures were made.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) date: String,
    pub(crate) cores: usize,
    pub(crate) memory_gib: u64,
    pub(crate) postgres: String,
    pub(crate) postgrest: String,
    pub(crate) command: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) rows: Vec<Row>,
}

impl Report {
    pub(crate) fn to_markdown(&self) -> String {
        let machine = &self.machine;
        let mut text = format!(
            "# Measurements of {}\n\n{} cores, {} GiB; {}; {}. Command: `{}`.\n\
             Ratio: ours to peer for times, peer to ours for rates; above 1 the peer is better. Medians; CPU is the backend's, a round.\n\n\
             | capability | case | size | peer | ours | peer's | unit | ratio | aim | CPU ms ours/peer | rounds |\n\
             |---|---|---:|---|---:|---:|---|---:|---:|---:|---:|\n",
            machine.date,
            machine.cores,
            machine.memory_gib,
            machine.postgres,
            machine.postgrest,
            machine.command
        );
        for row in &self.rows {
            let _ = writeln!(text, "{}", row.to_markdown());
        }
        text
    }

    /// Writes `<date>.md` and `<date>.json` into the folder.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let name = self.machine.date.replace([':', ' '], "-");
        std::fs::write(folder.join(format!("{name}.md")), self.to_markdown())?;
        std::fs::write(folder.join(format!("{name}.json")), serde_json::to_string_pretty(self)?)?;
        Ok(())
    }
}

impl Row {
    pub(crate) fn to_markdown(&self) -> String {
        let aim = self.aim.map_or_else(|| "-".to_owned(), |aim| format!("{aim:.2}"));
        let cpu = match (self.cpu_ours_ms, self.cpu_peer_ms) {
            (Some(ours), Some(peer)) => format!("{ours:.3}/{peer:.3}"),
            _ => "-".to_owned(),
        };
        format!(
            "| {} | {} | {} | {} | {} | {} | {} | {:.2} | {aim} | {cpu} | {} |",
            self.capability,
            self.case,
            self.size,
            self.peer_name,
            figure(self.ours),
            figure(self.peer),
            self.unit,
            self.ratio,
            self.rounds
        )
    }
}

/// Three significant places for small figures, whole numbers for large ones.
fn figure(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}
