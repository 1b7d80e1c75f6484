//! Email addresses in the form in which they are compared.

use super::domain::{is_public_name, to_ascii};

const LOCAL_PART_BYTES: usize = 64; // RFC 5321, section 4.5.3.1.1

/// The address in `text` in lower case, with the domain in ASCII: `" Jane.Doe@Bücher.example "` gives
/// `"jane.doe@xn--bcher-kva.example"`. Angle brackets, `mailto:` and a display name are taken off; a `+tag` stays,
/// since only some providers ignore it. `None` if there is no address in it.
#[must_use]
pub fn normalize_email(text: &str) -> Option<String> {
    let address = bare_address(text.trim());
    let (local, domain) = address.rsplit_once('@')?;
    if !is_local_part(local) {
        return None;
    }
    let domain = domain.to_lowercase();
    let domain = to_ascii(domain.trim_end_matches('.'))?;
    is_public_name(&domain).then(|| format!("{}@{domain}", local.to_lowercase()))
}

/// The domain of an address as it is written, without checks: `None` if nothing follows an `@`.
#[must_use]
pub fn email_domain(address: &str) -> Option<&str> {
    address.trim().rsplit_once('@').map(|(_, domain)| domain).filter(|domain| !domain.is_empty())
}

fn bare_address(text: &str) -> &str {
    let inner = match (text.rfind('<'), text.ends_with('>')) {
        (Some(open), true) => &text[open + 1..text.len() - 1],
        _ => text,
    };
    let inner = match inner.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &inner[7..],
        _ => inner,
    };
    inner.trim()
}

/// An unquoted local part of RFC 5322 with the letters of RFC 6531; quoted ones are refused, as mail forms do.
fn is_local_part(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.chars().all(|c| {
                c.is_alphanumeric()
                    || !c.is_ascii() && !c.is_whitespace() && !c.is_control()
                    || "!#$%&'*+-/=?^_`{|}~".contains(c)
            })
    };
    local.len() <= LOCAL_PART_BYTES && local.split('.').all(is_atom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_compared_without_case_and_decoration() {
        for text in [
            "jane.doe@acme.com",
            " Jane.Doe@ACME.com ",
            "mailto:jane.doe@acme.com",
            "Jane Doe <jane.doe@acme.com>",
        ] {
            assert_eq!(normalize_email(text).as_deref(), Some("jane.doe@acme.com"), "{text}");
        }
        assert_eq!(normalize_email("jane+crm@acme.com").as_deref(), Some("jane+crm@acme.com"));
        assert_eq!(normalize_email("info@Bücher.example").as_deref(), Some("info@xn--bcher-kva.example"));
    }

    #[test]
    fn what_is_no_address_has_none() {
        for text in [
            "",
            "jane",
            "jane@",
            "@acme.com",
            "jane@acme",
            "ja ne@acme.com",
            ".jane@acme.com",
            "jane..doe@acme.com",
            "a@b@acme.com",
            "jane@acme.com, joe@acme.com",
            "jane@[127.0.0.1]",
            "jane@1.2.3.4",
            "\"a b\"@acme.com",
            "jane\n@acme.com",
        ] {
            assert_eq!(normalize_email(text), None, "{text:?}");
        }
        assert_eq!(normalize_email(&format!("{}@acme.com", "a".repeat(65))), None);
    }

    #[test]
    fn the_domain_is_what_follows_the_last_at() {
        assert_eq!(email_domain("Jane@Acme.com "), Some("Acme.com"));
        assert_eq!(email_domain("jane@"), None);
        assert_eq!(email_domain("jane"), None);
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,12}@[a-zA-Zäö0-9.-]{1,14}\\.[a-z]{2,4}") {
            if let Some(address) = normalize_email(&text) {
                prop_assert_eq!(normalize_email(&address), Some(address));
            }
        }
    }
}
