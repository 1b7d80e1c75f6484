//! `crm serve`: runs PostgreSQL, PostgREST and Deno as children, the gateway inside, and keeps them running.

mod board;
mod control;
mod database_chores;
mod lock;
mod log_files;
mod parts;
mod probe;
mod restarts;
mod serve;

pub(crate) use board::{PartState, read_board};
pub(crate) use control::{failed_start, start, stop};
pub(crate) use lock::{release_stamp, running_supervisor};
pub(crate) use probe::http_status;
pub(crate) use serve::{ServeArgs, run};
