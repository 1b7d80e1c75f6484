//! Reading CSV with bounded memory and exact line numbers.

mod guard;
mod reader;

pub(crate) use reader::{CellError, Row, Source, SourceError};
