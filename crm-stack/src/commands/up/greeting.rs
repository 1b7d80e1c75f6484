//! What `crm up` says at the end: addresses, keys, users, and three commands to paste.

use crate::commands::{Context, env};
use crate::error::CliError;
use crate::state::Settings;
use std::fmt::Write;

const USERS: &str = "select u.email, o.slug, r.key
  from crm.users u
  join crm.memberships m on m.user_id = u.id
  join crm.organizations o on o.id = m.org_id
  join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
  where o.slug in ('acme', 'globex') and m.status = 'active'
  order by o.slug, u.email";

/// Prints the greeting.
pub(crate) async fn print(context: &Context, warnings: Vec<String>) -> Result<(), CliError> {
    let variables = env::variables(context)?;
    let settings = Settings::load(&context.paths.settings())?;
    let users = demo_users(context).await?;
    let crm = invocation(context);
    let document = serde_json::json!({
        "api_url": settings.api_url(), "db_url": variables["DB_URL"],
        "anon_key": variables["ANON_KEY"], "service_role_key": variables["SERVICE_ROLE_KEY"],
        "users": users.iter().map(|user| &user.0).collect::<Vec<_>>(), "warnings": warnings,
    });
    context.output.result(&document, || {
        let mut text = format!(
            "\npg_crm is running.\n\n  API       {}\n  database  {}\n  anon key          {}\n  service role key  {}\n",
            settings.api_url(), variables["DB_URL"], variables["ANON_KEY"], variables["SERVICE_ROLE_KEY"]
        );
        if !users.is_empty() {
            add_demo(&mut text, &users, &crm, &settings.api_url());
        }
        add_next_steps(&mut text, &crm);
        text
    })
}

async fn demo_users(context: &Context) -> Result<Vec<(String, String, String)>, CliError> {
    let rows = context.database().await?.query(USERS, &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect())
}

fn add_demo(text: &mut String, users: &[(String, String, String)], crm: &str, api: &str) {
    text.push_str("\nDemo users (sign in with a token, as below):\n\n");
    for (email, org, role) in users {
        // writing to a String cannot fail
        let _infallible = writeln!(text, "  {email:<22} {role} of {org}");
    }
    let rest = format!(
        "curl -s '{api}/rest/v1/deals?select=name,amount,currency,status&order=amount.desc&limit=3' \\\n    -H \"Authorization: Bearer $({crm} token --user rep@acme.test)\""
    );
    let rpc = format!(
        "curl -s '{api}/rest/v1/rpc/search' -H 'Content-Type: application/json' \\\n    -H \"Authorization: Bearer $({crm} token --user manager@acme.test)\" -d '{{\"q\": \"an\"}}'"
    );
    let sql = format!("{crm} psql --as analyst@acme.test -c 'select * from analytics.pipeline_by_stage()'");
    let _infallible = write!(
        text,
        "\nTry:\n\n  # the three largest deals that a rep may see (REST)\n  {rest}\n\n  # full-text search as the manager (RPC)\n  {rpc}\n\n  # the pipeline as the analyst (SQL)\n  {sql}\n"
    );
}

fn add_next_steps(text: &mut String, crm: &str) {
    let _infallible =
        write!(text, "\n{crm} status | logs | env | doctor | down      {crm} --help shows everything");
}

/// How the reader calls this program: from the clone by its launcher, with the state folder if it is another one.
fn invocation(context: &Context) -> String {
    let is_default = context.repository().is_ok_and(|repository| {
        repository.join(".crm").canonicalize().is_ok_and(|state| state == context.paths.root())
    });
    if is_default {
        "./crm".to_owned()
    } else {
        format!("./crm --state {}", env::shell_quote(&context.paths.root().to_string_lossy()))
    }
}
