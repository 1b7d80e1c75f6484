//! `crm env`: addresses and keys, for `eval "$(crm env)"`.

use super::Context;
use crate::database;
use crate::error::CliError;
use crate::state::{Secrets, Settings};
use crate::tokens;
use std::collections::BTreeMap;

/// Prints `NAME=value` lines that every POSIX shell reads.
pub(crate) fn run(context: &Context) -> Result<(), CliError> {
    let variables = variables(context)?;
    context.output.result(&variables, || {
        let lines = variables.iter().map(|(name, value)| format!("{name}={}", shell_quote(value)));
        lines.collect::<Vec<_>>().join("\n")
    })
}

/// Names and values.
pub(crate) fn variables(context: &Context) -> Result<BTreeMap<&'static str, String>, CliError> {
    let settings = Settings::load(&context.paths.settings())?;
    let secrets = Secrets::load(&context.paths.secrets())?;
    Ok(BTreeMap::from([
        ("API_URL", settings.api_url()),
        ("ANON_KEY", tokens::api_key(&secrets, "anon")?),
        ("SERVICE_ROLE_KEY", tokens::api_key(&secrets, "service_role")?),
        ("JWT_SECRET", secrets.jwt_secret.clone()),
        ("DB_URL", database::superuser_url(&settings, &secrets)),
    ]))
}

/// Plain words stay as they are; everything else stands in single quotes.
pub(crate) fn shell_quote(value: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:@%+=,".contains(character);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_shell_reads_back_every_value() {
        for value in
            ["", "http://127.0.0.1:54321", "a b", "it's", "$(reboot)", "`x`", "\"q\"", "back\\slash", "é;&|"]
        {
            let script = format!("x={}; printf %s \"$x\"", shell_quote(value));
            let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), value);
        }
    }
}
