//! Log files: each part appends to its own; a file that grew too large is copied aside and emptied.
//!
//! Copying keeps the children's open files valid, so that no part has to be told; lines written between
//! copy and truncation are lost, which is the price.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

const ROTATE_BYTES: u64 = 20 * 1024 * 1024;
const KEPT_FILES: u32 = 5;
const CHECK_INTERVAL: Duration = Duration::from_secs(15);

/// Opens a log for appending.
pub(crate) fn open(path: &Path) -> std::io::Result<File> {
    File::options().append(true).create(true).open(path)
}

/// Rotates all logs of a folder for ever.
pub(crate) async fn keep_small(folder: PathBuf) {
    loop {
        for path in log_files(&folder) {
            if path.metadata().is_ok_and(|facts| facts.len() > ROTATE_BYTES)
                && let Err(error) = rotate(&path)
            {
                eprintln!("cannot rotate {}: {error}", path.display());
            }
        }
        tokio::time::sleep(CHECK_INTERVAL).await;
    }
}

fn log_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect());
    let paths: Vec<PathBuf> = entries.unwrap_or_default();
    paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "log")).collect()
}

/// `x.log` becomes `x.log.1`, `x.log.1` becomes `x.log.2`, ...; the oldest goes.
fn rotate(path: &Path) -> std::io::Result<()> {
    let numbered = |number: u32| PathBuf::from(format!("{}.{number}", path.display()));
    for number in (1..KEPT_FILES).rev() {
        if numbered(number).exists() {
            std::fs::rename(numbered(number), numbered(number + 1))?;
        }
    }
    std::fs::copy(path, numbered(1))?;
    File::options().write(true).open(path)?.set_len(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_rotated_log_keeps_its_open_writers_and_its_past() {
        let folder = std::env::temp_dir().join(format!("crm-rotate-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("part.log");
        let mut writer = open(&path).unwrap();
        for round in ["one", "two", "three"] {
            write!(writer, "{round}").unwrap();
            rotate(&path).unwrap();
        }
        write!(writer, "four").unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(read("part.log"), "four");
        assert_eq!((read("part.log.1").as_str(), read("part.log.3").as_str()), ("three", "one"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
