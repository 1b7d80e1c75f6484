//! One import: all files of a mapping in one transaction.

use super::apply::Apply;
use super::batch::Batch;
use super::catalog;
use super::check::check;
use super::command::LoadArgs;
use super::error::ImportError;
use super::mapping::{self, FileMapping, Mapping};
use super::organization;
use super::plan::{self, FilePlan};
use super::problem::{Problem, ProblemKind, ProblemLog};
use super::report::{FileReport, Report};
use super::resolve::resolve;
use super::sql_text::fill;
use super::stage::{self, WorkTables};
use crate::commands::Context;
use crate::error::CliError;
use crate::progress::Step;
use futures_util::TryStreamExt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Instant;
use tokio_postgres::Transaction;
use uuid::Uuid;

/// Loads the files.
///
/// # Errors
/// When the mapping does not fit or the import fails; nothing is changed then.
pub(crate) async fn run(context: &Context, args: &LoadArgs) -> Result<(), CliError> {
    let mapping = mapping::load(&args.mapping)?;
    let as_of = as_of(args)?;
    let mut client = context.database().await?;
    let id = Uuid::now_v7();
    let errors = args.errors.clone().unwrap_or_else(|| context.paths.logs().join(format!("import-{id}.csv")));
    let mut log = ProblemLog::new(&errors);
    let plans = plan_files(&client, args, &mapping).await?;
    let started = Instant::now();
    let mut transaction = client.transaction().await?;
    let batch = organization::prepare(&transaction, args, &mapping, id).await?;
    let mut import = Import { context, args, mapping: &mapping, batch, as_of, log: &mut log };
    let files = import.load(&mut transaction, &plans).await?;
    let report = Report::new(args, &mapping, id, files, import.log, started.elapsed());
    let refused = report.rows_refused();
    if args.strict && refused > 0 {
        return Err(ImportError::Strict { refused, errors: errors.display().to_string() }.into());
    }
    import.record(&transaction, &report).await?;
    if args.dry_run {
        transaction.rollback().await?;
    } else {
        transaction.commit().await?;
    }
    context.output.result(&report, || report.to_string())
}

fn as_of(args: &LoadArgs) -> Result<String, ImportError> {
    match &args.as_of {
        None => Ok(chrono::Utc::now().date_naive().to_string()),
        Some(text) => chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(|date| date.to_string())
            .map_err(|_| ImportError::BadDate { text: text.clone() }),
    }
}

/// Holds the whole mapping against files and database, so that a mistake in the last file is told before the first is read.
async fn plan_files<'m>(
    client: &tokio_postgres::Client,
    args: &LoadArgs,
    mapping: &'m Mapping,
) -> Result<Vec<FilePlan<'m>>, ImportError> {
    let mut plans = Vec::with_capacity(mapping.files.len());
    for (index, file) in mapping.files.iter().enumerate() {
        let relation = catalog::read(client, file.kind).await?;
        let path = file_path(&args.path, file);
        let plan = FilePlan {
            number: index + 1,
            label: path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            fields: plan::plan_fields(file, &mapping.formats, &relation)?,
            external_source: file.source.as_deref().unwrap_or(&mapping.source),
            formats: &mapping.formats,
            mapping: file,
            relation,
            path,
        };
        plan::check_lookups(client, &plan).await?;
        stage::open(&plan)?;
        plans.push(plan);
    }
    Ok(plans)
}

fn file_path(given: &Path, file: &FileMapping) -> PathBuf {
    match &file.path {
        Some(name) if given.is_dir() => given.join(name),
        _ => given.to_owned(),
    }
}

struct Import<'a> {
    context: &'a Context,
    args: &'a LoadArgs,
    mapping: &'a Mapping,
    batch: Batch,
    as_of: String,
    log: &'a mut ProblemLog,
}

