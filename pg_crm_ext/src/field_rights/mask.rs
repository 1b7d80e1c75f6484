//! Rewrites a query so that restricted columns show only where their reader may read them.
//!
//! Everything is rewritten but what row security added itself (its conditions judge the whole row), what an upsert
//! compares with indexes, and the values that an upsert was sent. Grouping, ordering and distinctness follow, because they
//! refer to rewritten expressions.

use std::ffi::c_void;

use pgrx::pg_sys::{self, FuncExpr, List, Node, NodeTag, Oid, OnConflictExpr, Query, RangeTblEntry, Var};

use super::nodes::{self, members};
use super::restricted::{Restricted, Restrictions};
use super::sources::{self, Source};

/// Whether anything in the query may be restricted.
///
/// # Safety
/// `query` must be a rewritten query.
pub(super) unsafe fn concerns(query: *mut Query, restrictions: &Restrictions) -> bool {
    let context = std::ptr::from_ref(restrictions).cast_mut().cast();
    // SAFETY: guaranteed by the caller; the walker gets the context that it expects.
    unsafe { nodes::walk_query(query, is_restricted, context) }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn is_restricted(node: *mut Node, context: *mut c_void) -> bool {
    if node.is_null() {
        return false;
    }
    // SAFETY: `concerns` passes the restrictions; the tags tell what nodes are.
    unsafe {
        let restrictions = &*context.cast::<Restrictions>();
        match (*node).type_ {
            NodeTag::T_RangeTblEntry => {
                let entry = &*node.cast::<RangeTblEntry>();
                entry.rtekind == pg_sys::RTEKind::RTE_RELATION && restrictions.of(entry.relid).is_some()
            }
            NodeTag::T_Query => nodes::walk_query(node.cast(), is_restricted, context),
            NodeTag::T_FuncExpr if sources::returned_table(node.cast(), restrictions).is_some() => true,
            _ => nodes::walk_parts(node, is_restricted, context),
        }
    }
}

/// The work on one statement.
pub(super) struct Mask<'a> {
    restrictions: &'a Restrictions,
    /// What stands in the range tables of the queries around, outermost first.
    levels: Vec<Vec<Source>>,
    /// The call in FROM whose columns are masked instead of itself.
    in_from: *mut Node,
    field_shown: Oid,
    mask_record: Oid,
}

impl<'a> Mask<'a> {
    /// `None` when the functions that a rewritten query needs do not exist.
    pub(super) fn new(restrictions: &'a Restrictions) -> Option<Self> {
        Some(Self {
            restrictions,
            levels: Vec::new(),
            in_from: std::ptr::null_mut(),
            field_shown: nodes::function(c"field_shown", &[pg_sys::TEXTOID, pg_sys::TEXTOID])?,
            mask_record: nodes::function(c"mask_record", &[pg_sys::ANYELEMENTOID])?,
        })
    }

    /// A copy of the query that shows restricted columns only to those who may read them.
    ///
    /// # Safety
    /// `query` must be a rewritten query.
    pub(super) unsafe fn query(&mut self, query: *mut Query) -> *mut Query {
        // SAFETY: guaranteed by the caller; the copy has the same range table.
        unsafe {
            self.levels.push(sources::of_query(query, self.restrictions));
            let checks = std::mem::replace(&mut (*query).withCheckOptions, std::ptr::null_mut());
            let conditions: Vec<*mut List> = members::<RangeTblEntry>((*query).rtable)
                .map(|entry| std::mem::replace(&mut (*entry).securityQuals, std::ptr::null_mut()))
                .collect();
            let masked = nodes::mutate_query(query, mutate, std::ptr::from_mut(self).cast());
            for copy in [query, masked] {
                (*copy).withCheckOptions = checks;
                for (entry, conditions) in members::<RangeTblEntry>((*copy).rtable).zip(&conditions) {
                    (*entry).securityQuals = *conditions;
                }
            }
            self.levels.pop();
            masked
        }
    }

    /// # Safety
    /// `node` must be an expression node.
    unsafe fn parts(&mut self, node: *mut Node) -> *mut Node {
        // SAFETY: guaranteed by the caller; the context is what `mutate` expects.
        unsafe { nodes::mutate_parts(node, mutate, std::ptr::from_mut(self).cast()) }
    }

