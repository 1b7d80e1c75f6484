//! What the machine gives: accounts, ports, disk space, packages, running programs.

pub(crate) mod account;
pub(crate) mod disk;
pub(crate) mod packages;
pub(crate) mod ports;
pub(crate) mod process;
pub(crate) mod run;
pub(crate) mod stamp;
