//! Everything the extension refuses, with SQLSTATE, detail and hint.

use crm_core::condition::ConditionError;
use crm_core::scoring::{FactsError, ModelError};
use pgrx::PgSqlErrorCode;
use pgrx::pg_sys::panic::{ErrorReport, ErrorReportable};

/// A refusal of the extension.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CrmError {
    /// A policy or a caller names a kind of record that no permission speaks about.
    #[error("unknown kind of record \"{0}\"")]
    UnknownKind(String),
    /// A policy or a caller names an action that no permission speaks about.
    #[error("unknown action \"{0}\"")]
    UnknownAction(String),
    /// A kept plan was made for a caller with another reach.
    #[error("the statement was prepared for a caller with other rights")]
    PlanOfAnother,
    /// A trigger function was called some other way.
    #[error("{0} can only be called as {1}")]
    NotItsTrigger(&'static str, &'static str),
    /// A field is written by someone whose role may not change it.
    #[error("you may not change {field} of this {}", kind.replace('.', "'s "))]
    FieldNotWritable { kind: &'static str, field: String },
    /// Fields are restricted while statements may pass the planner's hook by.
    #[error("rights on fields need pg_crm_ext in shared_preload_libraries")]
    NotPreloaded,
    /// A table that statistics read or write does not look as expected.
    #[error("table \"{table}\" has no column \"{column}\" of type {expected}")]
    UnexpectedTable { table: String, column: &'static str, expected: &'static str },
    /// The table of deltas is not there.
    #[error("table crm_private.deal_statistics_deltas does not exist")]
    DeltasMissing,
    /// The table of deltas has an index, which a plain heap insert would leave incomplete.
    #[error("table crm_private.deal_statistics_deltas must not have an index")]
    DeltasIndexed,
    /// A deal lacks what the table of deltas requires.
    #[error("a deal without {0} cannot be counted")]
    DealIncomplete(&'static str),
    /// NaN or infinity.
    #[error("the amount of a deal must be a finite number")]
    AmountNotFinite,
    /// More decimals than the statistics keep exactly.
    #[error("the amount of a deal has too many decimals")]
    AmountTooPrecise,
    /// More digits than the statistics can sum.
    #[error("the amount of a deal is too large")]
    AmountTooLarge,
    /// The operating system gave no random bytes.
    #[error("no strong random numbers are available")]
    NoRandomness,
    /// An instant that an identifier of version 7 cannot hold.
    #[error("timestamp out of range for an identifier of version 7")]
    InstantOutOfRange,
    /// A scoring model is not valid.
    #[error(transparent)]
    ScoringModel(ModelError),
    /// The facts of a record do not have the types of their fields.
    #[error(transparent)]
    Facts(FactsError),
    /// Scores are asked for as of infinity.
    #[error("as_of must be a finite instant")]
    AsOfInfinite,
    /// A record is expected.
    #[error("the record to score is not a row")]
    NotARecord,
    /// A row of a table is expected.
    #[error("the record to decide about is not a row")]
    NotARow,
    /// A condition cannot be read.
    #[error("{0}")]
    Condition(ConditionError),
    /// A row has a column that the model cannot read.
    #[error("column \"{column}\" must be {expected} to be scored")]
    ColumnOfWrongType { column: String, expected: &'static str },
}

impl CrmError {
    const fn code(&self) -> PgSqlErrorCode {
        match self {
            Self::UnknownKind(_)
            | Self::UnknownAction(_)
            | Self::ScoringModel(_)
            | Self::Facts(_)
            | Self::AsOfInfinite
            | Self::NotARecord
            | Self::NotARow
            | Self::Condition(_)
            | Self::ColumnOfWrongType { .. } => PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE,
            Self::FieldNotWritable { .. } => PgSqlErrorCode::ERRCODE_INSUFFICIENT_PRIVILEGE,
            Self::NotItsTrigger(..) => PgSqlErrorCode::ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED,
            Self::NotPreloaded
            | Self::UnexpectedTable { .. }
            | Self::DeltasMissing
            | Self::DeltasIndexed
            | Self::PlanOfAnother => PgSqlErrorCode::ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
            Self::DealIncomplete(_) => PgSqlErrorCode::ERRCODE_NOT_NULL_VIOLATION,
            Self::AmountNotFinite | Self::AmountTooPrecise | Self::AmountTooLarge => {
                PgSqlErrorCode::ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE
            }
            Self::NoRandomness => PgSqlErrorCode::ERRCODE_SYSTEM_ERROR,
            Self::InstantOutOfRange => PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE,
        }
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::UnknownKind(_) => Some(format!("Kinds are {}.", crm_core_kinds())),
            Self::UnknownAction(_) => Some("Actions are read, create, update, delete, execute.".to_owned()),
            Self::FieldNotWritable { kind, field } => {
                Some(format!("Your role may not change the field \"{field}\" of records of the kind {kind}."))
            }
            Self::DealIncomplete(column) => {
                Some(format!("Column \"{column}\" is not null in crm_private.deal_statistics_deltas."))
            }
            Self::AmountTooPrecise => Some("Statistics keep 4 decimals.".to_owned()),
            Self::AmountTooLarge => Some("Statistics sum amounts below 10^28.".to_owned()),
            Self::InstantOutOfRange => {
                Some("Identifiers hold instants from 1970 to the year 10889.".to_owned())
            }
            Self::DeltasIndexed => Some("Deltas are written at commit as plain rows.".to_owned()),
            Self::ScoringModel(error) => Some(error.detail()),
            Self::Facts(error) => Some(error.detail()),
            Self::Condition(error) => Some(error.detail()),
            _ => None,
        }
    }

    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::UnknownKind(_) | Self::UnknownAction(_) => Some("Use one of the names in the detail."),
            Self::NotItsTrigger(..) => Some("Create a trigger that executes the function."),
            Self::NotPreloaded => Some("Add it to shared_preload_libraries and restart the server."),
            Self::FieldNotWritable { .. } => {
                Some("Leave the field out, or ask an administrator for the right to change it.")
            }
            Self::UnexpectedTable { .. } | Self::DeltasMissing => Some("Run the pending migrations."),
            Self::DeltasIndexed => Some("Drop the index."),
            Self::PlanOfAnother => Some("Send the request again."),
            Self::DealIncomplete(_) => Some("Set the column in the deal."),
            Self::AmountNotFinite | Self::AmountTooLarge => {
                Some("Send an amount with at most 15 digits before the point.")
            }
            Self::AmountTooPrecise => Some("Round the amount to the currency's minor units."),
            Self::NoRandomness => Some("Check the entropy source of the server."),
            Self::InstantOutOfRange => Some("Send an instant within these bounds."),
            Self::ScoringModel(error) => Some(error.hint()),
            Self::Facts(error) => Some(error.hint()),
            Self::Condition(error) => Some(error.hint()),
            Self::NotARow => Some(
                "Pass the whole row, for example: row_visible('deal', d.org_id, d.owner_id, d.team_id, d.id, d).",
            ),
            Self::AsOfInfinite => Some("Send the instant that the score is for, for example now()."),
            Self::NotARecord => {
                Some("Pass a row of a table, for example: score_record(model, l, now()) from crm.leads l.")
            }
            Self::ColumnOfWrongType { .. } => Some("Cast the column in a subquery, or leave it out."),
        }
    }
}

fn crm_core_kinds() -> String {
    crm_core::access::Kind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
}

impl From<CrmError> for ErrorReport {
    fn from(error: CrmError) -> Self {
        let mut report = Self::new(error.code(), error.to_string(), "pg_crm_ext");
        if let Some(detail) = error.detail() {
            report = report.set_detail(detail);
        }
        if let Some(hint) = error.hint() {
            report = report.set_hint(hint);
        }
        report
    }
}

/// Gives the value, or raises the refusal as a PostgreSQL error.
pub(crate) fn value_or_raise<T>(result: Result<T, CrmError>) -> T {
    result.map_err(ErrorReport::from).unwrap_or_report()
}
