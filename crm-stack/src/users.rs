//! Finds the users that a command names.

use crate::error::CliError;
use crate::tokens::Subject;
use tokio_postgres::Client;
use uuid::Uuid;

/// The user with this e-mail address, in the organization with this slug when one is named.
///
/// # Errors
/// When there is no such user, or it has no active membership there.
pub(crate) async fn find_subject(
    client: &Client,
    email: &str,
    org: Option<&str>,
) -> Result<Subject, CliError> {
    let row =
        client.query_opt("select id, email from crm.users where lower(email) = lower($1)", &[&email]).await?;
    let Some(row) = row else {
        return Err(CliError::usage(format!("there is no user {email}"))
            .remedy("list them: crm psql -c 'select email from crm.users order by 1'"));
    };
    let (user_id, email): (Uuid, String) = (row.get(0), row.get(1));
    let org_id = match org {
        Some(slug) => Some(membership(client, user_id, &email, slug).await?),
        None => None,
    };
    Ok(Subject { user_id, email, org_id })
}

async fn membership(client: &Client, user_id: Uuid, email: &str, slug: &str) -> Result<Uuid, CliError> {
    let query = "select o.id from crm.organizations o
                 join crm.memberships m on m.org_id = o.id
                 where o.slug = $1 and m.user_id = $2 and m.status = 'active'";
    let row = client.query_opt(query, &[&slug, &user_id]).await?;
    row.map(|row| row.get(0)).ok_or_else(|| {
        CliError::usage(format!("{email} has no active membership in the organization {slug}"))
            .remedy("list organizations: crm psql -c 'select slug from crm.organizations order by 1'")
    })
}
