//! Instants as microseconds since 1970, as PostgreSQL counts them.

use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, Time, UtcOffset};

const NANOS_PER_MICRO: i128 = 1_000;

/// The microseconds since 1970 of an RFC 3339 instant or of a date (midnight UTC); `None` if `text` is neither.
///
/// A finer fraction is rounded to the nearest microsecond.
#[must_use]
pub fn parse_instant(text: &str) -> Option<i64> {
    let instant = match OffsetDateTime::parse(text, &Rfc3339) {
        Ok(instant) => instant,
        Err(_) => parse_date(text)?.with_time(Time::MIDNIGHT).assume_offset(UtcOffset::UTC),
    };
    let nanos = instant.unix_timestamp_nanos();
    i64::try_from((nanos + NANOS_PER_MICRO / 2).div_euclid(NANOS_PER_MICRO)).ok()
}

/// The RFC 3339 form, in UTC, of microseconds since 1970; the number itself where that is beyond the year 9999.
#[must_use]
pub fn format_instant(unix_micros: i64) -> String {
    let instant = OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_micros) * NANOS_PER_MICRO).ok();
    instant.and_then(|instant| instant.format(&Rfc3339).ok()).unwrap_or_else(|| unix_micros.to_string())
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month: u8 = parts.next().filter(|month| month.len() == 2)?.parse().ok()?;
    let day = parts.next().filter(|day| day.len() == 2)?.parse().ok()?;
    Date::from_calendar_date(year, month.try_into().ok()?, day).ok()
}

#[cfg(test)]
mod tests {
    use super::{format_instant, parse_instant};

    #[test]
    fn instants_and_dates_are_read() {
        assert_eq!(parse_instant("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse_instant("2026-11-20T10:00:00.123456+01:00"), Some(1_795_165_200_123_456));
        assert_eq!(parse_instant("2026-11-20"), Some(1_795_132_800_000_000));
        assert_eq!(parse_instant("1969-12-31T23:59:59.9999996Z"), Some(0));
    }

    #[test]
    fn instants_are_written_in_utc() {
        assert_eq!(format_instant(1_795_165_200_123_456), "2026-11-20T09:00:00.123456Z");
        assert_eq!(format_instant(0), "1970-01-01T00:00:00Z");
        assert_eq!(format_instant(i64::MAX), i64::MAX.to_string());
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in
            ["", "yesterday", "2026-13-01", "2026-11-20T10:00:00", "2026-11-20 10:00Z ", "infinity", "20-1-1"]
        {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }
}
