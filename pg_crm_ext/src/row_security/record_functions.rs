//! The functions that policies call with the whole row, and what they know of shared records.

use std::ffi::CStr;

use crm_core::access::{Action, Kind, Rights, RowFacts};
use crm_core::condition::Condition;
use pgrx::pg_sys::{self, Datum};
use pgrx::{direct_function_call_as_datum, extension_sql_file};

use super::call_site::CallSite;
use super::contents::{Contents, Origin};
use super::fetch::RowKey;
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function, uuid_datum};

extension_sql_file!("sharing.sql", name = "row_security_sharing", requires = ["row_security_functions"]);

raw_function!(
    /// `row_visible(kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement) returns boolean`
    fn crm_record_visible(call), pg_finfo_crm_record_visible,
    Datum::from(value_or_raise(visible(call, Some(5), Question::allowed)))
);

raw_function!(
    /// `row_visible(kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid) returns boolean`
    fn crm_key_visible(call), pg_finfo_crm_key_visible,
    Datum::from(value_or_raise(visible(call, None, Question::allowed)))
);

raw_function!(
    /// `row_reached(kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid) returns boolean`
    fn crm_row_reached(call), pg_finfo_crm_row_reached,
    Datum::from(value_or_raise(visible(call, None, Question::reached)))
);

raw_function!(
    /// `row_allowed(action text, kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement)
    /// returns boolean`
    fn crm_record_allowed(call), pg_finfo_crm_record_allowed,
    Datum::from(value_or_raise(allowed(call, Question::allowed)))
);

raw_function!(
    /// `row_allowed_by_role(action text, kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement)
    /// returns boolean`
    fn crm_record_allowed_by_role(call), pg_finfo_crm_record_allowed_by_role,
    Datum::from(value_or_raise(allowed(call, Question::allowed_by_role)))
);

raw_function!(
    /// `row_shared(kind text, org_id uuid, id uuid) returns boolean`
    fn crm_row_shared(call), pg_finfo_crm_row_shared,
    Datum::from(value_or_raise(shared(call)))
);

raw_function!(
    /// `shared_ids(kind text) returns uuid[]`
    fn crm_shared_ids(call), pg_finfo_crm_shared_ids,
    value_or_raise(shared_ids(call))
);

raw_function!(
    /// `is_conditional(action text, kind text) returns boolean`
    fn crm_is_conditional(call), pg_finfo_crm_is_conditional,
    Datum::from(value_or_raise(is_conditional(call)))
);

raw_function!(
    /// `validate_condition(condition jsonb) returns void`, strict
    fn crm_validate_condition(call), pg_finfo_crm_validate_condition,
    value_or_raise(validate_condition(call))
);

/// What is asked about one row.
#[derive(Clone, Copy)]
struct Question {
    action: Action,
    kind: Kind,
    row: RowFacts,
}

impl Question {
    #[inline]
    fn allowed(self, rights: &Rights, contents: &mut Contents<'_>) -> bool {
        rights.allows(self.action, self.kind, self.row, contents)
    }

    fn reached(self, rights: &Rights, contents: &mut Contents<'_>) -> bool {
        rights.reaches_row(self.action, self.kind, self.row, contents)
    }

    fn allowed_by_role(self, rights: &Rights, contents: &mut Contents<'_>) -> bool {
        rights.allows_by_role(self.action, self.kind, self.row, contents)
    }
}

