//! Phone numbers in the international form E.164.
//!
//! The rules are those of libphonenumber without its patterns of area codes: calling code, international and trunk
//! prefix, and the possible lengths by country. That keeps the table at 10 KB and a call under a microsecond; what it
//! gives up is telling assigned numbers from unassigned ones.

mod countries;
mod country;
mod normalize;

pub use country::Country;
pub(super) use country::split_calling_code;
pub use normalize::normalize_phone;
