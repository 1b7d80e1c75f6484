//! Reads what a member may do.

use std::collections::HashMap;
use std::rc::Rc;

use crm_core::access::{Access, Action, Kind, Rights, Rule, Scope, TeamSet};
use crm_core::condition::{CallerFacts, Condition};
use pgrx::pg_sys::{BOOLOID, TEXTOID, UUIDOID};

use super::caller::Member;
use super::claims::OrgChoice;
use crate::spi::{Argument, Column, KeptPlan, Row};
use crate::uuid;

/// A record shared one by one: a letter for kind and access, and the identifier.
const SHARE_BYTES: usize = 17;
/// What a read-only login may do.
const READING: [Action; 2] = [Action::Read, Action::Execute];

thread_local! {
    static MEMBER: KeptPlan =
        const { KeptPlan::new(include_str!("member.sql"), &[UUIDOID, UUIDOID, TEXTOID, TEXTOID, BOOLOID]) };
    static TEAMS_BELOW: KeptPlan = const { KeptPlan::new(include_str!("teams_below.sql"), &[UUIDOID, UUIDOID]) };
}

/// Whose rights are asked for.
pub(super) struct Question<'a> {
    pub(super) user: u128,
    pub(super) org: &'a OrgChoice,
    /// The login that claims to speak for the user; `None` when that is known otherwise.
    pub(super) login: Option<&'a str>,
    /// Whether a system administrator's visit counts.
    pub(super) visits_count: bool,
}

/// The rights of an active member. To be called as the extension's owner.
pub(super) fn load(question: &Question<'_>) -> Option<Member> {
    let (id, slug) = match question.org {
        OrgChoice::Unnamed => (Argument::Null, Argument::Null),
        OrgChoice::Id(id) => (Argument::Uuid(*id), Argument::Null),
        OrgChoice::Slug(slug) => (Argument::Null, Argument::Text(slug)),
    };
    let login = question.login.map_or(Argument::Null, Argument::Text);
    let visits = Argument::Boolean(question.visits_count);
    let user = question.user;
    let found = MEMBER.with(|plan| {
        plan.first_row([Argument::Uuid(user), id, slug, login, visits], |row| Found::read(user, &row))
    });
    found.flatten().map(Found::into_member)
}

/// Takes every right to write from a member.
pub(super) fn make_read_only(rights: &mut Rights) {
    for kind in Kind::ALL {
        for action in Action::ALL {
            if !READING.contains(&action) || *kind == Kind::Import {
                rights.forbid(action, *kind);
            }
        }
    }
}

/// The row as it was read, so that no query is open while the next one runs.
struct Found {
    rights: Rights,
    rules: String,
    shares: Vec<u8>,
    valid_until: Option<i64>,
}

impl Found {
    fn read(user: u128, row: &Row) -> Option<Self> {
        let role_key = row.text(Column(2))?;
        let valid_until = row.instant(Column(10));
        let facts = CallerFacts::new(
            uuid::format(user),
            row.uuid(Column(5)).map(uuid::format),
            role_key.clone(),
            row.text(Column(6)),
            &row.text(Column(7)).unwrap_or_default(),
        );
        let teams = team_set(&row.bytes(Column(4)).unwrap_or_default());
        let mut rights = Rights::new(row.uuid(Column(1))?, user, role_key, teams, facts);
        match valid_until {
            None => set_permissions(&mut rights, &row.text(Column(3)).unwrap_or_default()),
            Some(_) => allow_everything(&mut rights),
        }
        Some(Self {
            rights,
            rules: row.text(Column(8)).unwrap_or_default(),
            shares: row.bytes(Column(9)).unwrap_or_default(),
            valid_until,
        })
    }

    fn into_member(mut self) -> Member {
        add_rules(&mut self.rights, &self.rules);
        add_shares(&mut self.rights, &self.shares);
        Member { rights: self.rights, valid_until: self.valid_until }
    }
}

/// The rights of a system administrator who visits.
fn allow_everything(rights: &mut Rights) {
    for kind in Kind::ALL {
        for action in Action::ALL {
            rights.set_scope(action, *kind, Scope::Org);
        }
    }
}

/// Reads lines of "resource action scope [condition]"; what this version does not know gives no right.
fn set_permissions(rights: &mut Rights, lines: &str) {
    for line in lines.lines() {
        let mut words = line.splitn(4, ' ');
        let mut word = || words.next().map(str::as_bytes);
        let kind = word().and_then(Kind::from_bytes);
        let action = word().and_then(Action::from_bytes);
        let scope = word().and_then(Scope::from_bytes);
        let (Some(kind), Some(action), Some(scope)) = (kind, action, scope) else { continue };
        rights.set_scope(action, kind, scope);
        if let Some(text) = words.next() {
            rights.set_condition(action, kind, Rc::new(read_condition(text)));
        }
    }
}

/// A condition that cannot be read is met by nothing.
fn read_condition(text: &str) -> Condition {
    Condition::parse(text).unwrap_or_else(|_| Condition::never())
}

/// Reads lines of "resource access id source-team-or-dash [condition]".
fn add_rules(rights: &mut Rights, lines: &str) {
    let mut sources = HashMap::new();
    for line in lines.lines() {
        let mut words = line.splitn(5, ' ');
        let mut word = || words.next();
        let kind = word().and_then(|name| Kind::from_bytes(name.as_bytes()));
        let access = word().and_then(|name| Access::from_bytes(name.as_bytes()));
        let id = word().and_then(uuid::parse);
        let source = word();
        let (Some(kind), Some(access), Some(id), Some(source)) = (kind, access, id, source) else { continue };
        let condition = words.next().map(|text| Rc::new(read_condition(text)));
        let org = rights.org;
        let source_teams = uuid::parse(source)
            .map(|team| Rc::clone(sources.entry(team).or_insert_with(|| Rc::new(teams_below(org, team)))));
        rights.add_rule(kind, Rule { id, access, condition, source_teams });
    }
}

fn teams_below(org: u128, team: u128) -> TeamSet {
    let arguments = [Argument::Uuid(org), Argument::Uuid(team)];
    let ids = TEAMS_BELOW.with(|plan| plan.first_row(arguments, |row| row.bytes(Column(1)))).flatten();
    team_set(&ids.unwrap_or_default())
}

fn add_shares(rights: &mut Rights, shares: &[u8]) {
    let mut ids: HashMap<u8, Vec<u128>> = HashMap::new();
    let (shares, _) = shares.as_chunks::<SHARE_BYTES>();
    for [letter, id @ ..] in shares {
        ids.entry(*letter).or_default().push(u128::from_be_bytes(*id));
    }
    for (letter, ids) in ids {
        let kind = match letter.to_ascii_lowercase() {
            b'a' => Kind::Account,
            b'c' => Kind::Contact,
            b'l' => Kind::Lead,
            _ => Kind::Deal,
        };
        let access = if letter.is_ascii_uppercase() { Access::Update } else { Access::Read };
        rights.add_shares(kind, access, &ids);
    }
}

fn team_set(ids: &[u8]) -> TeamSet {
    let (ids, _) = ids.as_chunks::<16>();
    ids.iter().map(|id| u128::from_be_bytes(*id)).collect()
}
