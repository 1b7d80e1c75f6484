//! `secrets.json` and `jwks.json`: passwords and keys of one installation, made once.

use crate::error::{CliError, IoContext};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rsa::traits::PublicKeyParts;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const RSA_BITS: usize = 2048;
const RANDOM_BYTES: usize = 32;

/// Passwords and signing keys.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// Password of the superuser `postgres`.
    pub(crate) postgres_password: String,
    /// Password of PostgREST's login `authenticator`.
    pub(crate) authenticator_password: String,
    /// HS256 secret of the anon and service keys; its UTF-8 bytes are the key.
    pub(crate) jwt_secret: String,
    /// RS256 key of users' access tokens, PKCS#8 PEM.
    pub(crate) rsa_private_key: String,
    /// Key id of the RSA key in tokens and in the key set.
    pub(crate) kid: String,
    /// When these were made, in seconds since 1970; `iat` of the API keys.
    pub(crate) issued_at: i64,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Secrets").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl Secrets {
    /// Makes new random secrets (the RSA key takes about a second).
    pub(crate) fn generate(issued_at: i64) -> Result<Self, CliError> {
        let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, RSA_BITS)
            .map_err(|error| CliError::failed(format!("no RSA key could be made: {error}")))?;
        let pem = key
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|error| CliError::failed(format!("the RSA key cannot be written: {error}")))?;
        Ok(Self {
            postgres_password: random_text()?,
            authenticator_password: random_text()?,
            jwt_secret: random_text()?,
            rsa_private_key: pem.to_string(),
            kid: uuid::Uuid::new_v4().to_string(),
            issued_at,
        })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When the installation does not exist yet, belongs to somebody else, or the file is damaged.
    pub(crate) fn load(path: &Path) -> Result<Self, CliError> {
        let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => CliError::not_running("there is no installation yet"),
            std::io::ErrorKind::PermissionDenied => {
                CliError::machine(format!("{} belongs to another user", path.display()))
                    .remedy("run the command as that user, or as root")
            }
            _ => CliError::machine(format!("cannot read {}: {error}", path.display())),
        })?;
        serde_json::from_str(&text).map_err(|error| {
            CliError::machine(format!("{} is damaged: {error}", path.display()))
                .remedy("run `crm reset --yes`")
        })
    }

    /// Writes the file, readable by its owner only, in one step.
    pub(crate) fn save(&self, path: &Path) -> Result<(), CliError> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| CliError::failed(format!("the secrets cannot be written: {error}")))?;
        write_private(path, &text)
    }

    /// The key set (RFC 7517) that PostgREST reads: the RSA public key and the symmetric key.
    pub(crate) fn jwks(&self) -> Result<serde_json::Value, CliError> {
        let key = rsa::RsaPrivateKey::from_pkcs8_pem(&self.rsa_private_key).map_err(|error| {
            CliError::machine(format!("the RSA key is damaged: {error}")).remedy("run `crm reset --yes`")
        })?;
        Ok(serde_json::json!({ "keys": [
            { "kty": "RSA", "alg": "RS256", "use": "sig", "kid": self.kid,
              "n": URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()), "e": URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()) },
            { "kty": "oct", "alg": "HS256", "use": "sig", "k": URL_SAFE_NO_PAD.encode(&self.jwt_secret) },
        ] }))
    }
}

/// Writes a file that only its owner may read, in one step.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<(), CliError> {
    let draft = path.with_extension("new");
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()));
    written.context(|| format!("write {}", draft.display()))?;
    std::fs::rename(&draft, path).context(|| format!("write {}", path.display()))
}

/// Unguessable text of letters, digits, `-` and `_`.
///
/// # Errors
/// When the system gives no random bytes.
pub(crate) fn random_text() -> Result<String, CliError> {
    let mut bytes = [0_u8; RANDOM_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| CliError::machine(format!("the system gives no random bytes: {error}")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
