//! The rules of the business: pure Rust that knows no database, network or clock.
//!
//! The same code is compiled into PostgreSQL (`pg_crm_ext`), into the servers and into WebAssembly, so that a rule
//! gives the same answer at every door.

#![warn(missing_docs)]

pub mod access;
pub mod condition;
pub mod fields;
pub mod money;
pub mod scoring;
pub mod text;
pub mod uuid_v7;
