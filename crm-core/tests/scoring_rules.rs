//! Lead scores on hand-worked cases.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crm_core::scoring::{Explanation, ScoringModel, Scratch, default_lead_model, parse_instant, read_facts};
use serde_json::{Value, json};

const AS_OF: &str = "2026-11-20T12:00:00Z";

fn as_of() -> i64 {
    parse_instant(AS_OF).unwrap()
}

/// Explains, and checks that the fast way gives the same score and that the contributions sum to it.
fn explain(model: &ScoringModel, facts: &Value) -> Explanation {
    let values = read_facts(facts, model.fields()).unwrap();
    let explanation = model.explain(&values, as_of());
    assert_eq!(model.score(&values, as_of(), &mut Scratch::default()), explanation.score);
    assert_eq!(explanation.contributions.iter().map(|line| line.points).sum::<i64>(), explanation.score);
    explanation
}

fn points(explanation: &Explanation, rule: &str) -> Vec<i64> {
    explanation.contributions.iter().filter(|line| line.rule == rule).map(|line| line.points).collect()
}

fn one_group(kind: &str, cap: f64, rules: &Value) -> ScoringModel {
    let model = json!({
        "cap": 100,
        "groups": [{ "key": "group", "kind": kind, "cap": cap, "rules": rules }],
        "grades": { "fit": { "A": 40, "B": 20 }, "engagement": { "1": 30, "2": 10 } },
    });
    ScoringModel::parse(&model).unwrap()
}

fn fit(when: &Value) -> ScoringModel {
    one_group("fit", 100.0, &json!([{ "key": "rule", "points": 10, "when": when }]))
}

#[track_caller]
fn assert_holds(when: &Value, facts: &Value, expected: bool) {
    let explanation = explain(&fit(when), facts);
    assert_eq!(explanation.score, if expected { 1000 } else { 0 }, "{when} on {facts}");
}

#[test]
fn text_conditions_ignore_case_accents_and_outer_spaces() {
    let title = json!({ "job_title": " Geschäftsführer & CTO " });
    for (op, value, expected) in [
        ("eq", json!("geschaftsfuhrer & cto"), true),
        ("eq", json!("cto"), false),
        ("ne", json!("cto"), true),
        ("in", json!(["CEO", "GESCHÄFTSFÜHRER & CTO"]), true),
        ("contains", json!("führ"), true),
        ("word", json!("cto"), true),
        ("word", json!("führer"), false),
        ("prefix", json!(["x", "geschaft"]), true),
    ] {
        assert_holds(&json!({ "field": "job_title", "op": op, "value": value }), &title, expected);
    }
}

#[test]
fn number_conditions_include_the_ends_they_name() {
    for (op, value, number, expected) in [
        ("gt", json!(200), 200.0, false),
        ("gte", json!(200), 200.0, true),
        ("lt", json!(200), 199.99, true),
        ("lte", json!(200), 200.01, false),
        ("between", json!([10, 20]), 20.0, true),
        ("between", json!([10, 20]), 20.5, false),
        ("eq", json!(5), 5.0, true),
    ] {
        assert_holds(
            &json!({ "field": "employee_count", "op": op, "value": value }),
            &json!({ "employee_count": number }),
            expected,
        );
    }
}

#[test]
fn what_is_not_known_meets_only_not_set() {
    for facts in [json!({}), json!({ "company": null }), json!({ "company": "  " })] {
        assert_holds(&json!({ "field": "company", "op": "not_set" }), &facts, true);
        assert_holds(&json!({ "field": "company", "op": "is_set" }), &facts, false);
        assert_holds(&json!({ "field": "company", "op": "ne", "value": "acme" }), &facts, false);
    }
}

#[test]
fn business_addresses_are_told_from_free_ones() {
    for (email, is_business, is_free) in
        [("Jane@Acme.com", true, false), ("jane@GMAIL.com", false, true), ("jane", false, false)]
    {
        let facts = json!({ "email": email });
        assert_holds(&json!({ "field": "email", "op": "business_email" }), &facts, is_business);
        assert_holds(&json!({ "field": "email", "op": "free_email" }), &facts, is_free);
    }
}

#[test]
fn custom_fields_are_compared_by_their_type() {
    let facts = json!({ "custom": { "tier": "Gold", "seats": 12, "trial": true } });
    assert_holds(&json!({ "field": "custom.tier", "op": "eq", "value": "gold" }), &facts, true);
    assert_holds(&json!({ "field": "custom.seats", "op": "gte", "value": 10 }), &facts, true);
    assert_holds(&json!({ "field": "custom.trial", "op": "eq", "value": true }), &facts, true);
    assert_holds(&json!({ "field": "custom.absent", "op": "is_set" }), &facts, false);
}

