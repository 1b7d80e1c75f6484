//! Rows of one CSV file: header checked, cells by column name, broken rows told apart from broken files.

use super::guard::{Guard, GuardError};
use csv::ByteRecord;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

const MAX_COLUMNS: usize = 1_600;
const BUFFER_BYTES: usize = 1 << 18;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The file as a whole cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    #[error("the file is empty; its first line must name the columns")]
    Empty,
    #[error("the file is {0}, not CSV text in UTF-8")]
    NotText(&'static str),
    #[error("the column `{0}` stands in the header more than once")]
    DuplicateColumn(String),
    #[error("the header has {0} columns, more than {MAX_COLUMNS}")]
    TooManyColumns(usize),
    #[error("the header is not UTF-8")]
    HeaderNotUtf8,
    #[error(transparent)]
    Broken(#[from] GuardError),
    #[error("line {line}: {reason}")]
    Unreadable { line: u64, reason: String },
    #[error("cannot be opened: {0}")]
    Open(#[from] std::io::Error),
}

/// A CSV file being read.
pub(crate) struct Source<R: Read> {
    reader: csv::Reader<Guard<R>>,
    columns: HashMap<String, usize>,
    width: usize,
    record: ByteRecord,
}

/// One data row; valid until the next is read.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    record: &'a ByteRecord,
    columns: &'a HashMap<String, usize>,
    width: usize,
    /// Line on which the row starts, from 1.
    pub(crate) line: u64,
}

impl Source<BufReader<File>> {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// When the file cannot be opened or its header is unusable.
    pub(crate) fn open(path: &Path, delimiter: u8) -> Result<Self, SourceError> {
        let mut file = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
        reject_binary(std::io::BufRead::fill_buf(&mut file)?)?;
        Self::new(file, delimiter)
    }
}

fn reject_binary(start: &[u8]) -> Result<(), SourceError> {
    let what = match start {
        [0x1f, 0x8b, ..] => "compressed with gzip",
        [b'P', b'K', 3, 4, ..] => "a zip archive or a spreadsheet",
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16",
        _ => return Ok(()),
    };
    Err(SourceError::NotText(what))
}

impl<R: Read> Source<R> {
    /// Reads the header of `input`.
    ///
    /// # Errors
    /// When the header is missing, not UTF-8, too wide or names a column twice.
    pub(crate) fn new(input: R, delimiter: u8) -> Result<Self, SourceError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(Guard::new(input, delimiter));
        let mut header = ByteRecord::new();
        if !reader.read_byte_record(&mut header).map_err(|error| broken(error, 1))? {
            return Err(SourceError::Empty);
        }
        let columns = index_columns(&header)?;
        Ok(Self { reader, columns, width: header.len(), record: ByteRecord::new() })
    }

    /// Names of the columns.
    pub(crate) fn has_column(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    /// Names of the columns in the file's order.
    pub(crate) fn column_names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.columns.iter().map(|(name, index)| (*index, name.as_str())).collect();
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// Bytes consumed so far, for progress.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next row, or none at the end.
    ///
    /// # Errors
    /// When the file is broken from here on.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, SourceError> {
        let line = self.reader.position().line();
        if !self.reader.read_byte_record(&mut self.record).map_err(|error| broken(error, line))? {
            return Ok(None);
        }
        let line = self.record.position().map_or(line, csv::Position::line);
        Ok(Some(Row { record: &self.record, columns: &self.columns, width: self.width, line }))
    }
}

fn index_columns(header: &ByteRecord) -> Result<HashMap<String, usize>, SourceError> {
    if header.len() > MAX_COLUMNS {
        return Err(SourceError::TooManyColumns(header.len()));
    }
    let mut columns = HashMap::with_capacity(header.len());
    for (index, bytes) in header.iter().enumerate() {
        let bytes = if index == 0 { bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes) } else { bytes };
        let name = std::str::from_utf8(bytes).map_err(|_| SourceError::HeaderNotUtf8)?.trim();
        if columns.insert(name.to_owned(), index).is_some() && !name.is_empty() {
            return Err(SourceError::DuplicateColumn(name.to_owned()));
        }
    }
    Ok(columns)
}