    /// # Safety
    /// `var` must be a column of one of the queries around.
    unsafe fn column(&mut self, var: *mut Var) -> *mut Node {
        // SAFETY: guaranteed by the caller.
        unsafe {
            let copy: *mut Node = pg_sys::copyObjectImpl(var.cast_const().cast()).cast();
            let attribute = (*var).varattno;
            let level = self.levels.len().checked_sub(1 + (*var).varlevelsup as usize);
            let position = usize::try_from((*var).varno).ok().and_then(|number| number.checked_sub(1));
            let source = level.zip(position).and_then(|(level, position)| self.levels[level].get(position));
            match source {
                Some(Source::Table(_)) if attribute == 0 => self.masked_row(copy),
                Some(Source::Table(table)) => self.shown(self.restrictions.column(*table, attribute), copy),
                Some(Source::Functions(_)) if attribute == 0 && (*var).vartype == pg_sys::RECORDOID => {
                    // rows of several functions beside each other have no type that tells what to mask
                    pg_sys::makeNullConst((*var).vartype, (*var).vartypmod, (*var).varcollid).cast()
                }
                Some(Source::Functions(_)) if attribute == 0 => self.masked_row(copy),
                Some(Source::Functions(rows)) => {
                    let column = rows.iter().find_map(|rows| rows.column(attribute));
                    self.shown(column.and_then(|(table, own)| self.restrictions.column(table, own)), copy)
                }
                Some(Source::Open) | None => copy,
            }
        }
    }

    /// The column, if it is restricted under the condition that all fields that it shows may be read.
    ///
    /// # Safety
    /// `column` must be an expression node.
    unsafe fn shown(&self, restricted: Option<&Restricted>, column: *mut Node) -> *mut Node {
        let Some(restricted) = restricted else { return column };
        // SAFETY: guaranteed by the caller; the questions are new nodes.
        unsafe {
            restricted.fields.iter().fold(column, |shown, (kind, field)| {
                nodes::shown_if(nodes::question(self.field_shown, kind.as_str(), field), shown)
            })
        }
    }

    /// # Safety
    /// `row` must be an expression of a row type.
    unsafe fn masked_row(&self, row: *mut Node) -> *mut Node {
        // SAFETY: guaranteed by the caller.
        unsafe {
            let row_type = pg_sys::exprType(row);
            nodes::call(self.mask_record, row_type, &[row])
        }
    }

    /// # Safety
    /// `call` must be a function call.
    unsafe fn call(&mut self, call: *mut FuncExpr) -> *mut Node {
        let stands_in_from = std::mem::replace(&mut self.in_from, std::ptr::null_mut()) == call.cast();
        // SAFETY: guaranteed by the caller.
        unsafe {
            let copy = self.parts(call.cast());
            if stands_in_from || sources::returned_table(call, self.restrictions).is_none() {
                return copy;
            }
            self.masked_row(copy)
        }
    }

    /// # Safety
    /// `conflict` must be what an upsert does about conflicts.
    unsafe fn conflict(&mut self, conflict: *mut OnConflictExpr) -> *mut Node {
        // SAFETY: guaranteed by the caller.
        unsafe {
            let copy = self.parts(conflict.cast()).cast::<OnConflictExpr>();
            (*copy).arbiterElems = (*conflict).arbiterElems;
            (*copy).arbiterWhere = (*conflict).arbiterWhere;
            copy.cast()
        }
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn mutate(node: *mut Node, context: *mut c_void) -> *mut Node {
    if node.is_null() {
        return node;
    }
    // SAFETY: `Mask` passes itself and uses nothing of itself meanwhile; the tags tell what nodes are.
    unsafe {
        let mask = &mut *context.cast::<Mask<'_>>();
        match (*node).type_ {
            NodeTag::T_Query => mask.query(node.cast()).cast(),
            NodeTag::T_Var => mask.column(node.cast()),
            NodeTag::T_FuncExpr => mask.call(node.cast()),
            NodeTag::T_OnConflictExpr => mask.conflict(node.cast()),
            NodeTag::T_RangeTblFunction => {
                mask.in_from = (*node.cast::<pg_sys::RangeTblFunction>()).funcexpr;
                mask.parts(node)
            }
            _ => mask.parts(node),
        }
    }
}
