//! Why a member may do something to a row, or why not.

use std::cell::RefCell;
use std::rc::Rc;

use crm_core::access::{Action, Path, Refusal, Rights, RowFacts};
use pgrx::pg_sys::{Datum, TEXTOID, UUIDOID};
use pgrx::{IntoDatum, JsonB, extension_sql_file};
use serde_json::{Value as Json, json};

use super::call_site::CallSite;
use super::caller::Member;
use super::contents::{Contents, Origin};
use super::{change, loader};
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function};
use crate::spi::{Argument, Column, KeptPlan};
use crate::uuid;

extension_sql_file!(
    "access_paths.sql",
    name = "row_security_access_paths",
    requires = ["row_security_functions"]
);

const RECORD: usize = 7;

thread_local! {
    static SHARES: KeptPlan = const {
        KeptPlan::new(include_str!("share_paths.sql"), &[UUIDOID, UUIDOID, TEXTOID, UUIDOID, TEXTOID])
    };
    static LAST_MEMBER: RefCell<Option<LastMember>> = const { RefCell::new(None) };
}

raw_function!(
    /// `access_paths(user_id uuid, action text, kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid,
    /// record anyelement) returns jsonb`
    fn crm_access_paths(call), pg_finfo_crm_access_paths,
    JsonB(value_or_raise(access_paths(call))).into_datum().unwrap_or(Datum::null())
);

/// The member asked about last, as long as rights do not change.
struct LastMember {
    user: u128,
    org: u128,
    authorization: u64,
    member: Option<Rc<Member>>,
}

fn access_paths(call: Call) -> Result<Json, CrmError> {
    let (Some(user), Some(action), Some(kind), Some(org)) =
        (call.uuid(0), call.text(1), call.text(2), call.uuid(3))
    else {
        return Ok(refusal("not_a_member"));
    };
    CallSite::with(call, |site| {
        let (action, kind) = (site.action(action)?, site.kind(kind)?);
        let Some(member) = member(user, org) else { return Ok(refusal("not_a_member")) };
        let row = RowFacts { org, owner: call.uuid(4), team: call.uuid(5), id: call.uuid(6) };
        let (_, layouts) = site.caller_and_layouts();
        // SAFETY: the layouts are kept in the state of the call site, which lives as long as its memory context.
        let mut contents =
            unsafe { Contents::new(Origin::Argument(call, RECORD), layouts, (*call.site()).fn_mcxt) };
        let rights = &member.rights;
        let found = rights.explain(action, kind, row, &mut contents);
        contents.check()?;
        let (paths, reason) = match found {
            Ok(_) if member.valid_until.is_some() => (vec![visit(user)], None),
            Ok(paths) => (
                paths.iter().flat_map(|path| describe(*path, rights, action, kind.as_str(), row)).collect(),
                None,
            ),
            Err(refusal) => (Vec::new(), Some(reason(refusal))),
        };
        Ok(json!({
            "allowed": reason.is_none(), "paths": paths, "reason": reason,
            "role_key": rights.role_key, "scope": rights.role_scope(action, kind).as_str(),
        }))
    })
}

fn refusal(reason: &str) -> Json {
    json!({ "allowed": false, "paths": [], "reason": reason, "role_key": null, "scope": null })
}

const fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::OtherOrganization => "other_organization",
        Refusal::NoPermission => "no_permission",
        Refusal::OutOfScope(_) => "out_of_scope",
        Refusal::ConditionNotMet(_) => "condition_not_met",
    }
}

fn visit(user: u128) -> Json {
    json!({ "path": "system_admin", "user_id": uuid::format(user) })
}

fn describe(path: Path, rights: &Rights, action: Action, kind: &str, row: RowFacts) -> Vec<Json> {
    match path {
        Path::Owner => vec![json!({ "path": "owner", "user_id": uuid::format(rights.user) })],
        Path::Team(team) => vec![json!({ "path": "team", "team_id": uuid::format(team) })],
        Path::Organization => vec![json!({ "path": "organization", "org_id": uuid::format(rights.org) })],
        Path::Rule(rule) => vec![json!({ "path": "rule", "rule_id": uuid::format(rule) })],
        Path::Shared(_) => shares(rights, action, kind, row),
    }
}

/// What shares the row: by hand, or through the team of an account or deal.
fn shares(rights: &Rights, action: Action, kind: &str, row: RowFacts) -> Vec<Json> {
    let arguments = [
        Argument::Uuid(rights.org),
        Argument::Uuid(rights.user),
        Argument::Text(kind),
        row.id.map_or(Argument::Null, Argument::Uuid),
        Argument::Text(action.as_str()),
    ];
    let text =
        loader::read_rights(|| SHARES.with(|plan| plan.first_row(arguments, |row| row.text(Column(1)))));
    let list = text.flatten().flatten().and_then(|text| serde_json::from_str(&text).ok());
    list.unwrap_or_default()
}

/// The rights of a user in an organization, kept for the rows of a report.
fn member(user: u128, org: u128) -> Option<Rc<Member>> {
    let authorization = change::authorization();
    let known = LAST_MEMBER.with_borrow(|last| {
        let last = last.as_ref()?;
        let is_same = last.user == user && last.org == org && last.authorization == authorization;
        let is_valid = last.member.as_ref().is_none_or(|member| !member.is_expired());
        (is_same && is_valid).then(|| last.member.clone())
    });
    if let Some(known) = known {
        return known;
    }
    let member = loader::load_member(user, org).map(Rc::new);
    LAST_MEMBER.set(Some(LastMember { user, org, authorization, member: member.clone() }));
    member
}
