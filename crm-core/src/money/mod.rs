//! Money: amounts with four decimals, rounded to a currency's minor units where they become payable.

mod currency;
mod rounding;

pub use currency::minor_units;
pub use rounding::{AMOUNT_DECIMALS, allocate, round_to_minor_units};
