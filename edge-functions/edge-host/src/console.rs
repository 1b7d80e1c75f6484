//! The log of the host: one JSON object a line.

use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = log)]
    fn console_log(line: &str);

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(line: &str);
}

/// Tells that `event` happened in `function`.
pub fn log_info(function: &str, event: &str, fields: &Value) {
    console_log(&line("info", function, event, fields));
}

/// Tells that `event` went wrong in `function`.
pub fn log_error(function: &str, event: &str, fields: &Value) {
    console_error(&line("error", function, event, fields));
}

fn line(level: &str, function: &str, event: &str, fields: &Value) -> String {
    json!({ "level": level, "function": function, "event": event, "fields": fields }).to_string()
}
