//! Amounts as whole numbers of 0.0001, read straight from PostgreSQL's stored form of `numeric`.
//!
//! A stored value is a header of 16 bits (sign, and for small values the weight), for others a second word with the
//! weight, then digits to the base of 10,000. The digit at place `i` counts 10,000 to the power of `weight - i`.

use crate::error::CrmError;

/// Decimals that are kept: one digit to the base of 10,000.
const FRACTION_DIGITS: i32 = 1;
const BASE: i128 = 10_000;
/// Larger than any sum of `numeric(19,4)`, small enough that sums of amounts stay within 128 bits.
const GREATEST_POWER: u32 = 8;

const SIGN_MASK: u16 = 0xC000;
const NEGATIVE: u16 = 0x4000;
const SHORT: u16 = 0x8000;
const SPECIAL: u16 = 0xC000;
const SHORT_NEGATIVE: u16 = 0x2000;
const SHORT_WEIGHT_NEGATIVE: u16 = 0x0040;
const SHORT_WEIGHT_MASK: u16 = 0x003F;

/// Reads a stored `numeric`, without its length word.
pub(super) fn from_stored(stored: &[u8]) -> Result<i128, CrmError> {
    let (words, _) = stored.as_chunks::<2>();
    let mut words = words.iter().map(|word| u16::from_ne_bytes(*word));
    let header = words.next().ok_or(CrmError::AmountNotFinite)?;
    let (is_negative, weight) = match header & SIGN_MASK {
        SPECIAL => return Err(CrmError::AmountNotFinite),
        SHORT => (header & SHORT_NEGATIVE != 0, short_weight(header)),
        sign => {
            let weight = words.next().ok_or(CrmError::AmountNotFinite)?;
            (sign == NEGATIVE, i32::from(weight.cast_signed()))
        }
    };
    let mut amount = 0_i128;
    for (place, digit) in (0_i32..).zip(words) {
        amount += place_value(digit, weight - place + FRACTION_DIGITS)?;
    }
    Ok(if is_negative { -amount } else { amount })
}

fn short_weight(header: u16) -> i32 {
    let weight = i32::from(header & SHORT_WEIGHT_MASK);
    if header & SHORT_WEIGHT_NEGATIVE == 0 { weight } else { weight - 64 }
}

fn place_value(digit: u16, power: i32) -> Result<i128, CrmError> {
    if digit == 0 {
        return Ok(0);
    }
    let power = u32::try_from(power).map_err(|_| CrmError::AmountTooPrecise)?;
    if power >= GREATEST_POWER {
        return Err(CrmError::AmountTooLarge);
    }
    Ok(i128::from(digit) * BASE.pow(power))
}

/// The decimal form that PostgreSQL reads, with four decimals.
pub(super) fn to_decimal(amount: i128) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (whole, fraction) = (amount.unsigned_abs() / 10_000, amount.unsigned_abs() % 10_000);
    format!("{sign}{whole}.{fraction:04}")
}
