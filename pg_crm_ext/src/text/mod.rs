//! SQL functions for text: normalised addresses and numbers, search vectors and queries, highlights.

use pgrx::extension_sql_file;

mod lexemes;
mod normalize;
mod query;
mod sql_types;
mod vector;
mod vector_layout;

extension_sql_file!(
    "comments.sql",
    name = "text_comments",
    requires = [
        normalize::normalize_email,
        normalize::normalize_phone,
        normalize::normalize_domain,
        normalize::is_public_mail_domain,
        normalize::fold_text,
        vector::search_vector,
        query::search_query,
        query::highlight,
    ]
);
