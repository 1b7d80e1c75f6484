//! The SQL functions themselves.

#![expect(clippy::result_large_err, reason = "only pgrx's own report keeps code, detail and hint")]

use crm_core::scoring::{ScoringModel, default_lead_model_json, read_facts};
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use pgrx::{AnyElement, JsonB, extension_sql_file};
use serde_json::Value as Json;

use super::arguments::{StoredJson, instant};
use super::call_site::CallSite;
use super::record::{ScoredRow, record_of};
use crate::error::CrmError;

extension_sql_file!(
    "comments.sql",
    name = "scoring_comments",
    requires = [score_lead, explain_score, score_record, validate_score_model, default_lead_model]
);

#[pg_extern(immutable, parallel_safe, strict)]
fn score_lead(
    model: StoredJson,
    facts: StoredJson,
    as_of: TimestampWithTimeZone,
    frame: pg_sys::FunctionCallInfo,
) -> Result<i32, ErrorReport> {
    let site = CallSite::of(frame, model)?;
    let facts = facts.read();
    let values = read_facts(&facts, site.model.fields()).map_err(CrmError::Facts)?;
    Ok(hundredths(site.model.score(&values, instant(as_of)?, &mut site.scratch)))
}

#[pg_extern(immutable, parallel_safe, strict)]
fn explain_score(
    model: StoredJson,
    facts: StoredJson,
    as_of: TimestampWithTimeZone,
    frame: pg_sys::FunctionCallInfo,
) -> Result<JsonB, ErrorReport> {
    let site = CallSite::of(frame, model)?;
    let facts = facts.read();
    let values = read_facts(&facts, site.model.fields()).map_err(CrmError::Facts)?;
    Ok(JsonB(site.model.explain(&values, instant(as_of)?).to_json()))
}

#[pg_extern(stable, parallel_safe, strict)]
fn score_record(
    model: StoredJson,
    record: AnyElement,
    as_of: TimestampWithTimeZone,
    frame: pg_sys::FunctionCallInfo,
) -> Result<i32, ErrorReport> {
    let site = CallSite::of(frame, model)?;
    let record = record_of(record)?;
    let (model, layout, scratch) = site.for_record(frame, &record)?;
    let columns = ScoredRow::of(record, layout);
    let documents = columns.documents(layout, model.fields());
    let values = columns.values(layout, model.fields(), &documents)?;
    Ok(hundredths(model.score(&values, instant(as_of)?, scratch)))
}

#[pg_extern(immutable, parallel_safe, strict)]
fn validate_score_model(model: StoredJson) -> Result<(), ErrorReport> {
    ScoringModel::parse(&model.read()).map_err(CrmError::ScoringModel)?;
    Ok(())
}

#[pg_extern(immutable, parallel_safe)]
fn default_lead_model() -> JsonB {
    JsonB(serde_json::from_str(default_lead_model_json()).unwrap_or(Json::Null))
}

/// A score is at most a million points.
fn hundredths(score: i64) -> i32 {
    i32::try_from(score).unwrap_or(i32::MAX)
}
