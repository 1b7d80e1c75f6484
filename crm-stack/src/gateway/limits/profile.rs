use crate::gateway::config::EXPOSED_SCHEMAS;
use crate::gateway::errors::{Problem, refusals};
use axum::http::{HeaderMap, HeaderName};

const PROFILES: [HeaderName; 2] =
    [HeaderName::from_static("accept-profile"), HeaderName::from_static("content-profile")];

/// A client that names no schema is served from the first exposed one; supabase-js names `public` unless told.
pub(crate) fn check_profile(headers: &HeaderMap) -> Result<(), Problem> {
    for value in PROFILES.iter().flat_map(|name| headers.get_all(name)) {
        let schema = value.to_str().unwrap_or_default();
        if !EXPOSED_SCHEMAS.contains(&schema) {
            return Err(refusals::schema_not_exposed(schema));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exposed_schemas_can_be_named() {
        let mut headers = HeaderMap::new();
        assert!(check_profile(&headers).is_ok());
        headers.insert("accept-profile", "analytics".parse().unwrap());
        assert!(check_profile(&headers).is_ok());
        headers.insert("content-profile", "crm_private".parse().unwrap());
        assert_eq!(check_profile(&headers).unwrap_err().status(), 406);
        headers.insert("content-profile", "crm".parse().unwrap());
        headers.append("accept-profile", "public".parse().unwrap());
        assert_eq!(check_profile(&headers).unwrap_err().code(), "CRM108");
    }
}
