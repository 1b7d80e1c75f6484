use axum::http::header::Entry;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

const PREFER: HeaderName = HeaderName::from_static("prefer");

/// Makes every asked count exact: a planned or estimated one tells about other tenants' rows, because the planner's
/// statistics are those of the whole table.
pub(crate) fn count_exactly(headers: &mut HeaderMap) {
    if let Entry::Occupied(mut values) = headers.entry(PREFER) {
        for value in values.iter_mut() {
            if let Some(exact) = rewrite(value.as_bytes()) {
                *value = exact;
            }
        }
    }
}

/// Works on bytes: a value that is no ASCII reaches PostgREST all the same.
fn rewrite(preferences: &[u8]) -> Option<HeaderValue> {
    let each = || preferences.split(|byte| *byte == b',');
    if !each().any(is_inexact_count) {
        return None;
    }
    let exact: Vec<&[u8]> = each()
        .map(|preference| if is_inexact_count(preference) { b"count=exact" } else { preference.trim_ascii() })
        .collect();
    HeaderValue::from_bytes(&exact.join(&b", "[..])).ok()
}

fn is_inexact_count(preference: &[u8]) -> bool {
    let mut parts = preference.splitn(2, |byte| *byte == b'=').map(<[u8]>::trim_ascii);
    let (name, kind) = (parts.next().unwrap_or_default(), parts.next());
    name.eq_ignore_ascii_case(b"count") && kind.is_some_and(|kind| kind != b"exact")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(preferences: &[&str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for preference in preferences {
            headers.append(PREFER, HeaderValue::from_bytes(preference.as_bytes()).unwrap());
        }
        count_exactly(&mut headers);
        headers
            .get_all(PREFER)
            .iter()
            .map(|value| String::from_utf8(value.as_bytes().to_vec()).unwrap())
            .collect()
    }

    #[test]
    fn inexact_counts_become_exact_and_the_rest_stays() {
        assert_eq!(counted(&["return=minimal, count=planned"]), ["return=minimal, count=exact"]);
        assert_eq!(counted(&["count=estimated"]), ["count=exact"]);
        assert_eq!(counted(&["count=planned,note=é"]), ["count=exact, note=é"]);
        assert_eq!(
            counted(&["tx=commit", "Count = Planned,return=representation"]),
            ["tx=commit", "count=exact, return=representation"]
        );
    }

    #[test]
    fn other_preferences_are_not_touched() {
        assert_eq!(
            counted(&["count=exact,resolution=merge-duplicates"]),
            ["count=exact,resolution=merge-duplicates"]
        );
        assert!(counted(&[]).is_empty());
    }
}
