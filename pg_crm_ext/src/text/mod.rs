//! SQL functions for text: normalised addresses and numbers, search vectors and queries, highlights.

mod lexemes;
mod normalize;
mod query;
mod sql_types;
mod vector;
mod vector_layout;
