//! The condition language: what it says, what it refuses, and what holds for every condition.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::HashMap;

use crm_core::condition::{CallerFacts, Condition, Facts, Field, Value};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// A record made of JSON: objects' keys are columns, `custom` holds the custom fields.
struct Record<'a> {
    condition: &'a Condition,
    columns: &'a HashMap<&'a str, Value<'a>>,
}

impl Facts for Record<'_> {
    fn value(&self, position: usize) -> Value<'_> {
        let name = match &self.condition.fields()[position] {
            Field::Column(name) => name.clone(),
            Field::Custom(key) => format!("custom.{key}"),
        };
        self.columns.get(name.as_str()).cloned().unwrap_or(Value::Missing)
    }
}

fn caller() -> CallerFacts {
    let attributes = r#"{"limit": 100.50, "regions": ["emea", "apac"], "empty": [], "deep": {"a": 1}, "nothing": null, "mixed": ["emea", 1]}"#;
    CallerFacts::new("u-1".into(), Some("t-1".into()), "rep".into(), None, attributes)
}

fn holds(condition: &Json, columns: &HashMap<&str, Value<'_>>) -> bool {
    let condition = Condition::parse(&condition.to_string()).unwrap();
    condition.holds(&Record { condition: &condition, columns }, &caller())
}

fn columns() -> HashMap<&'static str, Value<'static>> {
    HashMap::from([
        ("amount", Value::Number(100.into())),
        ("region", Value::Text("emea")),
        ("owner_id", Value::Text("u-1")),
        ("is_hot", Value::Boolean(true)),
        ("created_at", Value::Instant(1_795_132_800_000_000)),
        ("due_on", Value::Date(20_777)),
        ("list", Value::Opaque),
        ("custom.tier", Value::Text("A")),
    ])
}

#[test]
fn comparisons_say_what_they_mean() {
    for (condition, expected) in [
        (json!({ "field": "amount", "op": "eq", "value": 100.0 }), true),
        (json!({ "field": "amount", "op": "lt", "value": 100 }), false),
        (json!({ "field": "amount", "op": "lte", "caller": "attributes.limit" }), true),
        (json!({ "field": "amount", "op": "in", "value": [1, 100] }), true),
        (json!({ "field": "amount", "op": "not_in", "value": [1, 2] }), true),
        (json!({ "field": "amount", "op": "not_in", "value": [1, "2"] }), false),
        (json!({ "field": "amount", "op": "neq", "value": "100" }), false),
        (json!({ "field": "region", "op": "in", "caller": "attributes.regions" }), true),
        (json!({ "field": "region", "op": "in", "caller": "attributes.limit" }), false),
        (json!({ "field": "region", "op": "eq", "caller": "attributes.regions" }), false),
        (json!({ "field": "region", "op": "not_in", "caller": "attributes.mixed" }), false),
        (json!({ "field": "region", "op": "not_in", "caller": "attributes.empty" }), true),
        (json!({ "field": "region", "op": "eq", "caller": "attributes.nothing" }), false),
        (json!({ "field": "region", "op": "eq", "caller": "attributes.deep" }), false),
        (json!({ "field": "region", "op": "starts_with", "value": "em" }), true),
        (json!({ "field": "region", "op": "contains", "value": "EM" }), false),
        (json!({ "field": "owner_id", "op": "eq", "caller": "user_id" }), true),
        (json!({ "field": "owner_id", "op": "neq", "caller": "team_id" }), true),
        (json!({ "field": "owner_id", "op": "neq", "caller": "email" }), false),
        (json!({ "field": "is_hot", "op": "eq", "value": true }), true),
        (json!({ "field": "is_hot", "op": "eq", "value": "true" }), false),
        (json!({ "field": "created_at", "op": "gte", "value": "2026-11-20" }), true),
        (json!({ "field": "created_at", "op": "gt", "value": "tomorrow" }), false),
        (json!({ "field": "due_on", "op": "eq", "value": "2026-11-20" }), true),
        (json!({ "field": "region", "op": "eq", "other_field": "custom.tier" }), false),
        (json!({ "field": "custom.tier", "op": "gte", "value": "A" }), true),
        (json!({ "field": "custom.none", "op": "is_null" }), true),
        (json!({ "field": "list", "op": "is_not_null" }), true),
        (json!({ "field": "list", "op": "not_in", "caller": "attributes.empty" }), false),
        (json!({ "field": "absent", "op": "neq", "value": 1 }), false),
        (json!({ "not": { "field": "absent", "op": "eq", "value": 1 } }), true),
        (
            json!({ "all": [{ "field": "amount", "op": "eq", "value": 100 }, { "field": "absent", "op": "is_null" }] }),
            true,
        ),
        (
            json!({ "any": [{ "field": "amount", "op": "eq", "value": 1 }, { "field": "absent", "op": "is_not_null" }] }),
            false,
        ),
    ] {
        assert_eq!(holds(&condition, &columns()), expected, "{condition}");
    }
}

