//! `crm token`

use super::Context;
use crate::error::CliError;
use crate::state::Secrets;
use crate::{tokens, users};

/// Options of `crm token`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct TokenArgs {
    /// E-mail address of the user
    #[arg(long, value_name = "EMAIL")]
    user: String,

    /// Slug of the organization to work in [default: the user's default membership]
    #[arg(long, value_name = "SLUG")]
    org: Option<String>,
}

/// Prints an access token that is valid for one hour.
pub(crate) async fn run(context: &Context, args: &TokenArgs) -> Result<(), CliError> {
    let client = context.database().await?;
    let subject = users::find_subject(&client, &args.user, args.org.as_deref()).await?;
    let secrets = Secrets::load(&context.paths.secrets())?;
    let token = tokens::access_token(&secrets, &subject, chrono::Utc::now().timestamp())?;
    let document = serde_json::json!({
        "access_token": token, "token_type": "bearer", "expires_in": tokens::ACCESS_TOKEN_SECONDS,
        "user_id": subject.user_id, "org_id": subject.org_id,
    });
    context.output.result(&document, || token.clone())
}
