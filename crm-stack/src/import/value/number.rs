//! Numbers with any decimal mark and grouping, exact to the last digit.

use super::ValueError;

/// How numbers are written in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NumberFormat {
    /// Character before the decimals.
    pub(crate) decimal: char,
    /// Character between groups of three digits.
    pub(crate) thousands: Option<char>,
    /// The number is multiplied by ten to this power.
    pub(crate) shift: u32,
}

impl NumberFormat {
    /// `1234.5`
    pub(crate) fn canonical() -> Self {
        Self { decimal: '.', thousands: None, shift: 0 }
    }

    pub(super) fn integer(&self, text: &str, min: i64, max: i64) -> Result<String, ValueError> {
        let number = self.normalize(text)?;
        let whole = match number.split_once('.') {
            None => number.as_str(),
            Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole,
            Some(_) => return Err(ValueError::NotWhole),
        };
        match whole.parse::<i64>() {
            Ok(value) if (min..=max).contains(&value) => Ok(value.to_string()),
            _ => Err(ValueError::OutOfRange { min, max }),
        }
    }

    pub(super) fn decimal(&self, text: &str, whole_digits: Option<usize>) -> Result<String, ValueError> {
        let number = self.normalize(text)?;
        let digits = number.trim_start_matches('-').split('.').next().unwrap_or_default();
        match whole_digits {
            Some(limit) if digits.trim_start_matches('0').len() > limit => {
                Err(ValueError::TooManyDigits(limit))
            }
            _ => Ok(number),
        }
    }

    /// Sign, digits, `.`, digits. Currency signs and a percent sign around the number are dropped; brackets mean minus.
    fn normalize(&self, text: &str) -> Result<String, ValueError> {
        let is_sign = |letter: char| matches!(letter, '$' | '€' | '£' | '¥' | '%') || letter.is_whitespace();
        let text = text.trim_matches(is_sign);
        let (text, bracketed) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inside) => (inside.trim_matches(is_sign), true),
            None => (text, false),
        };
        let (text, negative) = match text.strip_prefix('-') {
            Some(rest) => (rest.trim_start_matches(is_sign), true),
            None => (text.strip_prefix('+').unwrap_or(text), bracketed),
        };
        let (whole, decimals) = text.split_once(self.decimal).unwrap_or((text, ""));
        let whole = self.ungroup(whole)?;
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + decimals.len() == 0 || !is_digits(&whole) || !is_digits(decimals) {
            return Err(ValueError::NotANumber);
        }
        Ok(shifted(negative, whole, decimals, self.shift))
    }

    /// Removes group marks that stand where they belong.
    fn ungroup(&self, whole: &str) -> Result<String, ValueError> {
        let Some(mark) = self.thousands.filter(|mark| whole.contains(*mark)) else {
            return Ok(whole.to_owned());
        };
        let mut groups = whole.split(mark);
        let first = groups.next().unwrap_or_default();
        if first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3) {
            return Err(ValueError::NotANumber);
        }
        Ok(whole.replace(mark, ""))
    }
}

fn shifted(negative: bool, mut whole: String, decimals: &str, shift: u32) -> String {
    let shift = shift as usize;
    let (moved, rest) = decimals.split_at(shift.min(decimals.len()));
    whole.push_str(moved);
    whole.extend(std::iter::repeat_n('0', shift - moved.len()));
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    let sign = if negative { "-" } else { "" };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
}

#[cfg(test)]
mod tests {
    use super::{NumberFormat, ValueError};

    fn german() -> NumberFormat {
        NumberFormat { decimal: ',', thousands: Some('.'), shift: 0 }
    }

    #[test]
    fn marks_of_the_source_are_understood() {
        assert_eq!(german().decimal("1.234.567,89", None), Ok("1234567.89".into()));
        assert_eq!(NumberFormat::canonical().decimal("$ 1054.00", None), Ok("1054.00".into()));
        assert_eq!(NumberFormat::canonical().decimal("(12.5)", None), Ok("-12.5".into()));
        assert_eq!(NumberFormat::canonical().decimal("-€3", None), Ok("-3".into()));
    }

    #[test]
    fn a_number_in_millions_is_shifted_exactly() {
        let millions = NumberFormat { shift: 6, ..NumberFormat::canonical() };
        assert_eq!(millions.decimal("1100.04", None), Ok("1100040000".into()));
        assert_eq!(millions.decimal("0.0000015", None), Ok("1.5".into()));
        assert_eq!(millions.decimal("4", None), Ok("4000000".into()));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "abc", "1,5", "1.2.3", "--1", "1e5", "NaN", "."] {
            assert_eq!(NumberFormat::canonical().decimal(text, None), Err(ValueError::NotANumber), "{text}");
        }
        assert_eq!(german().decimal("12.34", None), Err(ValueError::NotANumber));
    }

    #[test]
    fn integers_keep_to_their_range() {
        let format = NumberFormat::canonical();
        assert_eq!(format.integer("2822.0", 0, 9_999), Ok("2822".into()));
        assert_eq!(format.integer("2.5", 0, 9), Err(ValueError::NotWhole));
        assert_eq!(format.integer("10", 0, 9), Err(ValueError::OutOfRange { min: 0, max: 9 }));
        assert!(format.integer("99999999999999999999", i64::MIN, i64::MAX).is_err());
    }

    #[test]
    fn decimals_keep_to_their_digits() {
        let format = NumberFormat::canonical();
        assert_eq!(format.decimal("000123.4", Some(3)), Ok("123.4".into()));
        assert_eq!(format.decimal("1234", Some(3)), Err(ValueError::TooManyDigits(3)));
    }
}
