/// Whether a parameter holds a list of conditions: `or`, `not.and`, `account.or` and so on.
pub(super) fn is_list(key: &str) -> bool {
    matches!(key.rsplit('.').next(), Some("and" | "or"))
}

/// Counts conditions, nested lists included. Commas inside values (`in.(1,2)`, quoted text) do not count.
pub(super) fn count_terms(list: &str) -> usize {
    let mut groups: Vec<bool> = Vec::new();
    let (mut terms, mut quoted, mut escaped, mut word_start) = (0, false, false, 0);
    for (at, character) in list.char_indices() {
        let inside_quotes = quoted;
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if inside_quotes => {}
            '(' => {
                let opens_list = groups.last() != Some(&false) && names_list(&list[word_start..at]);
                terms += usize::from(opens_list);
                groups.push(opens_list);
            }
            ')' => drop(groups.pop()),
            ',' if groups.last() != Some(&false) => terms += 1,
            _ => {}
        }
        if matches!(character, '(' | ',') && !inside_quotes {
            word_start = at + character.len_utf8();
        }
    }
    terms
}

fn names_list(word: &str) -> bool {
    matches!(word, "" | "and" | "or" | "not.and" | "not.or")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_known_by_the_last_word_of_the_parameter() {
        for (key, expected) in
            [("or", true), ("not.and", true), ("account.or", true), ("order", false), ("a.for", false)]
        {
            assert_eq!(is_list(key), expected, "{key}");
        }
    }

    #[test]
    fn conditions_count_and_values_do_not() {
        for (list, terms) in [
            ("(a.eq.1,b.eq.2)", 2),
            ("(a.in.(1,2,3),b.eq.2)", 2),
            (r#"(a.eq."x,y,(z",b.eq.2)"#, 2),
            (r#"(a.eq."x\",y",b.eq.2)"#, 2),
            ("(a.eq.1,and(b.eq.2,c.eq.3))", 4),
            ("(a.eq.1,not.or(b.eq.2,c.in.(4,5)))", 4),
            ("(a.like(any).{x,y})", 2),
        ] {
            assert_eq!(count_terms(list), terms, "{list}");
        }
    }

    #[test]
    fn unbalanced_text_is_counted_without_failing() {
        assert_eq!(count_terms(")))a,b,c((("), 2);
    }
}
