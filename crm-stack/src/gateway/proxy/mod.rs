//! The way to PostgREST and to the edge functions.

mod functions;
mod headers;
mod rest;
mod upstream;

pub(crate) use functions::forward as forward_to_functions;
pub(crate) use rest::{forward as forward_to_rest, is_rest};
pub(crate) use upstream::{TcpAddress, UnixAddress, Upstream};
