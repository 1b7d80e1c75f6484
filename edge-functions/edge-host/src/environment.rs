//! The environment variables of the host (Deno and Supabase's edge runtime).

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["Deno", "env"], js_name = get, catch)]
    fn get(name: &str) -> Result<Option<String>, JsValue>;
}

/// The environment variable `name`; `None` if it is not set, empty, or not allowed to be read.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    get(name).ok().flatten().filter(|value| !value.is_empty())
}
