//! The lexemes that a text search configuration makes of a text.

use pgrx::{direct_function_call_as_datum, pg_sys};

use super::sql_types::{RegConfig, TsVector};
use super::vector_layout;
use crate::fmgr;

/// `to_tsvector(language, text)`.
pub(super) fn document(language: RegConfig, text: &str) -> Option<TsVector> {
    let arguments = [Some(pg_sys::Datum::from(language.0)), Some(fmgr::text_datum(text))];
    // SAFETY: the built-in function takes a configuration and a text, and keeps nothing of the call.
    unsafe { direct_function_call_as_datum(pg_sys::to_tsvector_byid, &arguments) }.map(TsVector)
}

/// The lexemes of one word, for example `run` for `running` in English; none for a stop word.
pub(super) fn stems(language: RegConfig, word: &str) -> Vec<String> {
    let Some(TsVector(datum)) = document(language, word) else { return Vec::new() };
    // SAFETY: the datum is a tsvector made above, alive in the current memory context.
    let bytes = unsafe { fmgr::varlena_bytes(datum) };
    vector_layout::lexemes(bytes)
}
