//! What a search query asks for.

use super::phone_runs;
use super::tokens::truncate;
use crate::text::fold::fold;
use crate::text::words::{chunks, is_word_char, words};

const QUERY_BYTES: usize = 1024;
const TERMS_MOST: usize = 16;
const TERM_BYTES: usize = 128;

/// One thing that a record must contain to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryTerm {
    /// A folded word, or the beginning of one.
    Word(String),
    /// A folded email address, or the beginning of one.
    Address(String),
    /// A phone number: the beginning of any of its forms, or every group of digits as a word.
    Phone {
        /// The digits with and without the calling code.
        forms: Vec<String>,
        /// The groups as they were typed.
        groups: Vec<String>,
    },
}

impl QueryTerm {
    /// Whether a folded `token` of a text is a hit of this term.
    #[must_use]
    pub fn matches(&self, token: &str) -> bool {
        match self {
            Self::Word(prefix) | Self::Address(prefix) => token.starts_with(prefix.as_str()),
            Self::Phone { forms, groups } => {
                forms.iter().any(|form| token.starts_with(form.as_str()))
                    || groups.iter().any(|group| token == group)
            }
        }
    }
}

/// The terms of `query`, all of which must be met. Any text is a query: punctuation is skipped, at most the first 16
/// terms count, and a query without words has no terms.
#[must_use]
pub fn parse_query(query: &str) -> Vec<QueryTerm> {
    let folded = fold(truncate(query, QUERY_BYTES));
    let mut terms = Vec::new();
    let mut at = 0;
    for phone in phone_runs(&folded) {
        add_text(&folded[at..phone.range.start], &mut terms);
        let digits = &folded[phone.range.clone()];
        let forms = phone.forms().map(str::to_owned).collect();
        let groups = words(digits).map(|group| digits[group].to_owned()).collect();
        terms.push(QueryTerm::Phone { forms, groups });
        at = phone.range.end;
    }
    add_text(&folded[at..], &mut terms);
    terms.truncate(TERMS_MOST);
    terms
}

fn add_text(text: &str, terms: &mut Vec<QueryTerm>) {
    for chunk in chunks(text) {
        let chunk = text[chunk].trim_matches(|c| !is_word_char(c));
        if chunk.contains('@') {
            terms.push(QueryTerm::Address(truncate(chunk, TERM_BYTES).to_owned()));
        } else {
            terms.extend(
                words(chunk).map(|word| QueryTerm::Word(truncate(&chunk[word], TERM_BYTES).to_owned())),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> QueryTerm {
        QueryTerm::Word(text.into())
    }

    #[test]
    fn words_are_folded_and_split() {
        assert_eq!(
            parse_query("Will O'Brien-Müller"),
            [word("will"), word("o"), word("brien"), word("muller")]
        );
        assert_eq!(parse_query("@acme.com"), [word("acme"), word("com")]);
    }

    #[test]
    fn addresses_and_phones_are_one_term() {
        assert_eq!(parse_query("jane@ac"), [QueryTerm::Address("jane@ac".into())]);
        let phone = QueryTerm::Phone {
            forms: vec!["4155552671".into()],
            groups: vec!["415".into(), "555".into(), "2671".into()],
        };
        assert_eq!(parse_query("jane (415) 555-2671"), [word("jane"), phone]);
    }

    #[test]
    fn operators_and_quotes_mean_nothing() {
        assert_eq!(parse_query("a:* & !(b | 'c') <-> \\d"), [word("a"), word("b"), word("c"), word("d")]);
        assert!(parse_query(" '\"&|!():*<-> ").is_empty());
        assert!(parse_query("").is_empty());
    }

    #[test]
    fn long_queries_are_cut() {
        assert_eq!(parse_query(&"ab ".repeat(1000)).len(), TERMS_MOST);
    }

    proptest! {
        #[test]
        fn every_token_of_a_text_finds_it(text in "[A-Za-zäöéß' .@-]{1,40}") {
            let mut tokens = super::super::SearchTokens::default();
            tokens.add(&text, super::super::Weight::A);
            for term in parse_query(&text) {
                prop_assert!(tokens.iter().any(|token| term.matches(token.text)), "{term:?}");
            }
        }

        #[test]
        fn no_query_is_too_strange(query in "(\\PC|[ @+0-9'.-]){0,300}") {
            prop_assert!(parse_query(&query).len() <= TERMS_MOST);
        }
    }
}
