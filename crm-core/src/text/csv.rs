//! Values that a spreadsheet would run as a formula.

use std::borrow::Cow;

/// `value` with a leading apostrophe where a spreadsheet would take it for a formula.
///
/// Cells that begin with `= + - @`, a tab or a carriage return are escaped (OWASP, CSV injection); a plain negative
/// number such as `-12.50` stays as it is.
#[must_use]
pub fn escape_formula(value: &str) -> Cow<'_, str> {
    let starts_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts_formula && !is_negative_number(value) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

fn is_negative_number(value: &str) -> bool {
    let Some(digits) = value.strip_prefix('-') else { return false };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && is_digits(decimals)
}

#[cfg(test)]
mod tests {
    use super::escape_formula;

    #[test]
    fn formulas_get_an_apostrophe() {
        for formula in
            ["=1+1", "+4930123", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "-", "-.5", "--1"]
        {
            assert_eq!(escape_formula(formula), format!("'{formula}"));
        }
    }

    #[test]
    fn ordinary_values_stay() {
        for value in ["", "Acme", "12.50", "-12.50", "-7", "a=b", "'x", "1-2"] {
            assert_eq!(escape_formula(value), value);
        }
    }
}
