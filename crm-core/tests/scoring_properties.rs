//! What holds for every model and every lead.

use crm_core::scoring::{ScoringModel, Scratch, read_facts};
use proptest::prelude::*;
use serde_json::{Value, json};

const AS_OF: i64 = 1_795_132_800_000_000; // 2026-11-20

fn condition() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-c]{1,2}".prop_map(|text| json!({ "field": "job_title", "op": "contains", "value": text })),
        "[a-c]{1,2}".prop_map(|text| json!({ "field": "company", "op": "word", "value": [text] })),
        (0..50).prop_map(|number| json!({ "field": "employee_count", "op": "gte", "value": number })),
        Just(json!({ "field": "phone", "op": "not_set" })),
        Just(json!({ "field": "email", "op": "business_email" })),
    ]
}

fn points() -> impl Strategy<Value = f64> {
    (-5_000_i32..5_000).prop_map(|hundredths| f64::from(hundredths) / 100.0)
}

#[derive(Debug, Clone)]
struct RandomRule {
    points: f64,
    when: Value,
    signal: Value,
    window: Option<f64>,
    half_life: Option<f64>,
}

impl RandomRule {
    fn to_json(&self, position: usize, kind: &str) -> Value {
        let mut rule = json!({ "key": format!("r{position}"), "points": self.points, "when": self.when });
        if kind == "engagement" {
            for (key, value) in self.signal.as_object().into_iter().flatten() {
                rule[key] = value.clone();
            }
            rule["window_days"] = json!(self.window);
            rule["half_life_days"] = json!(self.half_life);
        }
        rule
    }
}

fn random_rule() -> impl Strategy<Value = RandomRule> {
    let signal = prop_oneof![
        (1..5, 1..4).prop_map(
            |(least, most)| json!({ "event": ["call", "email"], "min_count": least, "max_count": most })
        ),
        Just(json!({ "since": "created_at" })),
    ];
    (points(), condition(), signal, prop::option::of(1.0..400.0), prop::option::of(0.5..90.0)).prop_map(
        |(points, when, signal, window, half_life)| RandomRule { points, when, signal, window, half_life },
    )
}

fn rules(kind: &'static str) -> impl Strategy<Value = Value> {
    prop::collection::vec(random_rule(), 1..6).prop_map(move |rules| {
        rules.iter().enumerate().map(|(position, rule)| rule.to_json(position, kind)).collect()
    })
}

fn group(key: &'static str, kind: &'static str) -> impl Strategy<Value = Value> {
    (1..80, rules(kind))
        .prop_map(move |(cap, rules)| json!({ "key": key, "kind": kind, "cap": cap, "rules": rules }))
}

fn model() -> impl Strategy<Value = Value> {
    (1..120, group("a", "fit"), group("b", "fit"), group("c", "engagement")).prop_map(|(cap, a, b, c)| {
        json!({ "cap": cap, "groups": [a, b, c], "grades": { "fit": { "A": 40, "B": 20 }, "engagement": { "1": 30, "2": 10 } } })
    })
}

fn lead() -> impl Strategy<Value = Value> {
    let day =
        (0_u32..60).prop_map(|day| format!("2026-{:02}-{:02}T08:30:00.5Z", 10 + day / 31, 1 + day % 28));
    let activity = (prop_oneof!["call", "email", "task"], day.clone());
    let activities = prop::collection::vec(
        activity.prop_map(|(kind, at)| json!({ "kind": kind, "occurred_at": at })),
        0..8,
    );
    (
        prop::option::of("[a-c ]{0,6}"), prop::option::of("[a-c ]{0,6}"), prop::option::of(0..60),
        prop::option::of(prop_oneof!["x@acme.com", "x@gmail.com", "x"]), prop::option::of("[0-9]{5}"), day, activities,
    )
        .prop_map(|(job_title, company, employee_count, email, phone, created_at, activities)| {
            json!({ "job_title": job_title, "company": company, "employee_count": employee_count, "email": email,
                "phone": phone, "created_at": created_at, "activities": activities })
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn contributions_sum_to_the_score_that_the_fast_way_gives(model in model(), leads in prop::collection::vec(lead(), 1..5)) {
        let model = ScoringModel::parse(&model).unwrap();
        let mut scratch = Scratch::default();
        for lead in &leads {
            let values = read_facts(lead, model.fields()).unwrap();
            let explanation = model.explain(&values, AS_OF);
            prop_assert_eq!(model.score(&values, AS_OF, &mut scratch), explanation.score);
            prop_assert_eq!(explanation.contributions.iter().map(|line| line.points).sum::<i64>(), explanation.score);
            prop_assert!((0..=model.cap_hundredths()).contains(&explanation.score));
        }
    }

    #[test]
    fn the_order_of_activities_does_not_matter(model in model(), lead in lead()) {
        let model = ScoringModel::parse(&model).unwrap();
        let mut turned = lead.clone();
        if let Some(activities) = turned["activities"].as_array_mut() {
            activities.reverse();
        }
        let score = |lead: &Value| model.explain(&read_facts(lead, model.fields()).unwrap(), AS_OF);
        prop_assert_eq!(score(&lead), score(&turned));
    }

    #[test]
    fn no_json_is_too_strange(text in "[\\[\\]{}\":,a-z0-9 ]{0,60}") {
        if let Ok(json) = serde_json::from_str::<Value>(&text) {
            prop_assert!(ScoringModel::parse(&json).is_err());
        }
    }
}
