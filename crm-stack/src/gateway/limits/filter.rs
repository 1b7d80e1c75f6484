/// Parameters that shape an answer without choosing rows.
const SHAPING: [&str; 6] = ["select", "columns", "order", "limit", "offset", "on_conflict"];

/// Whether a parameter filters the table itself; `account.name=eq.x` and `account.custom->>tier=eq.x` filter only what
/// is embedded.
pub(super) fn is_row_filter(key: &str) -> bool {
    if key.is_empty() || SHAPING.contains(&key) {
        return false;
    }
    matches!(key, "not.and" | "not.or") || !names_embedded(key)
}

/// Whether a dot stands before the path into a JSON column, outside quotes.
fn names_embedded(key: &str) -> bool {
    let (mut quoted, mut previous) = (false, '\0');
    for character in key.chars() {
        match character {
            '"' => quoted = !quoted,
            '.' if !quoted => return true,
            '>' if !quoted && previous == '-' => return false,
            _ => {}
        }
        previous = character;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_row_filter;

    #[test]
    fn columns_and_lists_of_the_table_are_filters() {
        for key in ["id", "or", "not.or", "not.and", "custom->>tier", "custom->a->>b.c", "\"odd.name\""] {
            assert!(is_row_filter(key), "{key}");
        }
    }

    #[test]
    fn shapes_and_filters_of_embedded_resources_are_none() {
        for key in [
            "",
            "select",
            "limit",
            "account.name",
            "account.or",
            "account.not.and",
            "account.custom->>tier",
            "\"account\".name",
            "\"a->b\".name",
            "account.limit",
        ] {
            assert!(!is_row_filter(key), "{key}");
        }
    }
}
