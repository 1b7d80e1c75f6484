//! Passwords of logins: made here or read from standard input; the database gets a verifier only.

use crate::error::{CliError, IoContext};
use crate::state::random_text;
use postgres_protocol::password::scram_sha_256;
use std::io::BufRead;

const SHORTEST: usize = 16;

/// A password, and where it came from.
pub(super) struct Password {
    text: String,
    is_made_here: bool,
}

impl Password {
    /// Makes a random password, or reads one line from standard input.
    ///
    /// # Errors
    /// When the line is too short or cannot be read.
    pub(super) fn obtain(from_stdin: bool) -> Result<Self, CliError> {
        if !from_stdin {
            return Ok(Self { text: random_text()?, is_made_here: true });
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context(|| "read the password".to_owned())?;
        Self::given(line.trim_end_matches(['\r', '\n']))
    }

    fn given(text: &str) -> Result<Self, CliError> {
        if text.chars().count() < SHORTEST {
            return Err(CliError::usage(format!("the password has fewer than {SHORTEST} characters"))
                .remedy("choose a longer one, or leave --password-stdin away and have one made"));
        }
        Ok(Self { text: text.to_owned(), is_made_here: false })
    }

    /// What PostgreSQL keeps: no password can be computed from it.
    pub(super) fn verifier(&self) -> String {
        scram_sha_256(self.text.as_bytes())
    }

    /// The password, where nobody else knows it yet.
    pub(super) fn to_print(&self) -> Option<&str> {
        self.is_made_here.then_some(self.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_gets_a_verifier() {
        let password = Password::given("correct horse battery").unwrap();
        assert!(password.verifier().starts_with("SCRAM-SHA-256$4096:"));
        assert!(!password.verifier().contains("horse"));
    }

    #[test]
    fn a_short_password_is_refused_and_a_given_one_is_not_printed() {
        assert!(Password::given("fifteen letters").is_err());
        assert_eq!(Password::given("sixteen letters!").unwrap().to_print(), None);
    }
}
