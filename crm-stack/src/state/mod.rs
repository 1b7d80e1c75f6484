//! The state folder of one installation: where it lies, its secrets and its settings.

mod paths;
mod secrets;
mod settings;

pub(crate) use paths::{Paths, find_repository};
pub(crate) use secrets::Secrets;
pub(crate) use settings::Settings;
