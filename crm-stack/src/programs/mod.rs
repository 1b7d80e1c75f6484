//! Programs that the stack is made of: what we build, what we install, and how each is configured.

pub(crate) mod deno;
pub(crate) mod edge_functions;
pub(crate) mod extension_build;
pub(crate) mod npm;
pub(crate) mod postgrest;
pub(crate) mod self_copy;
