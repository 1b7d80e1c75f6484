//! Addresses, numbers and names in the form in which they are compared.

use crm_core::text::{self, Country};
use pgrx::prelude::*;

/// The email address in lower case, the domain in ASCII; null if there is none in the text.
#[pg_extern(immutable, parallel_safe, strict)]
fn normalize_email(email: &str) -> Option<String> {
    text::normalize_email(email)
}

/// The phone number in E.164; `country` (ISO 3166, two letters) tells how national notation is read. Null if it is no number.
#[pg_extern(immutable, parallel_safe)]
fn normalize_phone(phone: Option<&str>, country: default!(Option<&str>, "null")) -> Option<String> {
    text::normalize_phone(phone?, country.and_then(Country::by_iso))
}

/// The domain in a URL, address or host name, in lower-case ASCII without `www.`; null if there is none.
#[pg_extern(immutable, parallel_safe, strict)]
fn normalize_domain(domain: &str) -> Option<String> {
    text::normalize_domain(domain)
}

/// Whether anyone gets a mailbox at this domain, so that it tells nothing of a company.
#[pg_extern(immutable, parallel_safe, strict)]
fn is_public_mail_domain(domain: &str) -> bool {
    text::is_public_mail_domain(&domain.to_lowercase())
}

/// Lower case without accents.
#[pg_extern(immutable, parallel_safe, strict)]
fn fold_text(text: &str) -> String {
    text::fold(text)
}