fn broken(error: csv::Error, line: u64) -> SourceError {
    let reason = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(io) => match io.get_ref().and_then(|inner| inner.downcast_ref::<GuardError>()) {
            Some(guard) => SourceError::Broken(*guard),
            None => SourceError::Unreadable { line, reason: io.to_string() },
        },
        _ => SourceError::Unreadable { line, reason },
    }
}

impl<'a> Row<'a> {
    /// The cell of a column; empty when the mapping's column is unknown (checked before).
    pub(crate) fn cell(&self, column: &str) -> Result<&'a str, CellError> {
        let bytes = self.columns.get(column).and_then(|index| self.record.get(*index)).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| CellError::NotUtf8)?;
        if text.contains('\0') { Err(CellError::ZeroByte) } else { Ok(text) }
    }

    /// The number of cells, when it is not the header's.
    pub(crate) fn ragged(&self) -> Option<(usize, usize)> {
        (self.record.len() != self.width).then_some((self.record.len(), self.width))
    }

    /// The line is blank: a single empty cell.
    pub(crate) fn is_blank(&self) -> bool {
        self.record.len() <= 1 && self.record.get(0).unwrap_or_default().is_empty()
    }
}

/// A cell whose bytes cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CellError {
    #[error("the cell is not UTF-8")]
    NotUtf8,
    #[error("the cell holds a zero byte")]
    ZeroByte,
}

#[cfg(test)]
mod tests {
    use super::{CellError, Source, SourceError};

    fn read(bytes: &[u8]) -> Source<&[u8]> {
        Source::new(bytes, b',').expect("a header")
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_are_no_trouble() {
        let mut source = read(b"\xef\xbb\xbfname,city\r\n\"A\r\nB\",Oslo\r\nC,Bergen\r\n");
        assert_eq!(source.column_names(), ["name", "city"]);
        let row = source.next_row().expect("readable").expect("a row");
        assert_eq!((row.line, row.cell("name"), row.cell("city")), (2, Ok("A\r\nB"), Ok("Oslo")));
        let row = source.next_row().expect("readable").expect("a row");
        assert_eq!((row.line, row.cell("name")), (4, Ok("C")));
        assert!(source.next_row().expect("readable").is_none());
    }

    #[test]
    fn bad_bytes_are_told_of_their_cell_only() {
        let mut source = read(b"a,b\n\xff,fine\nx\0,y\n");
        let row = source.next_row().expect("readable").expect("a row");
        assert_eq!((row.cell("a"), row.cell("b")), (Err(CellError::NotUtf8), Ok("fine")));
        let row = source.next_row().expect("readable").expect("a row");
        assert_eq!(row.cell("a"), Err(CellError::ZeroByte));
    }

    #[test]
    fn ragged_rows_say_how_many_cells_they_have() {
        let mut source = read(b"a,b\n1\n1,2,3\n");
        assert_eq!(source.next_row().expect("readable").expect("a row").ragged(), Some((1, 2)));
        assert_eq!(source.next_row().expect("readable").expect("a row").ragged(), Some((3, 2)));
    }

    #[test]
    fn unusable_headers_are_refused() {
        assert!(matches!(Source::new(&b""[..], b','), Err(SourceError::Empty)));
        let twice = Source::new(&b"a,b,a\n"[..], b',').err();
        assert!(matches!(twice, Some(SourceError::DuplicateColumn(name)) if name == "a"));
        let wide = vec!["x"; 2_000].join(",");
        assert!(matches!(Source::new(wide.as_bytes(), b','), Err(SourceError::TooManyColumns(2_000))));
    }

    #[test]
    fn an_open_quote_breaks_the_file_with_its_line() {
        let mut source = read(b"a,b\n1,2\n3,\"four\n5,6\n");
        let error = loop {
            match source.next_row() {
                Ok(Some(_)) => {}
                Ok(None) => unreachable!("the quote is open"),
                Err(error) => break error.to_string(),
            }
        };
        assert_eq!(error, "line 3: the quote that opens a cell is never closed");
    }
}
