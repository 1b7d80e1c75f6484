//! The JavaScript bindings of a WebAssembly module, as `wasm-bindgen --target web` writes them.

use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use crate::error::TaskError;

/// Writes `<name>.js` and `<name>_bg.wasm` into `folder`; the host hands the module's bytes to `initSync`.
pub(crate) fn generate(module: &Path, folder: &Path) -> Result<(), TaskError> {
    std::fs::metadata(module).map_err(|source| TaskError::Read { path: module.into(), source })?;
    let refuse = |error| TaskError::Bindings { path: module.into(), reason: format!("{error:#}") };
    let mut bindgen = Bindgen::new();
    bindgen.web(true).map_err(refuse)?;
    bindgen
        .input_path(module)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .map_err(refuse)
}
