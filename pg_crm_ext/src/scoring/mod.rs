//! SQL functions for lead scores.

mod arguments;
mod call_site;
mod functions;
mod record;
mod record_layout;