#[test]
fn refusals_name_the_place() {
    for (text, place) in [
        ("", "condition"),
        ("{", "condition"),
        ("[]", "condition"),
        (r#"{"all": {}}"#, "all"),
        (r#"{"all": []}"#, "all"),
        (r#"{"any": [{"field": "a", "op": "is_null"}, 3]}"#, "any[1]"),
        (r#"{"not": {"not": {"field": "a"}}}"#, "not.not"),
        (r#"{"field": "a", "op": "like", "value": "x"}"#, "op"),
        (r#"{"field": "a b", "op": "eq", "value": 1}"#, "field"),
        (r#"{"field": "a", "op": "in", "value": [1, null]}"#, "value[1]"),
        (r#"{"field": "a", "op": "in", "caller": "user_id"}"#, "condition"),
        (r#"{"field": "a", "op": "in", "other_field": "b"}"#, "condition"),
        (r#"{"field": "a", "op": "eq", "value": 1, "extra": 2}"#, "condition"),
        (r#"{"all": [{"field": "a", "op": "is_null"}], "any": []}"#, "condition"),
        (r#"{"field": "a", "op": "eq", "caller": "attributes."}"#, "caller"),
    ] {
        let error = Condition::parse(text).unwrap_err();
        assert_eq!(error.place, place, "{text}: {error}");
        assert!(!error.detail().is_empty() && !error.hint().is_empty());
    }
}

#[test]
fn conditions_have_limits() {
    let leaf = r#"{"field":"a","op":"is_null"}"#;
    let deep = |levels: usize| format!("{}{leaf}{}", r#"{"not":"#.repeat(levels), "}".repeat(levels));
    assert!(Condition::parse(&deep(15)).is_ok());
    assert!(Condition::parse(&deep(16)).is_err());
    assert!(Condition::parse(&deep(100_000)).is_err());
    let wide = |tests: usize| format!(r#"{{"all":[{}]}}"#, vec![leaf; tests].join(","));
    assert!(Condition::parse(&wide(199)).is_ok());
    assert!(Condition::parse(&wide(200)).is_err());
    let list =
        |entries: usize| format!(r#"{{"field":"a","op":"in","value":[{}]}}"#, vec!["1"; entries].join(","));
    assert!(Condition::parse(&list(200)).is_ok());
    assert!(Condition::parse(&list(201)).is_err());
    let text = |bytes: usize| json!({ "field": "a", "op": "eq", "value": "x".repeat(bytes) }).to_string();
    assert!(Condition::parse(&text(1_000)).is_ok());
    assert!(Condition::parse(&text(1_001)).is_err());
}

#[test]
fn numbers_stay_exact() {
    let condition =
        Condition::parse(r#"{"field":"amount","op":"eq","value":12345678901234567890.0000000001}"#).unwrap();
    let is = |text| {
        let columns =
            HashMap::from([("amount", Value::Number(crm_core::condition::Decimal::parse(text).unwrap()))]);
        condition.holds(&Record { condition: &condition, columns: &columns }, &caller())
    };
    assert!(is("12345678901234567890.00000000010"));
    assert!(!is("12345678901234567890.0000000002"));
    assert!(!is("12345678901234567890"));
}

fn leaf() -> impl Strategy<Value = Json> {
    let field =
        prop_oneof![Just("amount"), Just("region"), Just("absent"), Just("list"), Just("custom.tier")];
    let operator = prop_oneof![
        Just("eq"),
        Just("neq"),
        Just("lt"),
        Just("lte"),
        Just("gt"),
        Just("gte"),
        Just("contains"),
        Just("starts_with")
    ];
    let value = prop_oneof![
        (-3_i64..200).prop_map(|number| json!(number)),
        "[aemp]{0,3}".prop_map(|text| json!(text)),
        any::<bool>().prop_map(|flag| json!(flag)),
    ];
    (field, operator, value)
        .prop_map(|(field, op, value)| json!({ "field": field, "op": op, "value": value }))
}

fn tree() -> impl Strategy<Value = Json> {
    leaf().prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|test| json!({ "not": test })),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|tests| json!({ "all": tests })),
            prop::collection::vec(inner, 1..4).prop_map(|tests| json!({ "any": tests })),
        ]
    })
}

proptest! {
    #[test]
    fn every_question_has_one_answer(one in tree(), other in tree()) {
        let columns = columns();
        let (a, b) = (holds(&one, &columns), holds(&other, &columns));
        prop_assert_eq!(holds(&json!({ "not": one }), &columns), !a);
        prop_assert_eq!(holds(&json!({ "all": [one, other] }), &columns), a && b);
        prop_assert_eq!(holds(&json!({ "any": [one, other] }), &columns), a || b);
        let neither = json!({ "all": [{ "not": one }, { "not": other }] });
        prop_assert_eq!(holds(&neither, &columns), !(a || b));
    }

    #[test]
    fn exactly_one_order_holds_between_comparable_values(number in -500_i64..500, against in -500_i64..500) {
        let columns = HashMap::from([("amount", Value::Number(number.into()))]);
        let ask = |op: &str| holds(&json!({ "field": "amount", "op": op, "value": against }), &columns);
        prop_assert_eq!(u8::from(ask("lt")) + u8::from(ask("eq")) + u8::from(ask("gt")), 1);
        prop_assert_eq!(ask("lte"), ask("lt") || ask("eq"));
        prop_assert_eq!(ask("gte"), ask("gt") || ask("eq"));
        prop_assert_eq!(ask("neq"), !ask("eq"));
        prop_assert_eq!(ask("lt"), number < against);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}\":,0-9a-z.\\-]{0,40}") {
        let _ = Condition::parse(&text);
    }

    #[test]
    fn decimals_compare_as_numbers(a in any::<i64>(), b in any::<i64>(), scale in 0_u32..18) {
        let text = |number: i64| {
            let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale as usize + 1);
            let (whole, part) = digits.split_at(digits.len() - scale as usize);
            format!("{}{whole}.{part}0", if number < 0 { "-" } else { "" })
        };
        let (a_text, b_text) = (text(a), text(b));
        let compared = crm_core::condition::Decimal::parse(&a_text).unwrap().cmp(&crm_core::condition::Decimal::parse(&b_text).unwrap());
        prop_assert_eq!(compared, a.cmp(&b));
    }
}
