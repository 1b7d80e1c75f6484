//! Rows in COPY's text form.

use std::fmt::Write;
use uuid::Uuid;

/// Builds lines of COPY text, cell after cell.
#[derive(Debug, Default)]
pub(crate) struct CopyRows {
    text: String,
    is_row_open: bool,
    rows: u64,
}

/// Some rows as COPY takes them.
#[derive(Debug)]
pub(crate) struct Portion {
    pub(crate) text: String,
    pub(crate) rows: u64,
}

impl CopyRows {
    /// Bytes collected since the last `take`.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Hands the collected rows over.
    pub(crate) fn take(&mut self) -> Portion {
        Portion { text: std::mem::take(&mut self.text), rows: std::mem::take(&mut self.rows) }
    }

    /// A number, identifier or boolean: text without anything to escape.
    pub(crate) fn plain(&mut self, value: impl std::fmt::Display) -> &mut Self {
        self.separate();
        // writing to a String cannot fail
        let _written = write!(self.text, "{value}");
        self
    }

    /// Text of this program's own vocabulary, which has neither tabs, line ends nor backslashes.
    pub(crate) fn words(&mut self, value: &str) -> &mut Self {
        debug_assert!(!value.contains(['\t', '\n', '\r', '\\']));
        self.plain(value)
    }

    /// A value that may be missing.
    pub(crate) fn optional(&mut self, value: Option<impl std::fmt::Display>) -> &mut Self {
        match value {
            Some(value) => self.plain(value),
            None => self.null(),
        }
    }

    /// No value.
    pub(crate) fn null(&mut self) -> &mut Self {
        self.plain("\\N")
    }

    /// An identifier.
    pub(crate) fn id(&mut self, id: Uuid) -> &mut Self {
        self.plain(id.as_hyphenated())
    }

    /// An instant, from milliseconds since 1970.
    pub(crate) fn instant(&mut self, at_ms: i64) -> &mut Self {
        match chrono::DateTime::from_timestamp_millis(at_ms) {
            Some(instant) => self.plain(instant.format("%Y-%m-%dT%H:%M:%S%.3fZ")),
            None => self.null(),
        }
    }

    /// An instant that may be missing.
    pub(crate) fn optional_instant(&mut self, at_ms: Option<i64>) -> &mut Self {
        match at_ms {
            Some(at_ms) => self.instant(at_ms),
            None => self.null(),
        }
    }

    /// A day, from milliseconds since 1970.
    pub(crate) fn day(&mut self, at_ms: i64) -> &mut Self {
        match chrono::DateTime::from_timestamp_millis(at_ms) {
            Some(instant) => self.plain(instant.date_naive()),
            None => self.null(),
        }
    }

    /// Money, from hundredths of the currency's unit.
    pub(crate) fn money(&mut self, hundredths: u64) -> &mut Self {
        self.plain(format_args!("{}.{:02}", hundredths / 100, hundredths % 100))
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) {
        self.text.push('\n');
        self.rows += 1;
        self.is_row_open = false;
    }

    fn separate(&mut self) {
        if self.is_row_open {
            self.text.push('\t');
        }
        self.is_row_open = true;
    }
}

#[cfg(test)]
mod tests {
    use super::CopyRows;

    #[test]
    fn cells_are_separated_and_rows_ended() {
        let mut rows = CopyRows::default();
        rows.plain(1).words("a b").null().money(12_305).instant(0).day(86_400_000).end();
        rows.optional(None::<u8>).optional(Some(2)).end();
        let portion = rows.take();
        assert_eq!(portion.rows, 2);
        assert_eq!(portion.text, "1\ta b\t\\N\t123.05\t1970-01-01T00:00:00.000Z\t1970-01-02\n\\N\t2\n");
    }
}
