//! Points as whole hundredths.

/// The largest number of points that a rule, cap or threshold may have, in hundredths.
pub(super) const HUNDREDTHS_MOST: i64 = 100_000_000;

/// Why a number of points is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PointsProblem {
    TooManyDecimals,
    OutOfRange,
}

/// The hundredths of a decimal number as JSON writes it; exact.
pub(super) fn parse_points(number: &serde_json::Number) -> Result<i64, PointsProblem> {
    let text = number.to_string();
    if text.contains(['e', 'E']) {
        return Err(PointsProblem::OutOfRange);
    }
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 2 {
        return Err(PointsProblem::TooManyDecimals);
    }
    let hundredths =
        format!("{whole}{decimals:0<2}").parse::<i64>().map_err(|_| PointsProblem::OutOfRange)?;
    if hundredths > HUNDREDTHS_MOST {
        return Err(PointsProblem::OutOfRange);
    }
    Ok(sign * hundredths)
}

/// Hundredths as points with two decimals: `4250` gives `"42.50"`.
#[must_use]
pub fn format_hundredths(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let amount = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Number;

    fn parse(text: &str) -> Result<i64, PointsProblem> {
        parse_points(&text.parse::<Number>().unwrap())
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(parse("12.5"), Ok(1250));
        assert_eq!(parse("0.29"), Ok(29));
        assert_eq!(parse("-7"), Ok(-700));
        assert_eq!(parse("1.10"), Ok(110));
        assert_eq!(parse("1.005"), Err(PointsProblem::TooManyDecimals));
        assert_eq!(parse("1e300"), Err(PointsProblem::OutOfRange));
        assert_eq!(parse("1000000.01"), Err(PointsProblem::OutOfRange));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(hundredths in -HUNDREDTHS_MOST..=HUNDREDTHS_MOST) {
            prop_assert_eq!(parse(&format_hundredths(hundredths)), Ok(hundredths));
        }
    }
}
