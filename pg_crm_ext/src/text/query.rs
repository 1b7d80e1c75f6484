//! What a user types, as a full-text query, and its hits in a text.

use std::ffi::CString;

use crm_core::text::{self, QueryTerm};
use pgrx::prelude::*;
use pgrx::{IntoDatum, default, direct_function_call_as_datum, pg_sys};

use super::lexemes;
use super::sql_types::{RegConfig, TsQuery};

/// Every word of `q` must be found by its beginning; in notes also by its stem in `language`.
#[pg_extern(immutable, parallel_safe, strict)]
fn search_query(q: &str, language: default!(RegConfig, "'simple'")) -> TsQuery {
    let terms: Vec<String> = text::parse_query(q).iter().map(|term| alternatives(term, language)).collect();
    parse(&terms.join(" & ")).unwrap_or_else(empty)
}

/// `text` as HTML with the words that `q` finds inside `<mark>`.
#[pg_extern(immutable, parallel_safe, strict)]
fn highlight(text: &str, q: &str) -> String {
    text::highlight(text, q)
}

fn alternatives(term: &QueryTerm, language: RegConfig) -> String {
    match term {
        QueryTerm::Word(word) if language.is_simple() => prefix(word),
        QueryTerm::Word(word) => {
            let stems = lexemes::stems(language, word);
            let others = stems.iter().filter(|stem| !stem.starts_with(word.as_str()));
            let others = others.map(|stem| format!("{}:D", quoted(stem)));
            any(std::iter::once(prefix(word)).chain(others))
        }
        QueryTerm::Address(address) => prefix(address),
        QueryTerm::Phone { forms, groups } => {
            let as_typed = groups.iter().map(|group| prefix(group)).collect::<Vec<_>>().join(" & ");
            any(forms.iter().map(|form| prefix(form)).chain([format!("({as_typed})")]))
        }
    }
}

fn any(alternatives: impl Iterator<Item = String>) -> String {
    format!("({})", alternatives.collect::<Vec<_>>().join(" | "))
}

fn prefix(word: &str) -> String {
    format!("{}:*", quoted(word))
}

/// A lexeme in the notation of `tsquery`.
fn quoted(lexeme: &str) -> String {
    format!("'{}'", lexeme.replace('\\', "\\\\").replace('\'', "''"))
}

fn parse(query: &str) -> Option<TsQuery> {
    if query.is_empty() {
        return None;
    }
    let query = CString::new(query).ok()?;
    // SAFETY: the built-in input function takes a C string that lives during the call.
    unsafe { direct_function_call_as_datum(pg_sys::tsqueryin, &[query.as_c_str().into_datum()]) }.map(TsQuery)
}

/// The query without words, which finds nothing; PostgreSQL's own input function would complain about it.
fn empty() -> TsQuery {
    let bytes = pg_sys::VARHDRSZ + size_of::<i32>();
    // SAFETY: palloc0 gives zeroed bytes: a header and a count of no items.
    unsafe {
        let query = pg_sys::palloc0(bytes).cast::<pg_sys::varlena>();
        pgrx::set_varsize_4b(query, bytes as i32);
        TsQuery(pg_sys::Datum::from(query))
    }
}
