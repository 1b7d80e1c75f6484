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
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(refusal) if refusal.use_stderr() && cli::asks_for_json(std::env::args_os()) => {
            return fail(output::Output::new(true), &cli::usage_error(&refusal));
        }
        Err(refusal) => refusal.exit(),
    };
    let output = output::Output::new(cli.json);
    match commands::run(cli, output).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(output, &error),
    }
}

fn fail(output: output::Output, error: &error::CliError) -> ExitCode {
    output.error(error);
    error.exit_code()
}
