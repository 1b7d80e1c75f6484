//! Streams a file into its staging table.

use super::error::ImportError;
use super::plan::FilePlan;
use super::problem::ProblemLog;
use super::source::{Source, SourceError};
use super::sql_text::{fill, ident, join};
use super::transform::Transform;
use crate::progress::Step;
use bytes::Bytes;
use futures_util::SinkExt;
use std::fs::File;
use std::io::BufReader;
use std::pin::pin;
use tokio_postgres::Transaction;

/// Rows are sent in portions of this size; what an import holds in memory is a few of them.
const PORTION_BYTES: usize = 1 << 20;

/// Names of an import's working tables.
#[derive(Debug, Clone)]
pub(crate) struct WorkTables {
    pub(crate) rows: String,
    pub(crate) resolved: String,
    pub(crate) problems: String,
}

impl WorkTables {
    /// Tables of one file of one batch.
    pub(crate) fn new(batch: uuid::Uuid, number: usize) -> Self {
        let prefix = format!("crm_private.import_{}", batch.simple());
        Self {
            rows: format!("{prefix}_{number}_rows"),
            resolved: format!("{prefix}_{number}_resolved"),
            problems: format!("{prefix}_problems"),
        }
    }
}

/// How many rows were read and how many of them were refused on the way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Staged {
    pub(crate) read: u64,
    pub(crate) refused: u64,
}

/// Makes the staging table and fills it.
///
/// # Errors
/// When the file breaks off or the database refuses.
pub(crate) async fn stage(
    transaction: &Transaction<'_>,
    plan: &FilePlan<'_>,
    tables: &WorkTables,
    as_of: &str,
    log: &mut ProblemLog,
    step: &Step,
) -> Result<Staged, ImportError> {
    let columns = join(&plan.fields, "", |field| format!(", {} {}", ident(&field.name), field.staging_type));
    let create = fill(
        "create unlogged table {rows} (line bigint not null, external_id text not null{columns})",
        &[("rows", &tables.rows), ("columns", &columns)],
    );
    transaction.batch_execute(&create).await?;
    let mut source = open(plan)?;
    let sink = transaction.copy_in(&format!("copy {} from stdin", tables.rows)).await?;
    let mut sink = pin!(sink);
    let transform = Transform::new(plan, as_of);
    let mut staged = Staged::default();
    loop {
        let portion = read_portion(plan, &mut source, &transform, log, &mut staged)?;
        if portion.is_empty() {
            break;
        }
        step.detail(format!("{} rows read ({} MB)", staged.read, source.bytes_read() >> 20));
        sink.send(Bytes::from(portion)).await?;
    }
    sink.finish().await?;
    transaction.batch_execute(&format!("analyze {}", tables.rows)).await?;
    Ok(staged)
}

/// Opens the file and checks that it has the columns the mapping names.
///
/// # Errors
/// When it is unreadable or lacks a column.
pub(crate) fn open(plan: &FilePlan<'_>) -> Result<Source<BufReader<File>>, ImportError> {
    let source =
        Source::open(&plan.path, plan.formats.delimiter as u8).map_err(|error| broken(plan, error))?;
    let named = plan.fields.iter().map(|field| &field.source).chain([&plan.mapping.external_id]);
    for column in named.flat_map(|field| field.columns()) {
        if !source.has_column(column) {
            return Err(ImportError::MappingDoesNotFit {
                what: format!("the column `{column}`, which {} does not have", plan.label),
                remedy: format!("its columns are: {}", source.column_names().join(", ")),
            });
        }
    }
    Ok(source)
}

fn read_portion(
    plan: &FilePlan<'_>,
    source: &mut Source<BufReader<File>>,
    transform: &Transform<'_>,
    log: &mut ProblemLog,
    staged: &mut Staged,
) -> Result<String, ImportError> {
    let mut portion = String::with_capacity(PORTION_BYTES + (PORTION_BYTES >> 3));
    while portion.len() < PORTION_BYTES {
        let Some(row) = source.next_row().map_err(|error| broken(plan, error))? else { break };
        if row.is_blank() {
            continue;
        }
        staged.read += 1;
        let problems = transform.row(&row, &mut portion);
        staged.refused += u64::from(problems.iter().any(|problem| problem.refused));
        for problem in problems {
            log.add(problem)?;
        }
    }
    Ok(portion)
}

fn broken(plan: &FilePlan<'_>, source: SourceError) -> ImportError {
    ImportError::Source { path: plan.label.clone(), source }
}
