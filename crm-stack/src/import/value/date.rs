//! Dates and instants in the source's form.

use super::ValueError;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};

const ISO_DATE: &str = "%Y-%m-%d";
const ISO_INSTANTS: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
const ISO_ZONED: [&str; 3] = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"];

/// A strftime pattern, or ISO 8601.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateFormat {
    pattern: Option<String>,
}

impl DateFormat {
    /// `2026-11-20`, `2026-11-20T09:30:00Z`
    pub(crate) fn iso() -> Self {
        Self { pattern: None }
    }

    /// A pattern of strftime such as `%m/%d/%Y`.
    ///
    /// # Errors
    /// The part of the pattern that is no specifier.
    pub(crate) fn new(pattern: &str) -> Result<Self, String> {
        let broken = chrono::format::StrftimeItems::new(pattern)
            .any(|item| matches!(item, chrono::format::Item::Error));
        if broken || !pattern.contains('%') {
            return Err(format!("the date format `{pattern}`, which is no strftime pattern"));
        }
        Ok(Self { pattern: Some(pattern.to_owned()) })
    }

    pub(super) fn date(&self, text: &str) -> Result<String, ValueError> {
        let date = match &self.pattern {
            Some(pattern) => NaiveDate::parse_from_str(text, pattern)
                .or_else(|_| NaiveDateTime::parse_from_str(text, pattern).map(|instant| instant.date())),
            None => NaiveDate::parse_from_str(text, ISO_DATE),
        };
        date.ok().filter(|date| is_sane(*date)).map(|date| date.to_string()).ok_or_else(|| self.refusal())
    }

    /// An instant for PostgreSQL; without an offset it is read in the organization's time zone.
    pub(super) fn instant(&self, text: &str) -> Result<String, ValueError> {
        let parsed = match &self.pattern {
            Some(pattern) => parse_instant(text, &[pattern], &[pattern]),
            None => parse_instant(text, &ISO_INSTANTS, &ISO_ZONED),
        };
        match parsed {
            Some(instant) => Ok(instant),
            None => self.date(text),
        }
    }

    fn refusal(&self) -> ValueError {
        ValueError::NotADate(self.pattern.clone().unwrap_or_else(|| "YYYY-MM-DD".to_owned()))
    }
}

fn parse_instant(text: &str, local: &[&str], zoned: &[&str]) -> Option<String> {
    let zoned = zoned.iter().find_map(|pattern| DateTime::<FixedOffset>::parse_from_str(text, pattern).ok());
    if let Some(instant) = zoned {
        return is_sane(instant.date_naive()).then(|| instant.to_rfc3339());
    }
    let local = local.iter().find_map(|pattern| NaiveDateTime::parse_from_str(text, pattern).ok())?;
    is_sane(local.date()).then(|| local.to_string())
}

/// Years that are typing errors (`0217`, `20017`) are refused.
fn is_sane(date: NaiveDate) -> bool {
    (1_000..=9_999).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::{DateFormat, ValueError};

    #[test]
    fn american_dates_are_read_and_european_ones_refused() {
        let format = DateFormat::new("%m/%d/%Y").expect("a pattern");
        assert_eq!(format.date("3/1/2017"), Ok("2017-03-01".into()));
        assert_eq!(format.instant("10/20/2016"), Ok("2016-10-20".into()));
        assert_eq!(format.date("20/10/2016"), Err(ValueError::NotADate("%m/%d/%Y".into())));
        assert_eq!(format.date("2/29/2017"), Err(ValueError::NotADate("%m/%d/%Y".into())));
    }

    #[test]
    fn instants_keep_their_offset() {
        let iso = DateFormat::iso();
        assert_eq!(iso.instant("2026-11-20T09:30:00+02:00"), Ok("2026-11-20T09:30:00+02:00".into()));
        assert_eq!(iso.instant("2026-11-20 09:30"), Ok("2026-11-20 09:30:00".into()));
        assert_eq!(iso.instant("2026-11-20 09:30:00.25+00"), Ok("2026-11-20T09:30:00.250+00:00".into()));
        assert_eq!(iso.instant("2026-11-20"), Ok("2026-11-20".into()));
    }

    #[test]
    fn years_that_are_typing_errors_are_refused() {
        assert!(DateFormat::iso().date("0217-01-01").is_err());
        assert!(DateFormat::new("%d.%m.%Y").expect("a pattern").date("01.01.20017").is_err());
    }

    #[test]
    fn broken_patterns_are_refused() {
        assert!(DateFormat::new("%Q").is_err());
        assert!(DateFormat::new("dd.mm.yyyy").is_err());
    }
}
