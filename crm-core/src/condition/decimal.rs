//! Decimal numbers of any length, compared exactly.

use std::borrow::Cow;
use std::cmp::Ordering;

/// A finite decimal number, compared without rounding.
#[derive(Debug, Clone)]
pub struct Decimal<'a> {
    is_negative: bool,
    /// The power of ten of the first digit.
    magnitude: i64,
    /// Decimal digits, perhaps with a point among them, from the first that is not 0; empty for 0.
    digits: Cow<'a, [u8]>,
}

impl<'a> Decimal<'a> {
    /// Reads an optional sign, digits with an optional point, and an optional exponent; `None` for anything else.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (is_negative, unsigned) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            all => (false, all),
        };
        let (mantissa, exponent) = match unsigned.iter().position(|byte| matches!(byte, b'e' | b'E')) {
            Some(end) => (&unsigned[..end], parse_exponent(&unsigned[end + 1..])?),
            None => (unsigned, 0),
        };
        let point = check_mantissa(mantissa)?;
        let Some(first) = mantissa.iter().position(|byte| matches!(byte, b'1'..=b'9')) else {
            return Some(Self { is_negative: false, magnitude: 0, digits: Cow::Borrowed(&[]) });
        };
        let place = if first < point { point - first - 1 } else { first - point };
        let place = i64::try_from(place).ok()?;
        let magnitude = exponent.checked_add(if first < point { place } else { -place })?;
        Some(Self { is_negative, magnitude, digits: Cow::Borrowed(&mantissa[first..]) })
    }

    /// The same number, independent of the text it was read from.
    #[must_use]
    pub fn into_owned(self) -> Decimal<'static> {
        let digits = self.digits.iter().copied().filter(u8::is_ascii_digit).collect();
        Decimal { is_negative: self.is_negative, magnitude: self.magnitude, digits: Cow::Owned(digits) }
    }

    /// The same number, for a short while.
    #[must_use]
    pub fn as_borrowed(&self) -> Decimal<'_> {
        Decimal {
            is_negative: self.is_negative,
            magnitude: self.magnitude,
            digits: Cow::Borrowed(&self.digits),
        }
    }

    fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// -1, 0 or 1.
    fn sign(&self) -> i8 {
        match (self.is_zero(), self.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        self.magnitude.cmp(&other.magnitude).then_with(|| {
            let mut ours = self.digits.iter().filter(|byte| byte.is_ascii_digit());
            let mut theirs = other.digits.iter().filter(|byte| byte.is_ascii_digit());
            loop {
                let (ours, theirs) = (ours.next(), theirs.next());
                if ours.is_none() && theirs.is_none() {
                    return Ordering::Equal;
                }
                let order = ours.unwrap_or(&b'0').cmp(theirs.unwrap_or(&b'0'));
                if order.is_ne() {
                    return order;
                }
            }
        })
    }
}

impl From<i64> for Decimal<'static> {
    fn from(number: i64) -> Self {
        let digits = if number == 0 { Vec::new() } else { number.unsigned_abs().to_string().into_bytes() };
        let magnitude = i64::try_from(digits.len().saturating_sub(1)).unwrap_or(0);
        Self { is_negative: number < 0, magnitude, digits: Cow::Owned(digits) }
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = self.sign();
        sign.cmp(&other.sign()).then_with(|| match sign {
            0 => Ordering::Equal,
            1 => self.compare_size(other),
            _ => other.compare_size(self),
        })
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal<'_> {}

/// The position of the point among digits, or the end; `None` unless these are digits with at most one point.
fn check_mantissa(mantissa: &[u8]) -> Option<usize> {
    let point = mantissa.iter().position(|byte| *byte == b'.').unwrap_or(mantissa.len());
    let digits = mantissa.iter().enumerate().filter(|(position, _)| *position != point);
    let mut count = 0_usize;
    for (_, byte) in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        count += 1;
    }
    (count > 0).then_some(point)
}

fn parse_exponent(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse::<i32>().ok().map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::Decimal;
    use std::cmp::Ordering::{self, Equal, Greater, Less};

    fn compare(left: &str, right: &str) -> Ordering {
        Decimal::parse(left).unwrap().cmp(&Decimal::parse(right).unwrap())
    }

    #[test]
    fn numbers_compare_by_value_not_by_text() {
        for (left, right, order) in [
            ("1", "1.000", Equal),
            ("-0", "0.00", Equal),
            ("0.1", "0.10000000000000000000000001", Less),
            ("9007199254740993", "9007199254740992", Greater),
            ("10", "9", Greater),
            ("-10", "-9", Less),
            ("-1", "0", Less),
            ("1e2", "100", Equal),
            ("12.5e-1", "1.25", Equal),
            ("0.001", "0.0011", Less),
            ("00012", "12", Equal),
            ("1e300", "1e299", Greater),
        ] {
            assert_eq!(compare(left, right), order, "{left} {right}");
            assert_eq!(compare(right, left), order.reverse(), "{right} {left}");
        }
    }

    #[test]
    fn whole_numbers_are_the_same_numbers() {
        for number in [0, 7, -40, 1_000_000, i64::MAX, i64::MIN] {
            assert_eq!(Decimal::from(number), Decimal::parse(&number.to_string()).unwrap());
        }
    }

    #[test]
    fn a_number_kept_is_the_same_number() {
        for text in ["-1200.50", "0.0", "3e7", "12.5e-3"] {
            let read = Decimal::parse(text).unwrap();
            assert_eq!(read.clone().into_owned(), read);
            assert_eq!(read.as_borrowed(), read);
        }
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in ["", "-", ".", "1.2.3", "NaN", "Infinity", "1e", "1e+", "0x1", " 1", "1 ", "--1", "1e+-2"]
        {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }
}
