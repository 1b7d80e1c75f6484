//! Makes the state folder, where the background account can use it.

use super::paths::{Paths, path_fingerprint};
use crate::error::{CliError, IoContext};
use crate::host::account::Account;
use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// Where root's installations lie when their clone cannot be reached by the background account.
const SYSTEM_STATE: &str = "/var/lib/pg_crm";

/// Makes the folders of the installation and returns them with the account that owns them.
///
/// Started as root, the folder belongs to the system user `postgres`; when that user cannot reach it
/// (a clone below /root), it lies in /var/lib/pg_crm and the wanted place is a symbolic link to it.
pub(crate) fn prepare(wanted: &Paths) -> Result<(Paths, Account), CliError> {
    let account = account_for(wanted.root())?;
    let paths =
        if make(wanted.root(), account)? { wanted.clone() } else { move_to_system(wanted.root(), account)? };
    for folder in [paths.bin(), paths.logs(), paths.run()] {
        refuse_strangers(&folder, account)?;
        std::fs::create_dir_all(&folder).context(|| format!("make the folder {}", folder.display()))?;
        account.take(&folder)?;
    }
    for private in [paths.logs(), paths.run()] {
        set_mode(&private, 0o700)?;
    }
    Ok((paths, account))
}

/// The folder of sockets may lie in /tmp, where anybody could have made it before us.
fn refuse_strangers(folder: &Path, account: Account) -> Result<(), CliError> {
    let Ok(facts) = std::fs::symlink_metadata(folder) else { return Ok(()) };
    let is_ours = facts.is_dir() && (facts.uid() == account.uid || facts.uid() == 0);
    if is_ours {
        return Ok(());
    }
    Err(CliError::machine(format!("{} belongs to somebody else", folder.display()))
        .remedy(format!("remove {}", folder.display())))
}

/// An installation keeps its owner; a new one gets the account of this machine's services.
fn account_for(root: &Path) -> Result<Account, CliError> {
    if root.exists() {
        let owner = Account::owner_of(root)?;
        if !owner.is_root() {
            return Ok(owner);
        }
    }
    Account::for_service()
}

/// Makes the folder; false when the account cannot use it there.
fn make(root: &Path, account: Account) -> Result<bool, CliError> {
    std::fs::create_dir_all(root).context(|| format!("make the folder {}", root.display()))?;
    account.take(root)?;
    set_mode(root, 0o755)?;
    if account.can_use(root) {
        return Ok(true);
    }
    if Account::current().is_root() {
        return Ok(false);
    }
    Err(CliError::machine(format!("the state folder {} cannot be written", root.display()))
        .remedy("run as its owner, or choose another folder with --state DIR"))
}

fn move_to_system(wanted: &Path, account: Account) -> Result<Paths, CliError> {
    let place: PathBuf = Path::new(SYSTEM_STATE).join(path_fingerprint(wanted));
    std::fs::remove_dir(wanted).map_err(|error| {
        CliError::machine(format!(
            "the account that runs PostgreSQL cannot reach {}: {error}",
            wanted.display()
        ))
        .remedy("choose a folder that everybody may enter with --state DIR")
    })?;
    if !make(&place, account)? {
        return Err(CliError::machine(format!(
            "the account that runs PostgreSQL cannot reach {}",
            place.display()
        ))
        .remedy("choose a folder that everybody may enter with --state DIR"));
    }
    symlink(&place, wanted).context(|| format!("link {} to {}", wanted.display(), place.display()))?;
    Paths::new(&place)
}

fn set_mode(path: &Path, mode: u32) -> Result<(), CliError> {
    std::fs::set_permissions(path, Permissions::from_mode(mode))
        .context(|| format!("set the rights of {}", path.display()))
}

/// True when the folder holds an installation, complete or half made.
pub(crate) fn is_state_folder(paths: &Paths) -> bool {
    paths.bin().is_dir() && paths.logs().is_dir()
}

/// Removes the installation, the database included, and the link to it.
pub(crate) fn remove(paths: &Paths, wanted: &Path) -> Result<(), CliError> {
    for folder in [paths.root().to_path_buf(), paths.run()] {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).context(|| format!("remove {}", folder.display()))?;
        }
    }
    if wanted.is_symlink() {
        std::fs::remove_file(wanted).context(|| format!("remove {}", wanted.display()))?;
    }
    Ok(())
}
