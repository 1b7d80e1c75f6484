//! The access decision against a naive one, on random rights and rows.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::rc::Rc;

use crm_core::access::{Access, Action, Kind, Record, Refusal, Rights, RowFacts, Rule, Scope, TeamSet};
use crm_core::condition::{CallerFacts, Condition};
use proptest::prelude::*;

const ORG: u128 = 1;
const ME: u128 = 10;

/// A row meets a condition when the condition's only field is among its marks.
struct Marks(Vec<String>);

impl Record for Marks {
    fn meets(&mut self, condition: &Rc<Condition>, _caller: &CallerFacts) -> bool {
        condition.fields().iter().all(|field| self.0.contains(&format!("{field:?}")))
    }
}

fn condition(mark: u8) -> Rc<Condition> {
    Rc::new(Condition::parse(&format!(r#"{{"field": "mark{mark}", "op": "is_null"}}"#)).unwrap())
}

fn mark(mark: u8) -> String {
    format!("{:?}", condition(mark).fields()[0])
}

#[derive(Debug, Clone)]
struct RuleCase {
    access: Access,
    condition: Option<u8>,
    sources: Option<Vec<u128>>,
}

#[derive(Debug, Clone)]
struct World {
    scopes: [Scope; 4],
    conditions: [Option<u8>; 4],
    teams: Vec<u128>,
    rules: Vec<RuleCase>,
    shares: Vec<(Access, u128)>,
}

#[derive(Debug, Clone)]
struct Row {
    facts: RowFacts,
    marks: Vec<u8>,
}

const ACTIONS: [Action; 4] = [Action::Read, Action::Create, Action::Update, Action::Delete];

fn access() -> impl Strategy<Value = Access> {
    prop_oneof![Just(Access::Read), Just(Access::Update)]
}

fn team() -> impl Strategy<Value = u128> {
    20_u128..24
}

fn worlds() -> impl Strategy<Value = World> {
    let scope = prop_oneof![Just(Scope::None), Just(Scope::Own), Just(Scope::Team), Just(Scope::Org)];
    let rule = (access(), prop::option::of(0_u8..3), prop::option::of(prop::collection::vec(team(), 1..3)))
        .prop_map(|(access, condition, sources)| RuleCase { access, condition, sources });
    (
        prop::array::uniform4(scope),
        prop::array::uniform4(prop::option::weighted(0.3, 0_u8..3)),
        prop::collection::vec(team(), 0..3),
        prop::collection::vec(rule, 0..3),
        prop::collection::vec((access(), 100_u128..106), 0..4),
    )
        .prop_map(|(scopes, conditions, teams, rules, shares)| World {
            scopes,
            conditions,
            teams,
            rules,
            shares,
        })
}

fn rows() -> impl Strategy<Value = Row> {
    let facts = (1_u128..3, prop::option::of(10_u128..12), prop::option::of(team()), 100_u128..106)
        .prop_map(|(org, owner, team, id)| RowFacts { org, owner, team, id: Some(id) });
    (facts, prop::collection::vec(0_u8..3, 0..3)).prop_map(|(facts, marks)| Row { facts, marks })
}

fn rights(world: &World) -> Rights {
    let teams: TeamSet = world.teams.iter().copied().collect();
    let mut rights = Rights::new(ORG, ME, "rep".into(), teams, CallerFacts::default());
    for (position, action) in ACTIONS.into_iter().enumerate() {
        rights.set_scope(action, Kind::Deal, world.scopes[position]);
        if let Some(mark) = world.conditions[position] {
            rights.set_condition(action, Kind::Deal, condition(mark));
        }
    }
    for (position, rule) in world.rules.iter().enumerate() {
        rights.add_rule(
            Kind::Deal,
            Rule {
                id: position as u128,
                access: rule.access,
                condition: rule.condition.map(condition),
                source_teams: rule.sources.as_ref().map(|teams| Rc::new(teams.iter().copied().collect())),
            },
        );
    }
    for (access, id) in &world.shares {
        rights.add_shares(Kind::Deal, *access, &[*id]);
    }
    rights
}

/// The rule as the documentation says it.
fn naive(world: &World, position: usize, row: &Row) -> bool {
    let (facts, scope) = (row.facts, world.scopes[position]);
    if facts.org != ORG || scope == Scope::None {
        return false;
    }
    let owns = facts.owner == Some(ME);
    let in_reach = match scope {
        Scope::None => false,
        Scope::Own => owns,
        Scope::Team => owns || facts.team.is_some_and(|team| world.teams.contains(&team)),
        Scope::Org => true,
    };
    if in_reach && world.conditions[position].is_none_or(|mark| row.marks.contains(&mark)) {
        return true;
    }
    let gives = |access: Access| match ACTIONS[position] {
        Action::Read => true,
        Action::Update => access == Access::Update,
        _ => false,
    };
    world.shares.iter().any(|(access, id)| gives(*access) && Some(*id) == facts.id)
        || world.rules.iter().any(|rule| {
            gives(rule.access)
                && rule.condition.is_none_or(|mark| row.marks.contains(&mark))
                && rule
                    .sources
                    .as_ref()
                    .is_none_or(|teams| facts.team.is_some_and(|team| teams.contains(&team)))
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn decision_explanation_and_shape_agree_with_the_naive_rule(world in worlds(), row in rows()) {
        let rights = rights(&world);
        let mut record = Marks(row.marks.iter().map(|number| mark(*number)).collect());
        for (position, action) in ACTIONS.into_iter().enumerate() {
            let expected = naive(&world, position, &row);
            prop_assert_eq!(rights.allows(action, Kind::Deal, row.facts, &mut record), expected);
            let explained = rights.explain(action, Kind::Deal, row.facts, &mut record);
            prop_assert_eq!(explained.is_ok(), expected);
            let parts = rights.reaches_row(action, Kind::Deal, row.facts, &mut record)
                || rights.shares(action, Kind::Deal, row.facts);
            prop_assert_eq!(parts, expected);
            let owner = row.facts.owner.unwrap_or(0);
            if expected && row.facts.owner.is_some() {
                let (low, high) = rights.allowed_owners(action, Kind::Deal);
                prop_assert!(low <= owner && owner <= high);
            }
            let reach = rights.reach(action, Kind::Deal);
            if !reach.is_conditional {
                let by_class = rights.allows_class(action, Kind::Deal, row.facts);
                prop_assert_eq!(by_class || rights.shares(action, Kind::Deal, row.facts), expected);
            }
            if rights.allows_class(action, Kind::Deal, row.facts) {
                let (low, high) = rights.class_owners(action, Kind::Deal);
                prop_assert!(row.facts.owner.is_none_or(|owner| low <= owner && owner <= high));
            }
        }
    }
}

#[test]
fn refusals_say_what_is_missing() {
    let row = |org, owner| RowFacts { org, owner: Some(owner), team: None, id: Some(100) };
    let mut rights = Rights::new(ORG, ME, "rep".into(), TeamSet::default(), CallerFacts::default());
    let explain =
        |rights: &Rights, facts| rights.explain(Action::Read, Kind::Deal, facts, &mut Marks(Vec::new()));
    assert_eq!(explain(&rights, row(ORG, ME)), Err(Refusal::NoPermission));
    rights.set_scope(Action::Read, Kind::Deal, Scope::Own);
    assert_eq!(explain(&rights, row(2, ME)), Err(Refusal::OtherOrganization));
    assert_eq!(explain(&rights, row(ORG, 11)), Err(Refusal::OutOfScope(Scope::Own)));
    rights.set_condition(Action::Read, Kind::Deal, condition(0));
    assert_eq!(explain(&rights, row(ORG, ME)), Err(Refusal::ConditionNotMet(Scope::Own)));
}

#[test]
fn conditions_without_a_record_leave_nothing() {
    let mut rights = Rights::new(ORG, ME, "rep".into(), TeamSet::default(), CallerFacts::default());
    for (action, kind) in [(Action::Execute, Kind::Report), (Action::Read, Kind::Product)] {
        rights.set_scope(action, kind, Scope::Org);
        rights.set_condition(action, kind, condition(0));
        assert_eq!(rights.scope(action, kind), Scope::None);
    }
}

#[test]
fn a_right_taken_away_is_not_widened() {
    let mut rights = Rights::new(ORG, ME, "rep".into(), TeamSet::default(), CallerFacts::default());
    rights.set_scope(Action::Update, Kind::Deal, Scope::Own);
    rights.add_shares(Kind::Deal, Access::Update, &[100]);
    rights.forbid(Action::Update, Kind::Deal);
    let row = RowFacts { org: ORG, owner: Some(ME), team: None, id: Some(100) };
    assert!(!rights.allows(Action::Update, Kind::Deal, row, &mut Marks(Vec::new())));
}
