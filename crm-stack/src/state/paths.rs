//! Names of everything inside the state folder.

use crate::error::CliError;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// PostgreSQL and the kernel refuse longer socket paths (108 bytes with the socket's own name).
const SOCKET_FOLDER_LIMIT_BYTES: usize = 90;

/// The state folder; every path is absolute.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    root: PathBuf,
}

impl Paths {
    /// Takes the folder as it is given, symbolic links resolved where it exists.
    pub(crate) fn new(root: &Path) -> Result<Self, CliError> {
        let absolute = std::path::absolute(root).map_err(|error| {
            CliError::usage(format!("the state folder {} has no absolute path: {error}", root.display()))
        })?;
        Ok(Self { root: absolute.canonicalize().unwrap_or(absolute) })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn bin(&self) -> PathBuf {
        self.root.join("bin")
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.root.join("cluster")
    }

    pub(crate) fn extension(&self) -> PathBuf {
        self.root.join("extension")
    }

    pub(crate) fn functions(&self) -> PathBuf {
        self.root.join("functions")
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    pub(crate) fn secrets(&self) -> PathBuf {
        self.root.join("secrets.json")
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.root.join("settings.json")
    }

    pub(crate) fn jwks(&self) -> PathBuf {
        self.root.join("jwks.json")
    }

    pub(crate) fn pid_file(&self) -> PathBuf {
        self.root.join("crm.pid")
    }

    /// What the supervisor knows of each part.
    pub(crate) fn status_file(&self) -> PathBuf {
        self.root.join("status.json")
    }

    /// The folder of unix sockets: inside the state, or a short one when the state's path is too long.
    pub(crate) fn run(&self) -> PathBuf {
        let inside = self.root.join("run");
        if inside.as_os_str().len() <= SOCKET_FOLDER_LIMIT_BYTES {
            return inside;
        }
        PathBuf::from(format!("/tmp/crm-{}", self.fingerprint()))
    }

    /// Eight hex digits that tell installations on one machine apart.
    pub(crate) fn fingerprint(&self) -> String {
        path_fingerprint(&self.root)
    }
}

/// Eight hex digits of a path.
pub(crate) fn path_fingerprint(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The folder of the sources: `CRM_HOME` (set by the launcher), else upwards from here, else from the binary.
pub(crate) fn find_repository() -> Option<PathBuf> {
    let named = std::env::var_os("CRM_HOME").map(PathBuf::from);
    let here = std::env::current_dir().ok();
    let binary = std::env::current_exe().ok();
    [named, here, binary].into_iter().flatten().find_map(|start| {
        start
            .ancestors()
            .find(|folder| folder.join("migrations").is_dir() && folder.join("crm-stack").is_dir())
            .map(Path::to_path_buf)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_stay_inside_a_short_state_folder() {
        let paths = Paths::new(Path::new("/nowhere/.crm")).unwrap();
        assert_eq!(paths.run(), PathBuf::from("/nowhere/.crm/run"));
    }

    #[test]
    fn a_long_state_folder_gets_a_short_socket_folder() {
        let long = format!("/nowhere/{}", "x".repeat(100));
        let run = Paths::new(Path::new(&long)).unwrap().run();
        assert!(run.as_os_str().len() <= SOCKET_FOLDER_LIMIT_BYTES, "{}", run.display());
        assert_ne!(run, Paths::new(Path::new(&format!("{long}y"))).unwrap().run());
    }
}
