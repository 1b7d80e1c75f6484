//! What a request may ask for, checked before it is forwarded.

mod body;
mod filter;
mod headers;
mod json;
mod logic;
mod method;
mod prefer;
mod profile;
mod query;
mod select;
mod url;

pub(crate) use body::{Kind, read_checked, stream_capped};
pub(crate) use headers::check_headers;
pub(crate) use method::check_method;
pub(crate) use prefer::count_exactly;
pub(crate) use profile::check_profile;
pub(crate) use query::check_query;
pub(crate) use url::{check_url, encode_semicolons};
