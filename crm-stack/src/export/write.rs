//! Streams rows out of the database; memory does not grow with their number.

use super::copy_text::{Lines, decode};
use super::escape_cell;
use super::kinds::ExportKind;
use crate::error::CliError;
use futures_util::TryStreamExt;
use std::io::{ErrorKind, Write};
use std::pin::pin;
use tokio_postgres::Transaction;
use uuid::Uuid;

/// A line that could not be passed on.
#[derive(Debug, thiserror::Error)]
enum LineError {
    #[error("the database sent text that is not UTF-8: {0}")]
    NotUtf8(#[from] std::str::Utf8Error),
    #[error("{0}")]
    Write(#[from] std::io::Error),
    #[error("{0}")]
    Csv(#[from] csv::Error),
}

/// Whether a column's cells can hold what a spreadsheet runs, or numbers and dates only.
#[derive(Debug)]
struct Column {
    name: String,
    is_text: bool,
}

/// Writes CSV with a header; returns the number of rows.
pub(crate) async fn csv(
    transaction: &Transaction<'_>,
    org: Uuid,
    kind: ExportKind,
    output: impl Write,
    name: &str,
) -> Result<u64, CliError> {
    let columns = columns(transaction, kind).await?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output);
    let failed = |error: LineError| failure(name, &error);
    writer.write_record(columns.iter().map(|column| &column.name)).map_err(|error| failed(error.into()))?;
    let select = columns.iter().map(|column| format!("t.\"{}\"", column.name)).collect::<Vec<_>>().join(", ");
    let rows = stream(transaction, &query(kind, org, &select), name, |line| {
        for (cell, column) in line.split('\t').zip(&columns) {
            let text = decode(cell).unwrap_or_default();
            let text = if column.is_text { escape_cell(&text) } else { text.into() };
            writer.write_field(text.as_bytes())?;
        }
        Ok(writer.write_record(None::<&[u8]>)?)
    })
    .await?;
    writer.flush().map_err(|error| failed(error.into()))?;
    Ok(rows)
}

/// Writes one JSON object a line; returns the number of rows.
pub(crate) async fn ndjson(
    transaction: &Transaction<'_>,
    org: Uuid,
    kind: ExportKind,
    mut output: impl Write,
    name: &str,
) -> Result<u64, CliError> {
    let columns = columns(transaction, kind).await?;
    let select = columns.iter().map(|column| format!("t.\"{}\"", column.name)).collect::<Vec<_>>().join(", ");
    let query = format!("select row_to_json(r) from ({}) r", query(kind, org, &select));
    let rows = stream(transaction, &query, name, |line| {
        output.write_all(decode(line).unwrap_or_default().as_bytes())?;
        Ok(output.write_all(b"\n")?)
    })
    .await?;
    output.flush().map_err(|error| failure(name, &error.into()))?;
    Ok(rows)
}

/// The table's columns that the caller may read, without the organization's own id.
async fn columns(transaction: &Transaction<'_>, kind: ExportKind) -> Result<Vec<Column>, CliError> {
    let rows = transaction.query(include_str!("columns.sql"), &[&format!("crm.{}", kind.table())]).await?;
    Ok(rows.iter().map(|row| Column { name: row.get("name"), is_text: row.get("is_text") }).collect())
}

fn query(kind: ExportKind, org: Uuid, select: &str) -> String {
    format!("select {select} from crm.{} t where t.org_id = '{org}'", kind.table())
}

async fn stream(
    transaction: &Transaction<'_>,
    query: &str,
    name: &str,
    mut write: impl FnMut(&str) -> Result<(), LineError>,
) -> Result<u64, CliError> {
    let stream = transaction.copy_out(&format!("copy ({query}) to stdout")).await?;
    let mut stream = pin!(stream);
    let (mut lines, mut rows) = (Lines::default(), 0);
    while let Some(bytes) = stream.try_next().await? {
        let written = lines.push(&bytes, |line| {
            rows += 1;
            write(line)
        });
        written.map_err(|error| failure(name, &error))?;
    }
    Ok(rows)
}

fn failure(name: &str, error: &LineError) -> CliError {
    match error {
        LineError::Write(io) if io.kind() == ErrorKind::StorageFull => {
            CliError::machine(format!("cannot write {name}: the disk is full"))
                .remedy("free disk space and run again")
        }
        _ => CliError::failed(format!("cannot write {name}: {error}")),
    }
}
