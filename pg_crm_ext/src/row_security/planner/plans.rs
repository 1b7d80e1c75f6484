//! Drops kept plans that were made for a caller with another reach.
//!
//! Such a plan is slow for the other caller, and where the policy was written in the words of the first (see
//! [`super::simplify`]) it is of no use to him. So plans are tagged like plans that use a function, with functions that do
//! not exist, and the tag is invalidated, in this backend only, when a caller with another reach is expected.

use std::cell::RefCell;
use std::ffi::c_int;

use crm_core::access::{Action, Kind, Reach, Rights, Scope};
use pgrx::pg_sys::{self, PlannerInfo};

use super::super::cache;
use super::super::caller::Caller;
use super::super::claims::{self, OrgChoice};
use super::nodes;
use super::question::Question;

/// Tags lie here in the space of hash values; a real function with the same value only makes plans be made again.
const TAG_BASE: u32 = 0x4300_0000;
const TAG_MASK: u32 = 0xff00_0000;
/// A plan that answers one reach only has each tag twice, the other time with these bits turned: no two functions of a
/// plan look like that by chance.
const BOUND: u32 = 0xa5a5_5a5a;

/// What a plan in this backend was made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Planned {
    action: Action,
    kind: Kind,
    reach: Reach,
}

impl Planned {
    /// Eight bits each for the kind, the reach and the action.
    fn tag(self) -> u32 {
        let Reach { scope, has_shares, has_rules, is_conditional } = self.reach;
        let reach = (scope as u32) << 3
            | u32::from(has_shares) << 2
            | u32::from(has_rules) << 1
            | u32::from(is_conditional);
        TAG_BASE | (self.kind as u32) << 16 | reach << 8 | self.action as u32
    }

    fn from_tag(tag: u32) -> Option<Self> {
        let flag = |bit: u32| tag >> 8 & bit != 0;
        let scope = (tag >> 11 & 0x1f) as usize;
        let made = Self {
            action: *Action::ALL.get((tag & 0xff) as usize)?,
            kind: *Kind::ALL.get((tag >> 16 & 0xff) as usize)?,
            reach: Reach {
                scope: *[Scope::None, Scope::Own, Scope::Team, Scope::Org].get(scope)?,
                has_shares: flag(4),
                has_rules: flag(2),
                is_conditional: flag(1),
            },
        };
        (tag & TAG_MASK == TAG_BASE).then_some(made)
    }

    pub(super) fn suits(self, caller: Option<&Caller>) -> bool {
        let rights = caller.filter(|caller| !caller.is_expired()).and_then(Caller::rights);
        rights.is_some_and(|rights| rights.reach(self.action, self.kind) == self.reach)
    }

    /// Whether the plan gives this caller the right answer: his own, or nothing to one who may nothing.
    pub(super) fn answers(self, caller: &Caller) -> bool {
        let may_nothing = |rights: &Rights| rights.scope(self.action, self.kind) == Scope::None;
        self.suits(Some(caller)) || caller.rights().is_none_or(may_nothing)
    }

    fn asks_the_same(self, other: Self) -> bool {
        self.action == other.action && self.kind == other.kind
    }
}

thread_local! {
    static PLANNED: RefCell<Vec<Planned>> = const { RefCell::new(Vec::new()) };
    /// The organization that the headers last asked for.
    static ORGANIZATION: RefCell<Option<OrgChoice>> = const { RefCell::new(Some(OrgChoice::Unnamed)) };
}

/// Notes that the plan being made suits callers with this reach best.
pub(super) fn tag(root: *mut PlannerInfo, question: &Question, reach: Reach) {
    note(root, Planned { action: question.action, kind: question.kind, reach }, false);
}

/// Notes that the plan being made answers callers with this reach only.
pub(super) fn bind(root: *mut PlannerInfo, question: &Question, reach: Reach) {
    note(root, Planned { action: question.action, kind: question.kind, reach }, true);
}

