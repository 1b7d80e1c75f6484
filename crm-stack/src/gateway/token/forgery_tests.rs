//! Every way of forging or bending a token that is known; each must be refused.

use super::{Credentials, Role, TokenError, Verifier, forward_caller};
use crate::gateway::config::Limits;
use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use rsa::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey, LineEnding};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use std::sync::LazyLock;

const NOW: i64 = 1_800_000_000;
const SECRET: &[u8] = b"a secret of the installation, 32+ bytes";
const USER: &str = "018f4c5e-0000-7000-8000-000000000001";

struct Issuer {
    verifier: Verifier,
    users: EncodingKey,
    stranger: EncodingKey,
    public_pem: String,
    public_jwk: Value,
}

/// Key generation is slow, so all tests share the keys.
static ISSUER: LazyLock<Issuer> = LazyLock::new(|| {
    let key = new_key();
    let part = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
    let public_jwk = json!({ "kty": "RSA", "kid": "users-1", "n": part(key.n()), "e": part(key.e()) });
    let jwks = json!({ "keys": [public_jwk, { "kty": "oct", "k": URL_SAFE_NO_PAD.encode(SECRET) }] });
    Issuer {
        verifier: Verifier::new(&jwks, &Limits::default()).unwrap(),
        users: encoding(&key),
        stranger: encoding(&new_key()),
        public_pem: key.to_public_key().to_pkcs1_pem(LineEnding::LF).unwrap(),
        public_jwk,
    }
});

/// Small, because making keys is slow without optimisation and their strength is not what is tested.
fn new_key() -> rsa::RsaPrivateKey {
    rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 1024).unwrap()
}

fn encoding(key: &rsa::RsaPrivateKey) -> EncodingKey {
    EncodingKey::from_rsa_der(key.to_pkcs1_der().unwrap().as_bytes())
}

fn sign(header: &Value, claims: &str, key: &EncodingKey, algorithm: Algorithm) -> String {
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_owned()));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn user_header() -> Value {
    json!({ "alg": "RS256", "typ": "JWT", "kid": "users-1" })
}

fn user_claims() -> Value {
    json!({ "iss": "pg_crm", "aud": "authenticated", "role": "authenticated", "sub": USER, "exp": NOW + 3600,
            "iat": NOW, "session_id": "018f4c5e-0000-7000-8000-000000000002", "email": "rep@acme.test" })
}

/// A user's claims with one of them replaced, or taken away by null.
fn with(claim: &str, value: Value) -> Value {
    let mut claims = user_claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
        value => claims[claim] = value,
    }
    claims
}

fn user_token(header: &Value, claims: &Value) -> String {
    sign(header, &claims.to_string(), &ISSUER.users, Algorithm::RS256)
}

fn key_token(header: &Value, role: &str) -> String {
    let claims = json!({ "iss": "pg_crm", "role": role, "exp": NOW + 3600 });
    sign(header, &claims.to_string(), &EncodingKey::from_secret(SECRET), Algorithm::HS256)
}

fn verify(token: &str) -> Result<super::Identity, TokenError> {
    ISSUER.verifier.verify(token, NOW)
}

fn refused(token: &str) -> TokenError {
    verify(token).expect_err(token)
}

#[test]
fn tokens_of_this_installation_are_accepted_again_and_again() {
    let user = user_token(&user_header(), &user_claims());
    for _ in 0..2 {
        let identity = verify(&user).unwrap();
        assert_eq!(identity.role, Role::Authenticated);
        assert_eq!(identity.user.unwrap().to_string(), USER);
    }
    assert_eq!(
        verify(&key_token(&json!({ "alg": "HS256", "typ": "JWT" }), "anon")).unwrap().role,
        Role::Anon
    );
    assert_eq!(
        verify(&key_token(&json!({ "alg": "HS256" }), "service_role")).unwrap().role,
        Role::ServiceRole
    );
    assert!(verify(&user_token(&user_header(), &with("aud", json!(["authenticated", "other"])))).is_ok());
}

#[test]
fn unsigned_and_unknown_algorithms_are_refused() {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for alg in ["none", "None", "NONE", "nOnE", "", "RS1", "rs256"] {
        let header = json!({ "alg": alg, "kid": "users-1" });
        let message = format!("{}.{}", encode(&header), encode(&user_claims()));
        assert_eq!(refused(&format!("{message}.")), TokenError::Malformed, "{alg}");
        assert_eq!(refused(&format!("{message}.AAAA")), TokenError::Malformed, "{alg}");
    }
}

