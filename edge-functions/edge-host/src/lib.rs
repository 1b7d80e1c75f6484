//! JS host.