#[test]
fn all_conditions_of_a_rule_must_hold() {
    let when = json!([{ "field": "company", "op": "is_set" }, { "field": "employee_count", "op": "gt", "value": 10 }]);
    assert_holds(&when, &json!({ "company": "Acme", "employee_count": 11 }), true);
    assert_holds(&when, &json!({ "company": "Acme", "employee_count": 10 }), false);
}

#[test]
fn caps_are_lines_of_the_explanation() {
    let rules = json!([
        { "key": "a", "points": 20.25, "when": { "field": "company", "op": "is_set" } },
        { "key": "b", "points": 10.5, "when": { "field": "phone", "op": "is_set" } },
    ]);
    let explanation = explain(&one_group("fit", 25.0, &rules), &json!({ "company": "Acme", "phone": "1" }));
    assert_eq!(explanation.score, 2500);
    assert_eq!(points(&explanation, "cap"), [-575]);
    assert_eq!(explanation.grade, "B3");
}

#[test]
fn a_score_is_never_below_zero() {
    let rules = json!([{ "key": "a", "points": -5, "when": { "field": "company", "op": "not_set" } }]);
    let explanation = explain(&one_group("fit", 25.0, &rules), &json!({}));
    assert_eq!((explanation.score, explanation.fit), (0, -500));
    assert_eq!(points(&explanation, "cap"), [500]);
}

#[test]
fn engagement_fades_and_is_rounded_once() {
    let rules =
        json!([{ "key": "call", "points": 10, "event": "call", "max_count": 3, "half_life_days": 7 }]);
    let model = one_group("engagement", 100.0, &rules);
    let call = |at: &str| json!({ "kind": "call", "occurred_at": at });
    let now_and_a_week_ago = json!({ "activities": [call("2026-11-13T12:00:00Z"), call(AS_OF)] });
    assert_eq!(explain(&model, &now_and_a_week_ago).score, 1500);
    // 2^(-1/7) = 0.905723664...
    assert_eq!(explain(&model, &json!({ "activities": [call("2026-11-19T12:00:00Z")] })).score, 906);
    assert_eq!(explain(&model, &json!({ "activities": [call("2026-11-20T12:00:01Z")] })).score, 0);
}

#[test]
fn an_instant_gives_points_since_it_happened() {
    let rules = json!([{ "key": "active", "points": 8, "since": "last_activity_at", "window_days": 30, "half_life_days": 10 }]);
    let model = one_group("engagement", 100.0, &rules);
    let score = |at: &str| explain(&model, &json!({ "last_activity_at": at })).score;
    assert_eq!(score("2026-11-10T12:00:00Z"), 400);
    assert_eq!(score("2026-10-21T12:00:00Z"), 100);
    assert_eq!(score("2026-10-21T11:59:59Z"), 0);
}

#[test]
fn the_default_model_tells_good_leads_from_poor_ones() {
    let model = default_lead_model().unwrap();
    let good = json!({
        "job_title": "Chief Technology Officer", "email": "cto@acme.com", "company": "Acme", "phone": "+49 30 901820",
        "website": "acme.com", "country": "DE", "industry": "Software", "employee_count": 1200, "annual_revenue": 80_000_000,
        "source": "referral",
        "activities": [
            { "kind": "meeting", "occurred_at": "2026-11-19T12:00:00Z" },
            { "kind": "call", "occurred_at": "2026-11-18T12:00:00Z" },
            { "kind": "email", "occurred_at": "2026-11-17T12:00:00Z" },
        ],
    });
    let poor = json!({ "job_title": "Student", "email": "x@gmail.com", "source": "purchased_list" });
    assert_eq!(explain(model, &good).grade, "A1");
    assert_eq!(explain(model, &poor).grade, "C3");
    assert_eq!(explain(model, &poor).score, 0);
    assert_eq!(explain(model, &json!({})).score, 0);
}

#[test]
fn the_explanation_reads_well() {
    let model = default_lead_model().unwrap();
    let json = explain(model, &json!({ "employee_count": 250, "job_title": "Manager" })).to_json();
    assert_eq!(json["score"], 20.0);
    assert_eq!(json["score_hundredths"], 2000);
    assert_eq!(json["grade"], "B3");
    assert_eq!(
        json["contributions"][1],
        json!({ "rule": "mid_company", "group": "company", "points": 10.0, "points_hundredths": 1000,
            "reason": "employee_count is between 200 and 999" })
    );
}
