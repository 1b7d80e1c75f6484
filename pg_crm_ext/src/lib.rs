//! The SQL-visible skin over crm-core: conversion, reading rights, triggers, errors. The rules themselves are pure Rust.

mod error;
mod field_rights;
mod fmgr;
mod nodes;
mod owner;
mod record;
mod row_security;
mod scoring;
mod settings;
mod spi;
mod statistics;
mod text;
mod uuid;

::pgrx::pg_module_magic!();

/// Called by PostgreSQL when it loads the library.
#[pgrx::pg_guard]
extern "C-unwind" fn _PG_init() {
    row_security::initialize();
    field_rights::initialize();
    statistics::initialize();
}
