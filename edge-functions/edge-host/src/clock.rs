//! The clock of the host.

const MICROS_PER_MILLI: f64 = 1_000.0;

/// Microseconds since 1970, as fine as `Date.now()`.
#[must_use]
pub fn now_micros() -> i64 {
    (js_sys::Date::now() * MICROS_PER_MILLI) as i64
}
