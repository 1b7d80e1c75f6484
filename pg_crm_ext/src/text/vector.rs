//! The document under which a record is found.

use std::cell::RefCell;

use crm_core::text::{SearchTokens, Weight, fold};
use pgrx::prelude::*;
use pgrx::{default, direct_function_call_as_datum, pg_sys};

use super::sql_types::{RegConfig, TsVector};
use super::{lexemes, vector_layout};

/// Notes beyond this are not searched, so that no text is too long to be saved.
const NOTES_BYTES: usize = 256 * 1024;

thread_local! {
    static TOKENS: RefCell<SearchTokens> = RefCell::default();
}

/// Names with weight A, addresses and numbers B, companies C: words neither stemmed nor dropped. Notes in `language` with weight D.
#[pg_extern(immutable, parallel_safe)]
fn search_vector(
    names: Option<&str>,
    email: Option<&str>,
    company: Option<&str>,
    notes: Option<&str>,
    language: default!(RegConfig, "'simple'"),
) -> TsVector {
    let fields = [(names, Weight::A), (email, Weight::B), (company, Weight::C)];
    let record = TOKENS.with_borrow_mut(|tokens| {
        tokens.clear();
        for (field, weight) in fields {
            tokens.add(field.unwrap_or_default(), weight);
        }
        from_body(&vector_layout::body(tokens))
    });
    let notes = notes.filter(|notes| !notes.trim().is_empty());
    match notes.and_then(|notes| lexemes::document(language, &searched_notes(notes))) {
        Some(notes) => concatenate(record, notes),
        None => record,
    }
}

/// Folded as queries are, and cut.
fn searched_notes(notes: &str) -> String {
    fold(&notes[..notes.floor_char_boundary(NOTES_BYTES)])
}

fn concatenate(first: TsVector, second: TsVector) -> TsVector {
    // SAFETY: the built-in function takes two vectors and gives a new one.
    unsafe { direct_function_call_as_datum(pg_sys::tsvector_concat, &[Some(first.0), Some(second.0)]) }
        .map_or(first, TsVector)
}

fn from_body(body: &[u8]) -> TsVector {
    let bytes = pg_sys::VARHDRSZ + body.len();
    // SAFETY: palloc gives `bytes` writable bytes or raises; header and body fill them.
    unsafe {
        let vector = pg_sys::palloc(bytes).cast::<pg_sys::varlena>();
        pgrx::set_varsize_4b(vector, bytes as i32);
        std::ptr::copy_nonoverlapping(body.as_ptr(), vector.cast::<u8>().add(pg_sys::VARHDRSZ), body.len());
        TsVector(pg_sys::Datum::from(vector))
    }
}
