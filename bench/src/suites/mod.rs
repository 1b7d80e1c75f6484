//! One file for every compared capability.

pub(crate) mod import;
pub(crate) mod rest;
pub(crate) mod row_policy;
pub(crate) mod scoring;
pub(crate) mod search;
pub(crate) mod statistics;
