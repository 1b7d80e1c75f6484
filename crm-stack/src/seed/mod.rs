//! `crm seed`: demo organizations, and any amount of believable data with a known ground truth.

mod copy_row;
mod deal_parts;
mod demo;
mod fills;
mod leads;
mod load;
mod organization;
mod run;
mod search;
mod tables;
mod world;

pub(crate) use run::{SeedArgs, run, seed_demo};
