//! The values that conditions compare.

use std::cmp::Ordering;

use super::Decimal;
use crate::scoring::parse_instant;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A value of a record, of a condition or of the caller.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Null, or there is no such field.
    Missing,
    /// Something that compares with nothing, for example a list or `NaN`.
    Opaque,
    /// Yes or no; no comes before yes.
    Boolean(bool),
    /// A number.
    Number(Decimal<'a>),
    /// A text, compared by code points. Identifiers are texts in lower case with hyphens.
    Text(&'a str),
    /// Microseconds since 1970, UTC.
    Instant(i64),
    /// Days since 1970-01-01.
    Date(i64),
}

impl Value<'_> {
    /// The order of two values of one type; `None` where they do not compare. A text next to an instant or a date is
    /// read as one: `2026-11-20`, and for instants also `2026-11-20T10:00:00Z`.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Boolean(one), Self::Boolean(other)) => Some(one.cmp(other)),
            (Self::Number(one), Self::Number(other)) => Some(one.cmp(other)),
            (Self::Text(one), Self::Text(other)) => Some(one.cmp(other)),
            (Self::Instant(one), Self::Instant(other)) | (Self::Date(one), Self::Date(other)) => {
                Some(one.cmp(other))
            }
            (Self::Instant(one), Self::Text(other)) => Some(one.cmp(&parse_instant(other)?)),
            (Self::Text(one), Self::Instant(other)) => Some(parse_instant(one)?.cmp(other)),
            (Self::Date(one), Self::Text(other)) => Some(one.cmp(&parse_date(other)?)),
            (Self::Text(one), Self::Date(other)) => Some(parse_date(one)?.cmp(other)),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// The days since 1970 of `YYYY-MM-DD`.
fn parse_date(text: &str) -> Option<i64> {
    (text.len() == 10).then(|| parse_instant(text)).flatten().map(|micros| micros.div_euclid(MICROS_PER_DAY))
}

/// A value that a condition or a member's attributes hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Constant {
    Boolean(bool),
    Number(Decimal<'static>),
    Text(Box<str>),
}

impl Constant {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Boolean(flag) => Value::Boolean(*flag),
            Self::Number(number) => Value::Number(number.as_borrowed()),
            Self::Text(text) => Value::Text(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_what_they_are_compared_with() {
        let noon = Value::Instant(43_200_000_000);
        assert_eq!(noon.compare(&Value::Text("1970-01-01T12:00:00Z")), Some(Ordering::Equal));
        assert_eq!(noon.compare(&Value::Text("1970-01-01")), Some(Ordering::Greater));
        assert_eq!(noon.compare(&Value::Text("noon")), None);
        assert_eq!(Value::Date(1).compare(&Value::Text("1970-01-02")), Some(Ordering::Equal));
        assert_eq!(Value::Text("1970-01-01").compare(&Value::Date(1)), Some(Ordering::Less));
        assert_eq!(Value::Date(1).compare(&Value::Text("1970-01-02T00:00:00Z")), None);
    }

    #[test]
    fn different_types_do_not_compare() {
        let values =
            [Value::Boolean(true), Value::Number(1.into()), Value::Text("1"), Value::Missing, Value::Opaque];
        for (position, one) in values.iter().enumerate() {
            for other in values.iter().skip(position + 1) {
                assert_eq!(one.compare(other), None, "{one:?} {other:?}");
            }
        }
        assert_eq!(Value::Missing.compare(&Value::Missing), None);
        assert_eq!(Value::Opaque.compare(&Value::Opaque), None);
        assert_eq!(Value::Date(0).compare(&Value::Instant(0)), None);
    }
}
