//! Models and facts that are refused, with the place and the reason.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crm_core::scoring::{ScoringModel, default_lead_model_json, read_facts};
use serde_json::{Value, json};

fn model() -> Value {
    json!({
        "cap": 100,
        "groups": [
            { "key": "f", "kind": "fit", "cap": 50, "rules": [
                { "key": "r", "points": 10, "when": { "field": "company", "op": "is_set" } }] },
            { "key": "e", "kind": "engagement", "cap": 50, "rules": [
                { "key": "r", "points": 10, "event": "call", "half_life_days": 7 }] },
        ],
        "grades": { "fit": { "A": 40, "B": 20 }, "engagement": { "1": 30, "2": 10 } },
    })
}

/// The refusal after `value` is put at `pointer`; null takes a value away.
fn refusal(pointer: &str, value: Value) -> String {
    let mut model = model();
    match model.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            model.pointer_mut(parent).unwrap()[key] = value;
        }
    }
    let error = ScoringModel::parse(&model).unwrap_err();
    assert!(!error.detail().is_empty() && !error.hint().is_empty());
    error.to_string().replace("scoring model is not valid: ", "")
}

#[test]
fn the_model_itself_is_valid() {
    assert!(ScoringModel::parse(&model()).is_ok());
    assert!(ScoringModel::parse_str(default_lead_model_json()).is_ok());
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn refusals_name_place_and_reason() {
    let rule = "/groups/0/rules/0";
    for (pointer, value, expected) in [
        ("/cap", json!(null), "model: lacks \"cap\""),
        ("/cap", json!("100"), "cap: must be a number, is a string"),
        ("/cap", json!(0), "cap: must lie between 0.01 and 1000000"),
        ("/caps", json!(1), "model: has an unknown key \"caps\""),
        ("/object", json!("deal"), "object: \"deal\" is not known"),
        ("/groups", json!([]), "groups: must not be empty"),
        ("/groups/1/key", json!("f"), "model: \"f\" is used twice"),
        ("/groups/0/kind", json!("fits"), "groups[0].kind: \"fits\" is not known"),
        (
            "/groups/0/rules/0/points",
            json!(1.005),
            "groups[0].rules[0].points: must have at most two decimals",
        ),
        (
            "/groups/0/rules/0/points",
            json!(1e9),
            "groups[0].rules[0].points: must lie between -1000000 and 1000000",
        ),
        ("/groups/0/rules/0/when", json!(null), "groups[0].rules[0]: lacks \"when\""),
        (
            "/groups/0/rules/0/when/field",
            json!("shoe_size"),
            "groups[0].rules[0].when.field: a lead has no field \"shoe_size\"",
        ),
        ("/groups/0/rules/0/when/op", json!("like"), "groups[0].rules[0].when.op: \"like\" is not known"),
        (
            "/groups/0/rules/0/when/op",
            json!("gt"),
            "groups[0].rules[0].when.op: \"gt\" does not work on company, which is text",
        ),
        ("/groups/0/rules/0/when/op", json!("eq"), "groups[0].rules[0].when: lacks \"value\""),
        (
            "/groups/0/rules/0/when/value",
            json!(1),
            "groups[0].rules[0].when.value: has an unknown key \"value\"",
        ),
        (
            "/groups/0/rules/0/half_life_days",
            json!(7),
            "groups[0].rules[0]: \"half_life_days\" belongs to engagement, a fit rule looks at facts only",
        ),
        (
            "/groups/1/rules/0/event",
            json!(null),
            "groups[1].rules[0]: an engagement rule needs \"event\" or \"since\"",
        ),
        (
            "/groups/1/rules/0/since",
            json!("created_at"),
            "groups[1].rules[0]: has both \"event\" and \"since\"",
        ),
        (
            "/groups/1/rules/0/half_life_days",
            json!(0),
            "groups[1].rules[0].half_life_days: must lie between 0.01 and 36525",
        ),
        (
            "/groups/1/rules/0/max_count",
            json!(1.5),
            "groups[1].rules[0].max_count: must be a whole number, is a number",
        ),
        ("/grades/fit/A", json!(20), "grades.fit: the better threshold must be the higher one"),
    ] {
        assert_eq!(refusal(pointer, value.clone()), expected, "{pointer} = {value}");
    }
    assert!(refusal(rule, json!([])).ends_with("must be an object, is a list"));
    assert!(ScoringModel::parse(&json!([1])).is_err());
    assert!(ScoringModel::parse_str("{").is_err());
}

#[test]
fn facts_of_the_wrong_type_are_refused() {
    let model = ScoringModel::parse_str(default_lead_model_json()).unwrap();
    let refuse = |facts: Value| read_facts(&facts, model.fields()).unwrap_err();
    let error = refuse(json!({ "employee_count": "many" }));
    assert_eq!(
        (error.to_string().as_str(), error.detail().as_str()),
        ("employee_count must be a number", "Found a string.")
    );
    assert_eq!(refuse(json!({ "job_title": 7 })).field, "job_title");
    assert_eq!(refuse(json!({ "created_at": "yesterday" })).field, "created_at");
    assert_eq!(refuse(json!({ "activities": {} })).field, "activities");
    assert_eq!(refuse(json!({ "activities": [{ "kind": "call" }] })).field, "activities[0]");
    assert_eq!(refuse(json!([])).field, "facts");
}
