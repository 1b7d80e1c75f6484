//! The tokens under which a record is found.

use super::phone_runs;
use crate::text::fold::fold_into;
use crate::text::words::{chunks, is_word_char, words};

const FIELD_BYTES: usize = 8 * 1024; // what lies beyond is not searched; names are never that long
const TOKEN_BYTES: usize = 512;

/// How much a match in a field counts; the letters are those of PostgreSQL's `setweight`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Names and titles.
    A,
    /// Email addresses and phone numbers.
    B,
    /// Companies.
    C,
}

/// One token of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchToken<'a> {
    /// The folded text.
    pub text: &'a str,
    /// Where it stands in the record, counted in words from 1.
    pub position: u32,
    /// The weight of the field it comes from.
    pub weight: Weight,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
    position: u32,
    weight: Weight,
}

/// Collects the tokens of a record, field by field; reusable without new allocations.
///
/// Words are folded, neither stemmed nor dropped as stop words. `O'Brien` is found as `o`, `brien` and `obrien`; an
/// address as a whole, by the words of its local part, its domain and the labels of the domain; a phone number by its
/// digits with and without the calling code.
#[derive(Debug, Default)]
pub struct SearchTokens {
    text: String,
    spans: Vec<Span>,
    folded: String,
    position: u32,
}

impl SearchTokens {
    /// Forgets all tokens and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
        self.position = 0;
    }

    /// The tokens collected, in the order of their fields.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = SearchToken<'_>> {
        self.spans.iter().map(|span| SearchToken {
            text: &self.text[span.start as usize..span.end as usize],
            position: span.position,
            weight: span.weight,
        })
    }

    /// Adds the tokens of one field.
    pub fn add(&mut self, field: &str, weight: Weight) {
        let mut folded = std::mem::take(&mut self.folded);
        folded.clear();
        fold_into(truncate(field, FIELD_BYTES), &mut folded);
        for chunk in chunks(&folded) {
            let chunk = folded[chunk].trim_matches(|c| !is_word_char(c));
            match chunk.rsplit_once('@') {
                Some((local, domain)) => self.add_address(chunk, local, domain, weight),
                None => self.add_name(chunk, weight),
            }
        }
        self.add_phones(&folded, weight);
        self.folded = folded;
    }

    fn add_address(&mut self, whole: &str, local: &str, domain: &str, weight: Weight) {
        self.position += 1;
        self.push(whole, weight);
        self.push(domain, weight);
        self.add_words(local, weight);
        self.add_words(domain, weight);
    }

    /// Adds the words of `chunk`; tells how many there are.
    fn add_words(&mut self, chunk: &str, weight: Weight) -> usize {
        words(chunk).fold(0, |count, word| {
            self.position += 1;
            self.push(&chunk[word], weight);
            count + 1
        })
    }

    /// Adds the words of `chunk`, and what they give without the apostrophe or hyphen between them.
    fn add_name(&mut self, chunk: &str, weight: Weight) {
        let first = self.text.len();
        let count = self.add_words(chunk, weight);
        let is_joined = |c| is_word_char(c) || matches!(c, '\'' | '’' | '-' | '.' | '&');
        if count > 1 && chunk.chars().all(is_joined) {
            // the words stand in a row in `text` already
            let joined = self.text[first..].to_owned();
            self.push(&joined, weight);
        }
    }

    fn add_phones(&mut self, folded: &str, weight: Weight) {
        for phone in phone_runs(folded) {
            self.position += 1;
            for form in phone.forms() {
                self.push(form, weight);
            }
        }
    }

    fn push(&mut self, token: &str, weight: Weight) {
        let token = truncate(token, TOKEN_BYTES);
        let start = self.text.len() as u32;
        self.text.push_str(token);
        self.spans.push(Span { start, end: self.text.len() as u32, position: self.position, weight });
    }
}

/// The beginning of `text`, at most `bytes` long.
pub(super) fn truncate(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(field: &str) -> Vec<String> {
        let mut tokens = SearchTokens::default();
        tokens.add(field, Weight::A);
        tokens.iter().map(|token| token.text.to_owned()).collect()
    }

    #[test]
    fn names_are_neither_stemmed_nor_stopped() {
        assert_eq!(tokens("Will The Müller"), ["will", "the", "muller"]);
    }

    #[test]
    fn joined_names_are_found_in_parts_and_whole() {
        assert_eq!(tokens("O'Brien"), ["o", "brien", "obrien"]);
        assert_eq!(tokens("Jean-Luc"), ["jean", "luc", "jeanluc"]);
        assert_eq!(tokens("AT&T"), ["at", "t", "att"]);
        assert_eq!(tokens("(Acme)/Globex"), ["acme", "globex"]);
    }

    #[test]
    fn addresses_are_found_whole_and_in_parts() {
        let found = tokens("<Jane.Doe@mail.acme.com>");
        for token in ["jane.doe@mail.acme.com", "mail.acme.com", "jane", "doe", "mail", "acme", "com"] {
            assert!(found.iter().any(|text| text == token), "{token} in {found:?}");
        }
    }

    #[test]
    fn phones_are_found_with_and_without_calling_code() {
        let found = tokens("+49 30 901820");
        for token in ["4930901820", "30901820", "901820"] {
            assert!(found.iter().any(|text| text == token), "{token} in {found:?}");
        }
    }

    #[test]
    fn positions_count_words_and_fields_keep_their_weight() {
        let mut tokens = SearchTokens::default();
        tokens.add("Jane Doe", Weight::A);
        tokens.add("Acme", Weight::C);
        let found: Vec<_> = tokens.iter().map(|token| (token.text, token.position, token.weight)).collect();
        assert_eq!(found, [("jane", 1, Weight::A), ("doe", 2, Weight::A), ("acme", 3, Weight::C)]);
        tokens.clear();
        assert_eq!(tokens.iter().len(), 0);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(field in "(\\PC|[ @+0-9'.-]){0,200}") {
            for token in tokens(&field) {
                prop_assert!(!token.is_empty() && token.len() <= TOKEN_BYTES);
            }
        }
    }
}
