//! Stamps: a digest of everything a build product was made from, kept beside it.

use crate::error::{CliError, IoContext};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Gathers inputs of a build product.
#[derive(Default)]
pub(crate) struct Inputs {
    digest: Sha256,
}

impl Inputs {
    /// A setting, version or other short text.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.digest.update(text.len().to_le_bytes());
        self.digest.update(text.as_bytes());
        self
    }

    /// A file, or all files below a folder (hidden ones and `target` left out); what is missing counts as empty.
    pub(crate) fn path(mut self, path: &Path) -> Result<Self, CliError> {
        for file in files_below(path)? {
            let relative = file.strip_prefix(path).unwrap_or(&file);
            let content = std::fs::read(&file).context(|| format!("read {}", file.display()))?;
            self = self.text(&relative.to_string_lossy());
            self.digest.update(content.len().to_le_bytes());
            self.digest.update(&content);
        }
        Ok(self)
    }

    /// The stamp: 64 hex digits.
    pub(crate) fn stamp(self) -> String {
        self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// True when the product beside `file` was made from these inputs.
pub(crate) fn is_current(file: &Path, stamp: &str) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| text.trim() == stamp)
}

/// Records that the product is complete; written last, so that a killed build is built again.
pub(crate) fn record(file: &Path, stamp: &str) -> Result<(), CliError> {
    std::fs::write(file, stamp).context(|| format!("write {}", file.display()))
}

fn files_below(path: &Path) -> Result<Vec<PathBuf>, CliError> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    let mut folders = if path.is_dir() { vec![path.to_path_buf()] } else { Vec::new() };
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).context(|| format!("read the folder {}", folder.display()))? {
            let entry = entry.context(|| format!("read the folder {}", folder.display()))?.path();
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') || name == "target" || name == "node_modules" || name == "pkg" {
                continue;
            }
            if entry.is_dir() { folders.push(entry) } else { files.push(entry) }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_tells_where_one_text_ends() {
        let joined = Inputs::default().text("ab").text("c").stamp();
        assert_ne!(joined, Inputs::default().text("a").text("bc").stamp());
        assert_eq!(joined, Inputs::default().text("ab").text("c").stamp());
    }
}
