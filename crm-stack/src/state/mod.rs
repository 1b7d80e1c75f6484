//! The state folder of one installation: where it lies, its secrets and its settings.

pub(crate) mod home;
mod paths;
mod secrets;
mod settings;

pub(crate) use paths::{Paths, find_repository};
pub(crate) use secrets::{Secrets, random_text, write_private};
pub(crate) use settings::Settings;
