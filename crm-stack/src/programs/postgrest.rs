//! PostgREST's configuration file.

use crate::error::CliError;
use crate::state::{Paths, Secrets, Settings, write_private};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const POOL_CONNECTIONS: u32 = 20;
const MAX_ROWS: u32 = 1000;

/// Where PostgREST listens for the gateway.
pub(crate) fn socket(paths: &Paths) -> PathBuf {
    paths.run().join("postgrest.sock")
}

/// Where its configuration lies.
pub(crate) fn configuration_file(paths: &Paths) -> PathBuf {
    paths.root().join("postgrest.conf")
}

/// Writes the configuration, readable by its owner only: it holds the authenticator's password.
pub(crate) fn write_configuration(
    paths: &Paths,
    settings: &Settings,
    secrets: &Secrets,
) -> Result<(), CliError> {
    write_private(&configuration_file(paths), configuration(paths, settings, secrets).as_bytes())
}

fn configuration(paths: &Paths, settings: &Settings, secrets: &Secrets) -> String {
    let jwks = format!("@{}", paths.jwks().display());
    let uri = format!(
        "postgresql://authenticator:{}@/postgres?host={}&port={}&application_name=postgrest",
        percent_encode(&secrets.authenticator_password),
        percent_encode(&paths.run().to_string_lossy()),
        settings.db_port
    );
    let texts = [
        ("db-uri", uri.as_str()),
        ("db-schemas", "crm, analytics"),
        ("db-extra-search-path", "crm_ext"),
        ("db-anon-role", "anon"),
        ("db-tx-end", &settings.transaction_end),
        ("jwt-secret", &jwks),
        ("server-unix-socket", &socket(paths).to_string_lossy()),
        ("server-unix-socket-mode", "600"),
        ("openapi-mode", "follow-privileges"),
        ("openapi-server-proxy-uri", &format!("{}/rest/v1", settings.api_url())),
        ("log-level", "error"),
    ]
    .map(|(name, value)| format!("{name} = {}\n", quote(value)));
    let numbers = [
        ("db-pool", POOL_CONNECTIONS),
        ("db-max-rows", MAX_ROWS),
        // the cache of 12.0.2 leaks, and the gateway has checked the token already
        ("jwt-cache-max-lifetime", 0),
        ("admin-server-port", u32::from(settings.postgrest_admin_port)),
    ];
    let mut text = texts.concat();
    for (name, value) in numbers {
        // writing to a String cannot fail
        let _infallible = writeln!(text, "{name} = {value}");
    }
    // sums over rows that cost nothing to ask for, and plans that tell about other tenants' rows
    text + "db-aggregates-enabled = false\ndb-plan-enabled = false\n"
}

/// PostgREST reads strings as Haskell's configurator does: backslash and quote are escaped.
fn quote(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Everything but unreserved characters (RFC 3986) is encoded.
fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// A unix socket that a killed server left behind keeps the next one from starting.
pub(crate) fn remove_stale_socket(socket: &Path) {
    // absent is what is wanted
    let _absent = std::fs::remove_file(socket);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_spaces_survives_the_connection_string() {
        assert_eq!(percent_encode("/a b/ü"), "%2Fa%20b%2F%C3%BC");
        assert_eq!(quote(r#"a"b\c"#), r#""a\"b\\c""#);
    }
}
