//! A copy of this binary in the state folder: the background account may not reach the sources.

use crate::error::{CliError, IoContext};
use crate::state::Paths;

/// Installs this binary as `bin/crm` when it differs; true when it was replaced.
pub(crate) fn ensure(paths: &Paths) -> Result<bool, CliError> {
    let source = std::env::current_exe().context(|| "find this program's own file".to_owned())?;
    let target = paths.bin().join("crm");
    if source == target {
        return Ok(false);
    }
    let ours = std::fs::read(&source).context(|| format!("read {}", source.display()))?;
    if std::fs::read(&target).is_ok_and(|installed| installed == ours) {
        return Ok(false);
    }
    let draft = paths.bin().join("crm.new");
    std::fs::copy(&source, &draft).context(|| format!("write {}", draft.display()))?;
    std::fs::rename(&draft, &target).context(|| format!("install {}", target.display()))?;
    Ok(true)
}
