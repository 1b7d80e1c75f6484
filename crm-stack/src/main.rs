//! `crm`: brings up and runs the whole CRM on one machine, and carries the operator's commands.

mod cli;
mod commands;
mod database;
mod error;
mod export;
mod host;
mod import;
mod migrate;
mod output;
mod postgres;
mod programs;
mod progress;
mod seed;
mod sql_login;
mod state;
mod supervisor;
mod tokens;
mod users;

use clap::Parser;
use crm_stack::gateway;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let output = output::Output::new(cli.json);
    match commands::run(cli, output).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&error);
            error.exit_code()
        }
    }
}
