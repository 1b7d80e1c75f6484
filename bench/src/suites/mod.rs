//! One file for every compared capability.

pub(crate) mod access;
pub(crate) mod access_cache;
pub(crate) mod import;
pub(crate) mod rest;
pub(crate) mod scoring;
pub(crate) mod search;
pub(crate) mod statistics;
