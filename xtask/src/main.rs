//! Build tasks of the repository, without installing cargo-pgrx or wasm-bindgen-cli.

mod error;
mod extension_sql;
mod wasm_bindings;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use error::TaskError;

const USAGE: &str = "\
usage:
  xtask extension-sql <library.so> <extension.control> <library name>
      writes the extension's SQL, read from the library, to standard output
  xtask wasm-bindings <module.wasm> <output folder>
      writes the JavaScript bindings and the module they load";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), TaskError> {
    match arguments {
        ["extension-sql", library, control, name] => {
            let sql = extension_sql::generate(Path::new(library), Path::new(control), name)?;
            std::io::stdout().lock().write_all(sql.as_bytes())?;
            Ok(())
        }
        ["wasm-bindings", module, folder] => wasm_bindings::generate(Path::new(module), Path::new(folder)),
        ["help" | "--help" | "-h"] => {
            eprintln!("{USAGE}");
            Ok(())
        }
        _ => Err(TaskError::Usage),
    }
}
