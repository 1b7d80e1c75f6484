//! `status.json`: what the supervisor knows of each part, for `crm status`.

use crate::state::Paths;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What a part is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doing {
    Waiting,
    Running,
    Restarting,
    Stopped,
}

/// One part of the running stack.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PartState {
    pub(crate) doing: Doing,
    pub(crate) pid: Option<u32>,
    /// Seconds since 1970 of the last start.
    pub(crate) started_at: Option<i64>,
    /// Starts after the first one.
    pub(crate) restarts: u32,
    /// How it ended the last time.
    pub(crate) last_exit: Option<String>,
}

impl Default for PartState {
    fn default() -> Self {
        Self { doing: Doing::Waiting, pid: None, started_at: None, restarts: 0, last_exit: None }
    }
}

type Parts = BTreeMap<String, PartState>;

/// The shared record of all parts; each change is written to the file.
#[derive(Debug, Clone)]
pub(crate) struct Board {
    file: PathBuf,
    parts: Arc<Mutex<Parts>>,
}

impl Board {
    pub(crate) fn new(paths: &Paths) -> Self {
        Self { file: paths.status_file(), parts: Arc::default() }
    }

    /// Changes one part's record.
    pub(crate) fn update(&self, part: &str, change: impl FnOnce(&mut PartState)) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        change(parts.entry(part.to_owned()).or_default());
        // only `crm status` reads it; the stack itself works without
        if let Ok(text) = serde_json::to_vec(&*parts) {
            let draft = self.file.with_extension("new");
            let _best_effort =
                std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, &self.file));
        }
    }

    /// One part's record.
    pub(crate) fn part(&self, part: &str) -> PartState {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.get(part).cloned().unwrap_or_default()
    }
}

/// What the running (or last) supervisor wrote.
pub(crate) fn read_board(paths: &Paths) -> Parts {
    let text = std::fs::read(paths.status_file()).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}