impl Import<'_> {
    async fn load(
        &mut self,
        transaction: &mut Transaction<'_>,
        plans: &[FilePlan<'_>],
    ) -> Result<Vec<FileReport>, ImportError> {
        let tables = WorkTables::new(self.batch.id, 0);
        let create = fill(include_str!("sql/create_problems.sql"), &[("problems", &tables.problems)]);
        transaction.batch_execute(&create).await?;
        self.record_start(transaction).await?;
        let mut reports = Vec::with_capacity(plans.len());
        for plan in plans {
            reports.push(self.load_file(transaction, plan).await?);
        }
        transaction.batch_execute(&format!("drop table {}", tables.problems)).await?;
        self.log.flush()?;
        Ok(reports)
    }

    async fn load_file(
        &mut self,
        transaction: &mut Transaction<'_>,
        plan: &FilePlan<'_>,
    ) -> Result<FileReport, ImportError> {
        let tables = WorkTables::new(self.batch.id, plan.number);
        let step = Step::start(self.context.output, format!("{} as {} records", plan.label, plan.kind()));
        let staged = stage::stage(transaction, plan, &tables, &self.as_of, self.log, &step).await?;
        step.detail("matching and checking");
        resolve(transaction, plan, &tables, self.batch.org).await?;
        check(transaction, plan, &tables, self.batch.org).await?;
        let refused = self.collect_problems(transaction, plan, &tables).await?;
        let applied = Apply::new(plan, &tables, &self.batch).run(transaction, self.log, &step).await?;
        transaction.batch_execute(&format!("drop table {}", tables.resolved)).await?;
        let report = FileReport {
            file: plan.label.clone(),
            kind: plan.kind().name(),
            read: staged.read,
            created: applied.created,
            updated: applied.updated,
            unchanged: applied.unchanged,
            refused: staged.refused + refused + applied.refused,
        };
        step.done(&report.counts());
        Ok(report)
    }

    /// Moves what the checks found into the log; the number of rows refused.
    async fn collect_problems(
        &mut self,
        transaction: &Transaction<'_>,
        plan: &FilePlan<'_>,
        tables: &WorkTables,
    ) -> Result<u64, ImportError> {
        let query = fill(
            "select line, field, kind, refused, reason, coalesce(value, '') from {problems} \
             where file_number = {number} order by line, field",
            &[("problems", &tables.problems), ("number", &plan.number.to_string())],
        );
        let rows = transaction.query_raw(&query, std::iter::empty::<&str>()).await?;
        let mut rows = pin!(rows);
        let (mut refused, mut last_refused) = (0, None);
        while let Some(row) = rows.try_next().await? {
            let problem = Problem {
                file: plan.label.clone(),
                line: row.get::<_, i64>(0).unsigned_abs(),
                column: blamed_column(plan, row.get(1)),
                kind: ProblemKind::from_name(row.get(2)),
                refused: row.get(3),
                reason: row.get(4),
                value: row.get(5),
            };
            if problem.refused && last_refused != Some(problem.line) {
                refused += 1;
                last_refused = Some(problem.line);
            }
            self.log.add(problem)?;
        }
        Ok(refused)
    }

    async fn record_start(&self, transaction: &Transaction<'_>) -> Result<(), ImportError> {
        let insert = "insert into crm.imports (org_id, id, mapping, source) values ($1, $2, $3, $4)";
        let batch = &self.batch;
        transaction
            .execute(insert, &[&batch.org, &batch.id, &self.mapping.name, &self.mapping.source])
            .await?;
        Ok(())
    }

    async fn record(&self, transaction: &Transaction<'_>, report: &Report) -> Result<(), CliError> {
        let totals = report.totals();
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 8] = [
            &self.batch.org,
            &self.batch.id,
            &totals.read,
            &totals.created,
            &totals.updated,
            &totals.unchanged,
            &totals.refused,
            &totals.warnings,
        ];
        transaction.execute(include_str!("sql/record_counts.sql"), &parameters).await?;
        if !self.args.dry_run {
            super::undo::settle_versions(transaction, self.batch.org, self.batch.id).await?;
        }
        Ok(())
    }
}

fn blamed_column(plan: &FilePlan<'_>, field: &str) -> String {
    let blame = plan.fields.iter().find(|planned| planned.name == field).map(plan::PlannedField::blame);
    let external = || plan.mapping.external_id.columns().first().copied().unwrap_or(field);
    blame.unwrap_or_else(external).to_owned()
}
