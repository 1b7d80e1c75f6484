//! Watches the raw bytes of a CSV file, so that a quote that is never closed or a cell without end stops
//! the import with its line instead of filling the memory.

use std::io::{self, Read};

/// Largest cell, in bytes.
pub(crate) const MAX_CELL_BYTES: u64 = 1 << 20;
/// Largest row, in bytes.
pub(crate) const MAX_ROW_BYTES: u64 = 16 << 20;

/// The file is broken from here on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GuardError {
    #[error("line {line}: the quote that opens a cell is never closed")]
    QuoteNotClosed { line: u64 },
    #[error("line {line}: a quoted cell is longer than {MAX_CELL_BYTES} bytes; is its quote never closed?")]
    QuotedCellTooLong { line: u64 },
    #[error("line {line}: a cell is longer than {MAX_CELL_BYTES} bytes")]
    CellTooLong { line: u64 },
    #[error("line {line}: a row is longer than {MAX_ROW_BYTES} bytes")]
    RowTooLong { line: u64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// A quote inside a quoted cell: its end, or the first of two.
    QuoteInQuoted,
}

/// Passes bytes through and keeps to the limits.
#[derive(Debug)]
pub(crate) struct Guard<R> {
    inner: R,
    delimiter: u8,
    state: State,
    line: u64,
    quote_line: u64,
    cell_bytes: u64,
    row_bytes: u64,
}

impl<R> Guard<R> {
    /// Watches `inner`, whose cells are separated by `delimiter`.
    pub(crate) fn new(inner: R, delimiter: u8) -> Self {
        Self { inner, delimiter, state: State::CellStart, line: 1, quote_line: 1, cell_bytes: 0, row_bytes: 0 }
    }

    fn watch(&mut self, bytes: &[u8]) -> Result<(), GuardError> {
        for &byte in bytes {
            self.step(byte);
            self.check()?;
        }
        Ok(())
    }

    fn step(&mut self, byte: u8) {
        let line_end = byte == b'\n';
        self.line += u64::from(line_end);
        self.cell_bytes += 1;
        self.row_bytes += 1;
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _) | (State::QuoteInQuoted, b'"') => State::Quoted,
            (_, byte) if byte == self.delimiter => self.next_cell(),
            (_, b'\n' | b'\r') => {
                self.row_bytes = 0;
                self.next_cell()
            }
            // a byte order mark is no part of the first cell
            (State::CellStart, 0xef | 0xbb | 0xbf) if self.line == 1 && self.row_bytes <= 3 => State::CellStart,
            (State::CellStart, b'"') => {
                self.quote_line = self.line;
                State::Quoted
            }
            _ => State::Plain,
        };
    }

    fn next_cell(&mut self) -> State {
        self.cell_bytes = 0;
        State::CellStart
    }

    fn check(&self) -> Result<(), GuardError> {
        if self.cell_bytes > MAX_CELL_BYTES {
            return Err(match self.state {
                State::Quoted | State::QuoteInQuoted => GuardError::QuotedCellTooLong { line: self.quote_line },
                State::CellStart | State::Plain => GuardError::CellTooLong { line: self.line },
            });
        }
        if self.row_bytes > MAX_ROW_BYTES {
            return Err(GuardError::RowTooLong { line: self.line });
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), GuardError> {
        match self.state {
            State::Quoted => Err(GuardError::QuoteNotClosed { line: self.quote_line }),
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let seen = if count == 0 { self.finish() } else { self.watch(buffer.get(..count).unwrap_or_default()) };
        seen.map_err(io::Error::other)?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Guard, GuardError, MAX_CELL_BYTES};
    use std::io::Read;

    fn verdict(text: &str) -> Result<usize, GuardError> {
        let mut out = Vec::new();
        Guard::new(text.as_bytes(), b',').read_to_end(&mut out).map_err(|error| {
            *error.get_ref().and_then(|inner| inner.downcast_ref::<GuardError>()).expect("a guard error")
        })
    }

    #[test]
    fn well_formed_files_pass() {
        for text in ["\u{feff}\"a\nb\",c\n", "a,b\r\n\"x\ny\",\"say \"\"hi\"\"\"\r\n", "5\" pipe,2\n", "", "\"\"", "a,\"b\""] {
            assert_eq!(verdict(text), Ok(text.len()), "{text}");
        }
    }

    #[test]
    fn an_open_quote_is_reported_with_the_line_it_stands_on() {
        assert_eq!(verdict("a,b\n1,\"two\n3,4\n"), Err(GuardError::QuoteNotClosed { line: 2 }));
    }

    #[test]
    fn endless_cells_stop_early() {
        let long = "x".repeat(usize::try_from(MAX_CELL_BYTES).expect("fits") + 1);
        assert_eq!(verdict(&format!("a\n\n{long}")), Err(GuardError::CellTooLong { line: 3 }));
        assert_eq!(verdict(&format!("a\n\"{long}")), Err(GuardError::QuotedCellTooLong { line: 2 }));
    }
}
