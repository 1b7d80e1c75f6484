//! Domain names of companies and mail providers.

use std::borrow::Cow;

use idna::AsciiDenyList;

use super::public_mail_domains::PUBLIC_MAIL_DOMAINS;

/// The domain that `text` names, in lower-case ASCII without `www.`: `"https://www.Bücher.example:8080/x"` gives
/// `"xn--bcher-kva.example"`. Takes URLs, host names and email addresses; `None` if there is no domain in it.
#[must_use]
pub fn normalize_domain(text: &str) -> Option<String> {
    let ascii = to_ascii(host(text.trim()))?;
    let bare = ascii.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(&ascii);
    is_public_name(bare).then(|| bare.to_owned())
}

/// The host in a URL, an email address or a bare host name.
fn host(text: &str) -> &str {
    let without_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let without_scheme = without_scheme.trim_start_matches("//");
    let without_scheme = strip_prefix_ignore_case(without_scheme, "mailto:");
    let authority = without_scheme.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let host = host_and_port.split(':').next().unwrap_or_default();
    host.trim_end_matches('.')
}

fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> &'a str {
    match text.get(..prefix.len()) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => &text[prefix.len()..],
        _ => text,
    }
}

/// `host` in the ASCII form of IDNA (UTS 46); `None` if it is no valid host name.
pub(super) fn to_ascii(host: &str) -> Option<Cow<'_, str>> {
    if is_plain_host(host) {
        return Some(Cow::Borrowed(host));
    }
    let ascii = idna::domain_to_ascii_cow(host.as_bytes(), AsciiDenyList::STD3).ok()?;
    Some(Cow::Owned(ascii.into_owned()))
}

/// Hosts that IDNA would leave as they are.
fn is_plain_host(host: &str) -> bool {
    host.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.')) && !host.contains("xn--")
}

/// Whether `name` can be a public domain: labels of RFC 1035 length and characters, and a top level that is no number.
pub(super) fn is_public_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let Some((_, top)) = name.rsplit_once('.') else { return false };
    name.len() <= 253
        && name.split('.').all(is_label)
        && top.len() >= 2
        && !top.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the lower-case `domain` is a provider where anyone gets a mailbox, so that it tells nothing of a company.
#[must_use]
pub fn is_public_mail_domain(domain: &str) -> bool {
    PUBLIC_MAIL_DOMAINS.binary_search(&domain).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn urls_hosts_and_addresses_name_a_domain() {
        for text in [
            "acme.com",
            "ACME.com.",
            " https://www.acme.com/path?q=1#x ",
            "http://user:pw@acme.com:8080",
            "//acme.com/x",
            "jane@acme.com",
            "mailto:jane@acme.com",
            "www.acme.com",
        ] {
            assert_eq!(normalize_domain(text).as_deref(), Some("acme.com"), "{text}");
        }
        assert_eq!(normalize_domain("shop.acme.co.uk").as_deref(), Some("shop.acme.co.uk"));
        assert_eq!(normalize_domain("www.com").as_deref(), Some("www.com"));
    }

    #[test]
    fn international_names_become_ascii() {
        assert_eq!(normalize_domain("https://www.Bücher.example/").as_deref(), Some("xn--bcher-kva.example"));
        assert_eq!(normalize_domain("xn--bcher-kva.example").as_deref(), Some("xn--bcher-kva.example"));
    }

    #[test]
    fn what_is_no_domain_has_none() {
        for text in [
            "",
            "acme",
            "localhost",
            "192.168.0.1",
            "a..b",
            "-a.com",
            "acme com",
            "http://",
            "@",
            "a_b.com",
            "[::1]",
        ] {
            assert_eq!(normalize_domain(text), None, "{text}");
        }
        assert_eq!(normalize_domain(&format!("{}.com", "a".repeat(64))), None);
    }

    #[test]
    fn the_list_of_providers_is_sorted_and_known() {
        assert!(PUBLIC_MAIL_DOMAINS.is_sorted());
        assert!(is_public_mail_domain("gmail.com"));
        assert!(!is_public_mail_domain("acme.com"));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "(https?://)?(www\\.)?[a-zA-Zäöü0-9-]{1,12}\\.[a-z]{2,6}(/[a-z]*)?") {
            if let Some(domain) = normalize_domain(&text) {
                prop_assert_eq!(normalize_domain(&domain), Some(domain));
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,60}") {
            let _ = normalize_domain(&text);
        }
    }
}
