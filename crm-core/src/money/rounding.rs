//! Rounding and splitting without losing a minor unit.

/// Decimals of a stored amount, `numeric(19,4)`.
pub const AMOUNT_DECIMALS: u8 = 4;

/// Rounds `ten_thousandths` of a currency to its minor units, half away from zero as PostgreSQL's `round` does.
///
/// The result counts minor units: `123_450` (12.345) with 2 decimals is `1_235`. More than four decimals are exact.
#[must_use]
pub fn round_to_minor_units(ten_thousandths: i64, minor_units: u8) -> i128 {
    let amount = i128::from(ten_thousandths);
    match minor_units.checked_sub(AMOUNT_DECIMALS) {
        Some(more) => amount * 10_i128.pow(u32::from(more.min(9))),
        None => {
            let step = 10_i128.pow(u32::from(AMOUNT_DECIMALS - minor_units));
            let half_away = (step / 2) * amount.signum();
            (amount + half_away) / step
        }
    }
}

/// Splits `total` minor units in proportion to `weights`; the parts always sum to `total`.
///
/// Each part is rounded down and the units left over go to the largest remainders, earlier parts first. `None` when
/// all weights are zero or there are none.
#[must_use]
pub fn allocate(total: i64, weights: &[u32]) -> Option<Vec<i64>> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return None;
    }
    let exact = |weight: u32| i128::from(total.unsigned_abs()) * i128::from(weight);
    let mut parts: Vec<i128> = weights.iter().map(|weight| exact(*weight) / sum).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|position| std::cmp::Reverse(exact(weights[*position]) % sum));
    let left = i128::from(total.unsigned_abs()) - parts.iter().sum::<i128>();
    for position in by_remainder.into_iter().take(usize::try_from(left).ok()?) {
        parts[position] += 1;
    }
    let sign = i128::from(total.signum());
    parts.into_iter().map(|part| i64::try_from(part * sign).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(round_to_minor_units(123_450, 2), 1_235);
        assert_eq!(round_to_minor_units(-123_450, 2), -1_235);
        assert_eq!(round_to_minor_units(123_449, 2), 1_234);
        assert_eq!(round_to_minor_units(5_000, 0), 1);
        assert_eq!(round_to_minor_units(-4_999, 0), 0);
        assert_eq!(round_to_minor_units(12_345, 3), 1_235);
        assert_eq!(round_to_minor_units(12_345, 4), 12_345);
    }

    #[test]
    fn a_split_gives_the_rest_to_the_largest_remainders() {
        assert_eq!(allocate(100, &[1, 1, 1]), Some(vec![34, 33, 33]));
        assert_eq!(allocate(-100, &[1, 1, 1]), Some(vec![-34, -33, -33]));
        assert_eq!(allocate(5, &[0, 7]), Some(vec![0, 5]));
        assert_eq!(allocate(5, &[0, 0]), None);
        assert_eq!(allocate(5, &[]), None);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_total(total: i64, weights in prop::collection::vec(any::<u32>(), 1..20)) {
            if let Some(parts) = allocate(total, &weights) {
                prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(total));
            }
        }

        #[test]
        fn rounding_moves_by_at_most_half_a_unit(amount: i64, minor in 0_u8..4) {
            let step = 10_i128.pow(u32::from(4 - minor));
            let difference = round_to_minor_units(amount, minor) * step - i128::from(amount);
            prop_assert!(difference.abs() * 2 <= step);
        }
    }
}
