use axum::http::header::Entry;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

const PREFER: HeaderName = HeaderName::from_static("prefer");

/// Makes every asked count exact: a planned or estimated one tells about other tenants' rows, because the planner's
/// statistics are those of the whole table.
pub(crate) fn count_exactly(headers: &mut HeaderMap) {
    if let Entry::Occupied(mut values) = headers.entry(PREFER) {
        for value in values.iter_mut() {
            if let Some(exact) = value.to_str().ok().and_then(rewrite) {
                *value = exact;
            }
        }
    }
}

fn rewrite(preferences: &str) -> Option<HeaderValue> {
    if !preferences.split(',').any(is_inexact_count) {
        return None;
    }
    let exact: Vec<&str> = preferences
        .split(',')
        .map(|preference| if is_inexact_count(preference) { "count=exact" } else { preference.trim() })
        .collect();
    HeaderValue::from_str(&exact.join(", ")).ok()
}

fn is_inexact_count(preference: &str) -> bool {
    preference
        .split_once('=')
        .is_some_and(|(name, kind)| name.trim().eq_ignore_ascii_case("count") && kind.trim() != "exact")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(preferences: &[&str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for preference in preferences {
            headers.append(PREFER, preference.parse().unwrap());
        }
        count_exactly(&mut headers);
        headers.get_all(PREFER).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn inexact_counts_become_exact_and_the_rest_stays() {
        assert_eq!(counted(&["return=minimal, count=planned"]), ["return=minimal, count=exact"]);
        assert_eq!(counted(&["count=estimated"]), ["count=exact"]);
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
