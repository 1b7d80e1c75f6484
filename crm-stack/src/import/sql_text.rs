//! SQL made from templates: identifiers and literals quoted in one place.

use std::fmt::Write;

/// `"name"` as an identifier.
pub(crate) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `'text'` as a literal, safe whatever `standard_conforming_strings` says.
pub(crate) fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        format!(" E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}

/// Replaces each `{name}` of a template that ships beside the code; what is put in is not looked at again, and
/// braces around anything else stay.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let known = after.split_once('}').and_then(|(name, remaining)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, remaining))
        });
        match known {
            Some((value, remaining)) => {
                text.push_str(value);
                rest = remaining;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// Writes each item and puts `separator` between them.
pub(crate) fn join<T>(
    items: impl IntoIterator<Item = T>,
    separator: &str,
    write: impl Fn(T) -> String,
) -> String {
    let mut text = String::new();
    for item in items {
        let between = if text.is_empty() { "" } else { separator };
        // writing to a String cannot fail
        let _written = write!(text, "{between}{}", write(item));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{fill, ident, join, literal};

    #[test]
    fn names_and_texts_cannot_break_out() {
        assert_eq!(ident("a\"b"), "\"a\"\"b\"");
        assert_eq!(literal("O'Neil"), "'O''Neil'");
        assert_eq!(literal("a\\'"), " E'a\\\\'''");
    }

    #[test]
    fn templates_are_filled_and_lists_joined() {
        assert_eq!(fill("select {what} from {t}, {t}", &[("what", "1"), ("t", "x")]), "select 1 from x, x");
        assert_eq!(fill("{a}{b}{3}", &[("a", "{b}"), ("b", "2")]), "{b}2{3}");
        assert_eq!(join(["a", "b"], ", ", ident), "\"a\", \"b\"");
    }
}
