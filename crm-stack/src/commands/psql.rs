//! `crm psql`: psql on the installation's database, as superuser or as one user of the CRM.

use super::Context;
use crate::error::CliError;
use crate::state::{Secrets, Settings};
use crate::{tokens, users};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Options of `crm psql`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct PsqlArgs {
    /// Work with the rights of this user of the CRM instead of the superuser's
    #[arg(long = "as", value_name = "EMAIL")]
    user: Option<String>,

    /// Slug of the organization to work in, with --as [default: the user's default membership]
    #[arg(long, value_name = "SLUG", requires = "user")]
    org: Option<String>,

    /// Passed on to psql, for example: -c 'select 1'
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "PSQL ARGUMENTS")]
    arguments: Vec<String>,
}

/// Replaces this process by psql.
pub(crate) async fn run(context: &Context, args: PsqlArgs) -> Result<(), CliError> {
    let settings = Settings::load(&context.paths.settings())?;
    let secrets = Secrets::load(&context.paths.secrets())?;
    let mut psql = Command::new("psql");
    psql.env("PGHOST", "127.0.0.1").env("PGPORT", settings.db_port.to_string()).env("PGDATABASE", "postgres");
    match &args.user {
        None => psql.env("PGUSER", "postgres").env("PGPASSWORD", &secrets.postgres_password),
        Some(email) => {
            let subject = users::find_subject(&context.database().await?, email, args.org.as_deref()).await?;
            let claims = tokens::claims_json(&subject, chrono::Utc::now().timestamp());
            // the way PostgREST works: its login, the role of signed-in users, and their claims
            psql.env("PGUSER", "authenticator")
                .env("PGPASSWORD", &secrets.authenticator_password)
                .env("PGOPTIONS", session_options(&claims))
        }
    };
    psql.args(["--no-psqlrc", "-v", "ON_ERROR_STOP=1"]).args(&args.arguments);
    let error = psql.exec();
    Err(CliError::machine(format!("cannot run psql: {error}")).remedy("apt-get install postgresql-client"))
}

/// `PGOPTIONS`: spaces and backslashes inside a value are escaped by a backslash.
fn session_options(claims: &str) -> String {
    let escaped = claims.replace('\\', "\\\\").replace(' ', "\\ ");
    format!(
        "-c search_path=crm,analytics,crm_ext,public -c request.jwt.claims={escaped} -c role=authenticated"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_with_spaces_stay_one_option() {
        let options = session_options(r#"{"email": "a\"b@c"}"#);
        assert!(options.contains(r#"-c request.jwt.claims={"email":\ "a\\"b@c"} -c role"#), "{options}");
    }
}
