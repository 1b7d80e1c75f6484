//! PostgreSQL: the installation found on this machine and our own cluster.

mod cluster;
mod configuration;
mod installation;
mod postmaster;

pub(crate) use cluster::{ensure_cluster, require_same_major};
pub(crate) use configuration::write_configuration;
pub(crate) use installation::{ExtensionRoad, Installation};
pub(crate) use postmaster::stop_orphan;