fn note(root: *mut PlannerInfo, now: Planned, is_bound: bool) {
    let stale = PLANNED.with_borrow_mut(|planned| {
        let (kept, stale) = std::mem::take(planned)
            .into_iter()
            .partition(|other: &Planned| !other.asks_the_same(now) || other.reach == now.reach);
        *planned = kept;
        if !planned.contains(&now) {
            planned.push(now);
        }
        stale
    });
    drop_plans(&stale);
    // SAFETY: the planner passes its state, or nothing when it only estimates.
    if let Some(root) = unsafe { root.as_ref() } {
        // SAFETY: the global state outlives the planning of the query.
        unsafe {
            add_dependency(&mut *root.glob, now.tag());
            if is_bound {
                add_dependency(&mut *root.glob, now.tag() ^ BOUND);
            }
        }
    }
}

/// Whether a plan will be dropped when another caller is expected; not if rights changed since.
pub(super) fn is_noted(made: Planned) -> bool {
    PLANNED.with_borrow(|planned| planned.contains(&made))
}

/// The callers that a plan with these dependencies is bound to.
///
/// # Safety
/// The list must hold dependencies of a plan.
pub(super) unsafe fn bound_to(dependencies: *mut pg_sys::List) -> Vec<Planned> {
    // SAFETY: guaranteed by the caller.
    let tags: Vec<u32> = unsafe {
        nodes::members::<pg_sys::PlanInvalItem>(dependencies)
            .map(|item| &*item)
            .filter(|item| item.cacheId == pg_sys::SysCacheIdentifier::PROCOID as c_int)
            .map(|item| item.hashValue)
            .collect()
    };
    tags.iter()
        .filter(|tag| tags.contains(&(**tag ^ BOUND)))
        .filter_map(|tag| Planned::from_tag(*tag))
        .collect()
}

/// Runs when the claims change, inside a settings hook: touches memory only and raises nothing.
pub(in super::super) fn caller_expected(claims: &[u8]) {
    if claims.is_empty() {
        return;
    }
    let stale = PLANNED.with(|planned| {
        let Ok(mut planned) = planned.try_borrow_mut() else { return Vec::new() };
        if planned.is_empty() {
            return Vec::new();
        }
        let caller = cache::last_seen_with(claims);
        let (suited, stale) = planned.iter().partition(|made| made.suits(caller.as_deref()));
        *planned = suited;
        stale
    });
    drop_plans(&stale);
}

/// Runs when the headers change, like [`caller_expected`]: another organization may mean another reach.
pub(in super::super) fn headers_expected(headers: &[u8]) {
    if headers.is_empty()
        || PLANNED.with(|planned| planned.try_borrow().is_ok_and(|planned| planned.is_empty()))
    {
        return;
    }
    let choice = claims::parse_organization(headers);
    let before = ORGANIZATION
        .with(|last| last.try_borrow_mut().map(|mut last| std::mem::replace(&mut *last, choice.clone())));
    if before.is_ok_and(|before| before != choice) {
        anyone_expected();
    }
}

/// Runs when rights or the organization asked for may have changed, where [`caller_expected`] may run too.
pub(in super::super) fn anyone_expected() {
    let stale =
        PLANNED.with(|planned| planned.try_borrow_mut().map(|mut planned| std::mem::take(&mut *planned)));
    drop_plans(&stale.unwrap_or_default());
}

/// Makes kept plans with these tags be made again.
pub(super) fn drop_plans(stale: &[Planned]) {
    for made in stale {
        // SAFETY: runs this backend's callbacks as if a function had changed, which they expect at any time.
        unsafe { pg_sys::CallSyscacheCallbacks(pg_sys::SysCacheIdentifier::PROCOID as c_int, made.tag()) }
    }
}

/// # Safety
/// `global` must be the state of the planning under way.
unsafe fn add_dependency(global: &mut pg_sys::PlannerGlobal, tag: u32) {
    let cache = pg_sys::SysCacheIdentifier::PROCOID as c_int;
    // SAFETY: the list holds items of this one type; the new one is allocated with it.
    unsafe {
        let known = nodes::members::<pg_sys::PlanInvalItem>(global.invalItems)
            .any(|item| (*item).cacheId == cache && (*item).hashValue == tag);
        if known {
            return;
        }
        let item = pg_sys::palloc0(size_of::<pg_sys::PlanInvalItem>()).cast::<pg_sys::PlanInvalItem>();
        (*item).type_ = pg_sys::NodeTag::T_PlanInvalItem;
        (*item).cacheId = cache;
        (*item).hashValue = tag;
        global.invalItems = pg_sys::lappend(global.invalItems, item.cast());
    }
}
