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

/// Passes bytes through, keeps to the limits, and makes every line end outside quotes a single line feed: the CSV
/// reader would count a line too few at `\r\n`.
#[derive(Debug)]
pub(crate) struct Guard<R> {
    inner: R,
    delimiter: u8,
    state: State,
    line: u64,
    quote_line: u64,
    cell_bytes: u64,
    row_bytes: u64,
    /// The last byte was a carriage return outside quotes; a line feed after it belongs to it.
    after_return: bool,
}

impl<R> Guard<R> {
    /// Watches `inner`, whose cells are separated by `delimiter`.
    pub(crate) fn new(inner: R, delimiter: u8) -> Self {
        Self {
            inner,
            delimiter,
            state: State::CellStart,
            line: 1,
            quote_line: 1,
            cell_bytes: 0,
            row_bytes: 0,
            after_return: false,
        }
    }

    /// Watches the bytes and moves those that stay to the front; returns their number.
    fn watch(&mut self, bytes: &mut [u8]) -> Result<usize, GuardError> {
        let mut kept = 0;
        for index in 0..bytes.len() {
            let byte = bytes[index];
            let is_inside_quotes = self.state == State::Quoted;
            let belongs_to_return = self.after_return && byte == b'\n';
            self.after_return = byte == b'\r' && !is_inside_quotes;
            if belongs_to_return {
                continue;
            }
            let byte = if self.after_return { b'\n' } else { byte };
            self.step(byte);
            self.check()?;
            bytes[kept] = byte;
            kept += 1;
        }
        Ok(kept)
    }

    fn step(&mut self, byte: u8) {
        self.line += u64::from(byte == b'\n');
        self.cell_bytes += 1;
        self.row_bytes += 1;
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _) | (State::QuoteInQuoted, b'"') => State::Quoted,
            (_, byte) if byte == self.delimiter => self.next_cell(),
            (_, b'\n') => {
                self.row_bytes = 0;
                self.next_cell()
            }
            // a byte order mark is no part of the first cell
            (State::CellStart, 0xef | 0xbb | 0xbf) if self.line == 1 && self.row_bytes <= 3 => {
                State::CellStart
            }
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
                State::Quoted | State::QuoteInQuoted => {
                    GuardError::QuotedCellTooLong { line: self.quote_line }
                }
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
        loop {
            let count = self.inner.read(buffer)?;
            if count == 0 {
                self.finish().map_err(io::Error::other)?;
                return Ok(0);
            }
            let read = buffer.get_mut(..count).unwrap_or_default();
            // no byte left would look like the end of the file
            match self.watch(read).map_err(io::Error::other)? {
                0 => {}
                kept => return Ok(kept),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Guard, GuardError, MAX_CELL_BYTES};
    use std::io::Read;

    fn passed(text: &str) -> Result<String, GuardError> {
        let mut out = String::new();
        let result = Guard::new(text.as_bytes(), b',').read_to_string(&mut out);
        let guarded = |error: std::io::Error| {
            *error.get_ref().and_then(|inner| inner.downcast_ref::<GuardError>()).expect("a guard error")
        };
        result.map(|_| out).map_err(guarded)
    }

    #[test]
    fn line_ends_become_line_feeds_outside_quotes_only() {
        assert_eq!(passed("a\r\n\"x\r\ny\"\r\nb\rc\n"), Ok("a\n\"x\r\ny\"\nb\nc\n".into()));
    }

    #[test]
    fn a_line_end_may_fall_between_two_reads() {
        struct ByteByByte(std::vec::IntoIter<u8>);
        impl Read for ByteByByte {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                Ok(self.0.next().map_or(0, |byte| {
                    buffer[0] = byte;
                    1
                }))
            }
        }
        let mut out = String::new();
        let bytes = b"a,b\r\n1,2\r\n".to_vec().into_iter();
        Guard::new(ByteByByte(bytes), b',').read_to_string(&mut out).expect("text");
        assert_eq!(out, "a,b\n1,2\n");
    }

    #[test]
    fn well_formed_files_pass() {
        for text in [
            "\u{feff}\"a\nb\",c\n",
            "a,b\r\n\"x\ny\",\"say \"\"hi\"\"\"\r\n",
            "5\" pipe,2\n",
            "",
            "\"\"",
            "a,\"b\"",
        ] {
            assert!(passed(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn an_open_quote_is_reported_with_the_line_it_stands_on() {
        assert_eq!(passed("a,b\n1,\"two\n3,4\n"), Err(GuardError::QuoteNotClosed { line: 2 }));
    }

    #[test]
    fn endless_cells_stop_early() {
        let long = "x".repeat(usize::try_from(MAX_CELL_BYTES).expect("fits") + 1);
        assert_eq!(passed(&format!("a\n\n{long}")), Err(GuardError::CellTooLong { line: 3 }));
        assert_eq!(passed(&format!("a\n\"{long}")), Err(GuardError::QuotedCellTooLong { line: 2 }));
    }
}
