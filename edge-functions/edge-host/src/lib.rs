//! The only contact of the edge functions with JavaScript: replies, errors, the console, the clock, the environment.
//!
//! Everything else of an edge function is ordinary Rust that is tested on the host.

#![warn(missing_docs)]

mod clock;
mod console;
mod environment;
mod error;
mod reply;

pub use clock::now_micros;
pub use console::{log_error, log_info};
pub use environment::variable;
pub use error::EdgeError;
pub use reply::Reply;
