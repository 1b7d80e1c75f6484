//! Search hits marked in a text.

use std::ops::Range;

use super::fold::fold;
use super::html::escape_html_into;
use super::search::{QueryTerm, parse_query, phone_runs};
use super::words::{chunks, is_word_char, words};

/// `text` as HTML, with the words that `query` finds inside `<mark>`: the text itself is escaped.
///
/// The words are compared as the search compares them: folded, by their beginning.
#[must_use]
pub fn highlight(text: &str, query: &str) -> String {
    let terms = parse_query(query);
    let mut html = String::with_capacity(text.len() + 32);
    let mut at = 0;
    for hit in hits(text, &terms) {
        if hit.start < at {
            continue; // inside the hit before
        }
        escape_html_into(&text[at..hit.start], &mut html);
        html.push_str("<mark>");
        escape_html_into(&text[hit.clone()], &mut html);
        html.push_str("</mark>");
        at = hit.end;
    }
    escape_html_into(&text[at..], &mut html);
    html
}

/// The hits by their beginning, longer ones first.
fn hits(text: &str, terms: &[QueryTerm]) -> Vec<Range<usize>> {
    let is_hit = |token: &str| terms.iter().any(|term| term.matches(token));
    let mut hits: Vec<Range<usize>> = Vec::new();
    if terms.is_empty() {
        return hits;
    }
    hits.extend(
        addresses(text).filter(|range| terms.iter().any(|term| is_address_hit(term, &text[range.clone()]))),
    );
    hits.extend(phone_runs(text).filter(|phone| phone.forms().any(is_hit)).map(|phone| phone.range));
    hits.extend(words(text).filter(|range| is_hit(&fold(&text[range.clone()]))));
    hits.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    hits
}

fn is_address_hit(term: &QueryTerm, address: &str) -> bool {
    matches!(term, QueryTerm::Address(prefix) if fold(address).starts_with(prefix.as_str()))
}

fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    chunks(text).filter(|chunk| text[chunk.clone()].contains('@')).map(|chunk| {
        let whole = &text[chunk.clone()];
        let from_start = whole.trim_start_matches(|c| !is_word_char(c));
        let bare = from_start.trim_end_matches(|c| !is_word_char(c));
        let start = chunk.end - from_start.len();
        start..start + bare.len()
    })
}

#[cfg(test)]
mod tests {
    use super::highlight;
    use proptest::prelude::*;

    #[test]
    fn hits_are_marked_as_they_are_written() {
        assert_eq!(
            highlight("Will O'Brien, Müller & Co", "wil mull"),
            "<mark>Will</mark> O&#39;Brien, <mark>Müller</mark> &amp; Co"
        );
        assert_eq!(highlight("<b>bold</b>", "bold"), "&lt;b&gt;<mark>bold</mark>&lt;/b&gt;");
    }

    #[test]
    fn addresses_and_phones_are_marked_whole() {
        assert_eq!(highlight("mail <jane@acme.com>", "jane@ac"), "mail &lt;<mark>jane@acme.com</mark>&gt;");
        assert_eq!(
            highlight("call (415) 555-2671 now", "4155552671"),
            "call (<mark>415) 555-2671</mark> now"
        );
    }

    #[test]
    fn without_hits_the_text_is_only_escaped() {
        assert_eq!(highlight("a < b", ""), "a &lt; b");
        assert_eq!(highlight("", "x"), "");
    }

    proptest! {
        #[test]
        fn no_markup_of_the_text_survives(text in "(\\PC|[<>&@+0-9 ]){0,80}", query in "(\\PC|[@+0-9 ]){0,40}") {
            let html = highlight(&text, &query).replace("<mark>", "").replace("</mark>", "");
            prop_assert!(!html.contains(['<', '>', '"']));
            let unescaped = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
            prop_assert_eq!(unescaped, text);
        }
    }
}
