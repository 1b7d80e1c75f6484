//! Identifiers in the order of time: UUID version 7 of RFC 9562, section 5.7.
//!
//! The layout is 48 bits of Unix milliseconds, the version, 12 bits, the variant and 62 random bits. The 12 bits hold
//! the fraction of the millisecond (method 3 of RFC 9562, section 6.2), so identifiers keep the order of microseconds.
//! Identifiers are handled as `u128` with the first byte in the highest bits, as RFC 9562 orders them.

const MICROS_PER_MILLI: u64 = 1_000;
const FRACTION_STEPS: u64 = 1 << 12;
const MILLIS_END: u64 = 1 << 48;
const VERSION: u128 = 0x7 << 76;
const VARIANT: u128 = 0b10 << 62;
const RANDOM_MASK: u64 = (1 << 62) - 1;

/// An identifier made at `unix_micros`, with 62 of the `random` bits.
///
/// `None` when the instant is before 1970 or after the year 10889, which 48 bits of milliseconds cannot hold.
#[must_use]
pub fn at(unix_micros: i64, random: u64) -> Option<u128> {
    floor(unix_micros).map(|id| id | u128::from(random & RANDOM_MASK))
}

/// The smallest identifier of the instant `unix_micros`: a bound for ranges and partitions.
///
/// `None` when the instant is before 1970 or after the year 10889.
#[must_use]
pub fn floor(unix_micros: i64) -> Option<u128> {
    let micros = u64::try_from(unix_micros).ok()?;
    let millis = micros / MICROS_PER_MILLI;
    if millis >= MILLIS_END {
        return None;
    }
    let fraction = (micros % MICROS_PER_MILLI) * FRACTION_STEPS / MICROS_PER_MILLI;
    Some(u128::from(millis) << 80 | VERSION | u128::from(fraction) << 64 | VARIANT)
}

/// When `id` was made, in microseconds since 1970; `None` if `id` is not of version 7.
///
/// An identifier of another maker may hold random bits instead of the fraction: then only the millisecond is right.
#[must_use]
pub fn time(id: u128) -> Option<i64> {
    let version = (id >> 76) & 0xf;
    let variant = (id >> 62) & 0b11;
    if version != 7 || variant != 0b10 {
        return None;
    }
    let millis = (id >> 80) as u64;
    let fraction = (id >> 64) as u64 & (FRACTION_STEPS - 1);
    let micros = (fraction * MICROS_PER_MILLI).div_ceil(FRACTION_STEPS).min(MICROS_PER_MILLI - 1);
    i64::try_from(millis * MICROS_PER_MILLI + micros).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_rfc_has_its_time() {
        // RFC 9562, appendix A.6
        let id = 0x017F_22E2_79B0_7CC3_98C4_DC0C_0C07_398F;
        assert_eq!(time(id).map(|micros| micros / 1_000), Some(0x017F_22E2_79B0));
    }

    #[test]
    fn other_versions_have_no_time() {
        assert_eq!(time(0xC232_AB00_9414_4000_B3C8_9F6B_DECE_D846), None);
        assert_eq!(time(0), None);
    }

    #[test]
    fn instants_outside_the_range_have_no_identifier() {
        assert_eq!(at(-1, 0), None);
        assert_eq!(floor(i64::MAX), None);
        assert!(floor(0).is_some());
    }

    proptest! {
        #[test]
        fn time_gives_back_the_microsecond(micros in 0_i64..281_474_976_710_655_000, random: u64) {
            prop_assert_eq!(at(micros, random).and_then(time), Some(micros));
        }

        #[test]
        fn identifiers_keep_the_order_of_time(a in 0_i64..2_000_000_000_000_000, later in 1_i64..2_000_000_000_000, r: u64, s: u64) {
            prop_assert!(at(a, r) < at(a + later, s));
        }

        #[test]
        fn the_floor_bounds_its_instant(micros in 1_i64..4_000_000_000_000_000, random: u64) {
            prop_assert!(floor(micros) <= at(micros, random));
            prop_assert!(at(micros - 1, u64::MAX) < floor(micros));
        }
    }
}
