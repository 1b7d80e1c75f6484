//! Signs the tokens of this installation.

use crate::error::CliError;
use crate::gateway::ISSUER;
use crate::state::Secrets;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;
use uuid::Uuid;

/// How long an access token is valid.
pub(crate) const ACCESS_TOKEN_SECONDS: i64 = 60 * 60;
const API_KEY_SECONDS: i64 = 10 * 365 * 24 * 60 * 60;

/// Who an access token speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) user_id: Uuid,
    pub(crate) email: String,
    /// The active organization; without it the user's default membership counts.
    pub(crate) org_id: Option<Uuid>,
}

#[derive(Serialize)]
struct ApiKeyClaims<'a> {
    iss: &'a str,
    role: &'a str,
    iat: i64,
    exp: i64,
}

#[derive(Serialize)]
struct AccessClaims<'a> {
    iss: &'a str,
    sub: Uuid,
    aud: &'a str,
    role: &'a str,
    email: &'a str,
    session_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    org_id: Option<Uuid>,
    iat: i64,
    exp: i64,
}

/// The key of `anon` or `service_role` (HS256, ten years); always the same for one installation.
pub(crate) fn api_key(secrets: &Secrets, role: &str) -> Result<String, CliError> {
    let iat = secrets.issued_at;
    let claims = ApiKeyClaims { iss: ISSUER, role, iat, exp: iat + API_KEY_SECONDS };
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secrets.jwt_secret.as_bytes()))
        .map_err(|error| unsigned(&error))
}

/// A user's access token (RS256, one hour from `now`, in seconds since 1970).
pub(crate) fn access_token(secrets: &Secrets, subject: &Subject, now: i64) -> Result<String, CliError> {
    let key =
        EncodingKey::from_rsa_pem(secrets.rsa_private_key.as_bytes()).map_err(|error| unsigned(&error))?;
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(secrets.kid.clone());
    encode(&header, &access_claims(subject, now), &key).map_err(|error| unsigned(&error))
}

/// The claims of an access token as JSON text, for sessions that set them directly.
pub(crate) fn claims_json(subject: &Subject, now: i64) -> String {
    serde_json::json!(access_claims(subject, now)).to_string()
}

fn access_claims(subject: &Subject, now: i64) -> AccessClaims<'_> {
    AccessClaims {
        iss: ISSUER,
        sub: subject.user_id,
        aud: "authenticated",
        role: "authenticated",
        email: &subject.email,
        session_id: Uuid::new_v4(),
        org_id: subject.org_id,
        iat: now,
        exp: now + ACCESS_TOKEN_SECONDS,
    }
}

fn unsigned(error: &jsonwebtoken::errors::Error) -> CliError {
    CliError::machine(format!("the token cannot be signed: {error}")).remedy("run `crm doctor`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{DecodingKey, Validation, decode};

    #[test]
    fn tokens_are_verified_by_the_published_key_set() {
        let secrets = Secrets::generate(1_700_000_000).unwrap();
        let jwks = secrets.jwks().unwrap();
        let now = chrono::Utc::now().timestamp();
        let subject = Subject { user_id: Uuid::new_v4(), email: "rep@acme.test".to_owned(), org_id: None };

        let rsa = DecodingKey::from_rsa_components(
            jwks["keys"][0]["n"].as_str().unwrap(),
            jwks["keys"][0]["e"].as_str().unwrap(),
        )
        .unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&["authenticated"]);
        let token = access_token(&secrets, &subject, now).unwrap();
        let claims = decode::<serde_json::Value>(&token, &rsa, &validation).unwrap().claims;
        assert_eq!(claims["sub"], subject.user_id.to_string());
        assert!(claims.get("org_id").is_none());

        let oct = DecodingKey::from_secret(secrets.jwt_secret.as_bytes());
        let key = api_key(&secrets, "anon").unwrap();
        let claims =
            decode::<serde_json::Value>(&key, &oct, &Validation::new(Algorithm::HS256)).unwrap().claims;
        assert_eq!(claims["role"], "anon");
        assert_eq!(key, api_key(&secrets, "anon").unwrap());
    }
}