/// Arguments: kind, org, owner, team, id and perhaps, at the given position, the record.
#[inline]
fn visible(
    call: Call,
    record: Option<usize>,
    decide: impl FnOnce(Question, &Rights, &mut Contents<'_>) -> bool,
) -> Result<bool, CrmError> {
    let Some(kind) = call.text(0) else { return Ok(false) };
    CallSite::with(call, |site| {
        let kind = site.kind(kind)?;
        let Some(row) = row_facts(call, 1) else { return Ok(false) };
        decide_row(call, site, Question { action: Action::Read, kind, row }, record, decide)
    })
}

/// Arguments: action, kind, org, owner, team, id, record.
#[inline]
fn allowed(
    call: Call,
    decide: impl FnOnce(Question, &Rights, &mut Contents<'_>) -> bool,
) -> Result<bool, CrmError> {
    let (Some(action), Some(kind)) = (call.text(0), call.text(1)) else { return Ok(false) };
    CallSite::with(call, |site| {
        let (action, kind) = (site.action(action)?, site.kind(kind)?);
        let Some(row) = row_facts(call, 2) else { return Ok(false) };
        decide_row(call, site, Question { action, kind, row }, Some(6), decide)
    })
}

/// What the row says of itself, in four arguments from `first`; a row of no organization is nobody's.
#[inline]
fn row_facts(call: Call, first: usize) -> Option<RowFacts> {
    let org = call.uuid(first)?;
    Some(RowFacts { org, owner: call.uuid(first + 1), team: call.uuid(first + 2), id: call.uuid(first + 3) })
}

#[inline]
fn decide_row(
    call: Call,
    site: &mut CallSite,
    question: Question,
    record: Option<usize>,
    decide: impl FnOnce(Question, &Rights, &mut Contents<'_>) -> bool,
) -> Result<bool, CrmError> {
    let (caller, layouts) = site.caller_and_layouts();
    let Some(rights) = caller.rights() else { return Ok(false) };
    let RowFacts { org, id, .. } = question.row;
    let origin = match (record, id) {
        (Some(position), _) => Origin::Argument(call, position),
        (None, Some(id)) => Origin::Key(RowKey { kind: question.kind, org, id }),
        (None, None) => Origin::Nowhere,
    };
    // SAFETY: the layouts are kept in the state of the call site, which lives as long as its memory context.
    let mut contents = unsafe { Contents::new(origin, layouts, (*call.site()).fn_mcxt) };
    let answer = decide(question, rights, &mut contents);
    contents.check().map(|()| answer)
}

fn shared(call: Call) -> Result<bool, CrmError> {
    let Some(kind) = call.text(0) else { return Ok(false) };
    CallSite::with(call, |site| {
        let kind = site.kind(kind)?;
        let Some(org) = call.uuid(1) else { return Ok(false) };
        let row = RowFacts { org, owner: None, team: None, id: call.uuid(2) };
        Ok(site.caller().rights().is_some_and(|rights| rights.shares(Action::Read, kind, row)))
    })
}

fn shared_ids(call: Call) -> Result<Datum, CrmError> {
    let Some(kind) = call.text(0) else { return Ok(uuid_array(&[])) };
    CallSite::with(call, |site| {
        let kind = site.kind(kind)?;
        let shared = site.caller().rights().and_then(|rights| rights.shared(Action::Read, kind));
        Ok(uuid_array(shared.map_or(&[], |shared| shared.as_slice())))
    })
}

fn uuid_array(ids: &[u128]) -> Datum {
    let mut values: Vec<Datum> = ids.iter().map(|id| uuid_datum(*id)).collect();
    let count = i32::try_from(values.len()).unwrap_or(i32::MAX);
    // SAFETY: the values are as many uuids as said: sixteen bytes by reference, without alignment.
    Datum::from(unsafe {
        pg_sys::construct_array(
            values.as_mut_ptr(),
            count,
            pg_sys::UUIDOID,
            16,
            false,
            b'c' as std::ffi::c_char,
        )
    })
}

fn is_conditional(call: Call) -> Result<bool, CrmError> {
    let (Some(action), Some(kind)) = (call.text(0), call.text(1)) else { return Ok(false) };
    CallSite::with(call, |site| {
        let (action, kind) = (site.action(action)?, site.kind(kind)?);
        Ok(site.caller().rights().is_some_and(|rights| rights.reach(action, kind).is_conditional))
    })
}

fn validate_condition(call: Call) -> Result<Datum, CrmError> {
    // SAFETY: the declaration makes the argument a jsonb, printed as a terminated string that lives as long as the call.
    let text = unsafe {
        direct_function_call_as_datum(pg_sys::jsonb_out, &[call.datum(0)])
            .map(|text| CStr::from_ptr(text.cast_mut_ptr()).to_string_lossy())
    };
    Condition::parse(&text.unwrap_or_default()).map_err(CrmError::Condition)?;
    Ok(Datum::null())
}