#[test]
fn the_algorithm_is_bound_to_the_key() {
    let public = EncodingKey::from_secret(ISSUER.public_pem.as_bytes());
    for header in [json!({ "alg": "HS256", "kid": "users-1" }), json!({ "alg": "HS256" })] {
        let token = sign(&header, &user_claims().to_string(), &public, Algorithm::HS256);
        assert!(matches!(refused(&token), TokenError::UnknownKey | TokenError::BadSignature));
    }
    let token = sign(
        &json!({ "alg": "RS512", "kid": "users-1" }),
        &user_claims().to_string(),
        &ISSUER.users,
        Algorithm::RS512,
    );
    assert_eq!(refused(&token), TokenError::UnknownKey);
}

#[test]
fn unknown_missing_and_path_like_key_ids_are_refused() {
    for kid in
        [json!(null), json!("users-2"), json!(""), json!("../../dev/null"), json!("users-1' or '1'='1")]
    {
        assert_eq!(
            refused(&user_token(&json!({ "alg": "RS256", "kid": kid }), &user_claims())),
            TokenError::UnknownKey
        );
    }
    assert_eq!(
        refused(&key_token(&json!({ "alg": "HS256", "kid": "other" }), "anon")),
        TokenError::UnknownKey
    );
    assert_eq!(
        refused(&user_token(&json!({ "alg": "RS256", "kid": 1 }), &user_claims())),
        TokenError::Malformed
    );
}

#[test]
fn keys_that_the_token_brings_or_points_to_are_never_used() {
    for (name, value) in [
        ("jwk", ISSUER.public_jwk.clone()),
        ("jku", json!("https://evil.test/jwks.json")),
        ("x5u", json!("https://evil.test/cert.pem")),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("typ", json!("dpop+jwt")),
    ] {
        let mut header = user_header();
        header[name] = value;
        assert_eq!(refused(&user_token(&header, &user_claims())), TokenError::ForbiddenHeader, "{name}");
    }
}

#[test]
fn a_strangers_signature_and_changed_content_are_refused() {
    let forged = sign(&user_header(), &user_claims().to_string(), &ISSUER.stranger, Algorithm::RS256);
    assert_eq!(refused(&forged), TokenError::BadSignature);
    let genuine = user_token(&user_header(), &user_claims());
    let mut parts: Vec<&str> = genuine.split('.').collect();
    let changed = URL_SAFE_NO_PAD.encode(with("role", json!("service_role")).to_string());
    parts[1] = &changed;
    assert_eq!(refused(&parts.join(".")), TokenError::BadSignature);
    assert_eq!(refused(&format!("{}.", genuine.rsplit_once('.').unwrap().0)), TokenError::BadSignature);
    assert_eq!(refused(&format!("{genuine}=")), TokenError::BadSignature);
}

#[test]
fn each_required_claim_is_required() {
    for (claim, expected) in [
        ("exp", TokenError::Claims),
        ("iss", TokenError::Claims),
        ("role", TokenError::Claims),
        ("aud", TokenError::Audience),
        ("sub", TokenError::Subject),
        ("session_id", TokenError::Session),
    ] {
        assert_eq!(refused(&user_token(&user_header(), &with(claim, Value::Null))), expected, "{claim}");
    }
}

#[test]
fn claims_of_wrong_value_or_type_are_refused() {
    for (claim, value, expected) in [
        ("iss", json!("https://evil.test"), TokenError::Issuer),
        ("aud", json!("anon"), TokenError::Audience),
        ("aud", json!(["a", "b"]), TokenError::Audience),
        ("role", json!(["authenticated"]), TokenError::Claims),
        ("role", json!("postgres"), TokenError::Claims),
        ("role", json!("Authenticated"), TokenError::Claims),
        ("role", json!(""), TokenError::Claims),
        ("sub", json!("rep@acme.test"), TokenError::Subject),
        ("sub", json!("{018f4c5e-0000-7000-8000-000000000001}"), TokenError::Subject),
        ("sub", json!(7), TokenError::Claims),
        ("exp", json!("never"), TokenError::Claims),
        ("exp", json!((NOW + 60).to_string()), TokenError::Claims),
        ("session_id", json!(""), TokenError::Session),
    ] {
        assert_eq!(
            refused(&user_token(&user_header(), &with(claim, value.clone()))),
            expected,
            "{claim} {value}"
        );
    }
}

