//! The gateway over real sockets, in front of a double of PostgREST that records what reaches it.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod cors;
mod errors;
mod forwarding;
mod limits;
mod service;
mod support;
mod tokens;
mod upstream;
