//! The system account that everything in the background runs as: the owner of the state folder.

use crate::error::{CliError, IoContext};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// PostgreSQL refuses to run as root; Debian's packages make this account.
const SERVICE_ACCOUNT: &str = "postgres";

/// A numeric account of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Account {
    /// The account that this process runs as.
    pub(crate) fn current() -> Self {
        Self { uid: rustix::process::geteuid().as_raw(), gid: rustix::process::getegid().as_raw() }
    }

    /// The account that owns `path`.
    pub(crate) fn owner_of(path: &Path) -> Result<Self, CliError> {
        let facts = std::fs::metadata(path).context(|| format!("look at {}", path.display()))?;
        Ok(Self { uid: facts.uid(), gid: facts.gid() })
    }

    /// The account for a new installation: this one, or `postgres` when this one is root.
    pub(crate) fn for_service() -> Result<Self, CliError> {
        let current = Self::current();
        if !current.is_root() {
            return Ok(current);
        }
        let accounts = std::fs::read_to_string("/etc/passwd").context(|| "read /etc/passwd".to_owned())?;
        find_account(&accounts, SERVICE_ACCOUNT).ok_or_else(|| {
            CliError::machine("there is no system user `postgres`, and PostgreSQL refuses to run as root")
                .remedy("install PostgreSQL's packages (`apt-get install postgresql`), or run as an ordinary user")
        })
    }

    pub(crate) fn is_root(self) -> bool {
        self.uid == 0
    }

    /// Makes `command` run as this account, when the current one may switch.
    pub(crate) fn run_as(self, command: &mut Command) -> &mut Command {
        if Self::current().is_root() && !self.is_root() {
            // as root, std drops the supplementary groups together with the user id
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Gives a file or folder to this account, when the current one may.
    pub(crate) fn take(self, path: &Path) -> Result<(), CliError> {
        if !Self::current().is_root() {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid)).context(|| format!("hand over {}", path.display()))
    }

    /// True when this account can enter `folder` and write there.
    pub(crate) fn can_use(self, folder: &Path) -> bool {
        let mut test = Command::new("test");
        test.arg("-x").arg(folder).arg("-a").arg("-w").arg(folder).current_dir("/");
        self.run_as(&mut test).status().is_ok_and(|status| status.success())
    }
}

fn find_account(accounts: &str, name: &str) -> Option<Account> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let mut numbers = fields.skip(1).map(str::parse);
        Some(Account { uid: numbers.next()?.ok()?, gid: numbers.next()?.ok()? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_their_whole_name() {
        let accounts =
            "postgresx:x:7:8::/:/bin/sh\npostgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(find_account(accounts, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(find_account(accounts, "nobody"), None);
    }
}