#[test]
fn a_claim_given_twice_is_refused() {
    let claims = user_claims().to_string();
    let doubled = format!("{},\"role\":\"authenticated\"}}", claims.trim_end_matches('}'));
    assert_eq!(refused(&sign(&user_header(), &doubled, &ISSUER.users, Algorithm::RS256)), TokenError::Claims);
}

#[test]
fn a_key_signs_only_for_its_own_roles() {
    for role in ["anon", "service_role"] {
        assert_eq!(refused(&user_token(&user_header(), &with("role", json!(role)))), TokenError::Role);
    }
    let mut claims = user_claims();
    claims["exp"] = json!(NOW + 60);
    let secret = EncodingKey::from_secret(SECRET);
    let token = sign(&json!({ "alg": "HS256" }), &claims.to_string(), &secret, Algorithm::HS256);
    assert_eq!(refused(&token), TokenError::Role);
}

#[test]
fn clocks_may_differ_by_thirty_seconds() {
    for (claim, value, expected) in [
        ("exp", NOW - 29, None),
        ("exp", NOW - 30, Some(TokenError::Expired)),
        ("iat", NOW + 30, None),
        ("iat", NOW + 31, Some(TokenError::NotYetValid)),
        ("nbf", NOW + 30, None),
        ("nbf", NOW + 31, Some(TokenError::NotYetValid)),
        ("iat", (NOW) * 1000, Some(TokenError::NotYetValid)),
        ("exp", i64::MIN, Some(TokenError::Expired)),
    ] {
        let token = user_token(&user_header(), &with(claim, json!(value)));
        assert_eq!(verify(&token).err(), expected, "{claim} {}", value - NOW);
    }
    let fraction = user_token(&user_header(), &with("exp", json!(1e300)));
    assert!(verify(&fraction).is_ok());
}

#[test]
fn a_remembered_token_still_expires() {
    let token = user_token(&user_header(), &with("exp", json!(NOW + 10)));
    assert!(verify(&token).is_ok());
    assert_eq!(ISSUER.verifier.verify(&token, NOW + 40), Err(TokenError::Expired));
}

#[test]
fn oversized_and_broken_tokens_are_refused() {
    let large = user_token(&user_header(), &with("pad", json!("x".repeat(30 * 1024))));
    assert_eq!(refused(&large), TokenError::TooLong);
    for broken in ["", ".", "..", "...", "a.b.c", "e30.e30.e30", "Bearer", "\u{130}", "e30=.e30=.AA=="] {
        assert_eq!(refused(broken), TokenError::Malformed, "{broken}");
    }
}

#[test]
fn both_headers_have_to_be_good_and_the_bearer_speaks() {
    let anon = key_token(&json!({ "alg": "HS256" }), "anon");
    let user = user_token(&user_header(), &user_claims());
    let check = |pairs: &[(&'static str, String)]| {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        Credentials::from_headers(&headers)?.verify(&ISSUER.verifier, NOW).map(|identity| identity.role)
    };
    assert_eq!(check(&[]), Err(TokenError::Missing));
    assert_eq!(check(&[("apikey", anon.clone())]), Ok(Role::Anon));
    assert_eq!(check(&[("authorization", format!("Bearer {user}"))]), Ok(Role::Authenticated));
    let both = [("apikey", anon.clone()), ("authorization", format!("bearer {user}"))];
    assert_eq!(check(&both), Ok(Role::Authenticated));
    assert!(check(&[("apikey", "junk".into()), ("authorization", format!("Bearer {user}"))]).is_err());
    assert!(check(&[("apikey", anon.clone()), ("authorization", "Bearer junk".into())]).is_err());
    assert_eq!(check(&[("authorization", format!("Basic {user}"))]), Err(TokenError::NotBearer));
    assert!(check(&[("apikey", anon.clone()), ("apikey", anon)]).is_err());
}

#[test]
fn forwarded_headers_hold_exactly_one_token() {
    let mut headers = HeaderMap::from_iter([("apikey".parse().unwrap(), "key".parse().unwrap())]);
    forward_caller(&mut headers);
    assert_eq!(headers.len(), 1);
    assert_eq!(headers["authorization"], "Bearer key");
}

#[test]
fn a_key_set_without_usable_keys_is_refused() {
    let short = json!({ "keys": [{ "kty": "oct", "k": "c2hvcnQ" }] });
    for jwks in
        [json!({}), json!({ "keys": [] }), short, json!({ "keys": [{ "kty": "RSA", "n": "AQ", "e": "AQ" }] })]
    {
        assert!(Verifier::new(&jwks, &Limits::default()).is_err(), "{jwks}");
    }
}
