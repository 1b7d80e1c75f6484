//! A whole row in a policy costs: it must be put together, and no index holds it. For a caller whose rights do not look at
//! records the planner leaves it out.
//!
//! What stands in its place is right for every caller, because a plan may be shared: asked by a caller with conditions,
//! it looks the row up by its key. Only statements that read are made simpler; one that locks rows may see newer versions
//! of them than a look-up would.

use std::ffi::CStr;

use pgrx::pg_sys::{self, Node, Oid};

use super::question::{Form, Question};
use super::{caller_now, nodes, plans};

const ROW_VISIBLE: (&CStr, usize) = (c"row_visible", 6);

/// The simpler expression, if there is one.
pub(super) fn answer(request: &pg_sys::SupportRequestSimplify) -> Option<*mut Node> {
    // SAFETY: the planner fills in the request; without its state nothing can be said.
    let (call, only_reads) = unsafe {
        let query = &*request.root.as_ref()?.parse;
        (&*request.fcall, query.commandType == pg_sys::CmdType::CMD_SELECT && query.rowMarks.is_null())
    };
    // SAFETY: these are the arguments of the call.
    let question = unsafe {
        if !only_reads || nodes::length(call.args) != ROW_VISIBLE.1 {
            return None;
        }
        Question::read(call.funcid, call.args)?
    };
    if question.form != Form::Row || question.names.len() != 1 {
        return None;
    }
    let reach = question.reach(&caller_now());
    plans::tag(request.root, &question, reach);
    let [owner, team] = question.class?;
    let (kind, org, id) = (question.names[0], question.org, question.id?);
    match (reach.is_conditional, reach.has_shares) {
        (true, _) => None,
        (false, false) => ask(c"row_visible", &[kind, org, owner, team, id]),
        (false, true) => {
            let reached = ask(c"row_reached", &[kind, org, owner, team, id])?;
            let shared = ask(c"row_shared", &[kind, org, id])?;
            // SAFETY: both are new expression nodes.
            Some(unsafe { pg_sys::make_orclause(nodes::list_of(&[reached, shared])).cast() })
        }
    }
}

/// A call of a function of the extension: kind as text, the rest as uuid.
fn ask(name: &CStr, arguments: &[*mut Node]) -> Option<*mut Node> {
    let types: Vec<Oid> = (0..arguments.len())
        .map(|position| if position == 0 { pg_sys::TEXTOID } else { pg_sys::UUIDOID })
        .collect();
    // SAFETY: the nodes are arguments of the call, of these types.
    unsafe { nodes::call(name, &types, arguments, pg_sys::BOOLOID) }
}
