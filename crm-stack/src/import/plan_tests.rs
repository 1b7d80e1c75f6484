//! A mapping that does not fit is refused by name before anything happens.

use super::{Destination, plan_fields};
use crate::import::catalog::{Column, Relation};
use crate::import::kind::Kind;
use crate::import::mapping::{FileMapping, Formats};
use crate::import::value::ValueType;

fn column(name: &str, value_type: ValueType) -> Column {
    let sql_type = "text".to_owned();
    Column { name: name.to_owned(), sql_type, value_type, is_required: false, default_expression: None }
}

fn relation(kind: Kind) -> Relation {
    let columns = vec![
        column("name", ValueType::Text { max_chars: None }),
        column("owner_id", ValueType::Uuid),
        column("custom", ValueType::Text { max_chars: None }),
    ];
    let names = ["org_id", "id", "name", "owner_id", "custom"].map(str::to_owned).to_vec();
    Relation { kind, columns, names, rules: Vec::new() }
}

fn plan(kind: Kind, fields: &str) -> Result<Vec<super::PlannedField>, String> {
    let text = format!("kind = '{kind}'\nexternal_id = 'id'\n[fields]\n{fields}");
    let mapping: FileMapping = toml::from_str(&text).map_err(|error| error.to_string())?;
    plan_fields(&mapping, &Formats::default(), &relation(kind)).map_err(|error| error.to_string())
}

#[test]
fn columns_lookups_and_custom_fields_find_their_destination() {
    let fields = "name = 'a'\n\"custom.size\" = 'b'\nowner_id = { column = 'c', lookup = { kind = 'user' } }";
    let planned = plan(Kind::Account, fields).expect("a plan");
    let destinations: Vec<_> = planned.iter().map(|field| (&field.name, &field.value_type)).collect();
    let text = ValueType::Text { max_chars: None };
    assert_eq!(
        destinations,
        [(&"custom.size".to_owned(), &text), (&"name".to_owned(), &text), (&"owner_id".to_owned(), &text)]
    );
    assert!(matches!(&planned[0].destination, Destination::Custom(key) if key == "size"));
}

#[test]
fn fields_that_the_record_lacks_are_named() {
    let reason = plan(Kind::Account, "shoe_size = 'a'").expect_err("no plan");
    assert_eq!(reason, "the mapping names the field `shoe_size`, which account records do not have");
    assert!(plan(Kind::Account, "org_id = 'a'").expect_err("no plan").contains("org_id"));
    assert!(plan(Kind::Account, "").expect_err("no plan").contains("no field"));
}

#[test]
fn broken_dates_factors_and_constants_are_named() {
    let reasons = [
        ("name = { column = 'a', date = 'dd.mm' }", "dd.mm"),
        ("name = { column = 'a', multiply = 12 }", "power of ten"),
        ("name = { value = '{b}' }", "{b}"),
        ("name = { column = 'a', value = 'b' }", "exactly one"),
    ];
    for (fields, part) in reasons {
        let reason = plan(Kind::Account, fields).expect_err("no plan");
        assert!(reason.contains(part), "{reason}");
    }
}

#[test]
fn links_of_activities_need_a_lookup() {
    assert!(plan(Kind::Activity, "deal_id = 'a'").expect_err("no plan").contains("without a lookup"));
    let planned =
        plan(Kind::Activity, "deal_id = { column = 'a', lookup = { kind = 'deal', by = 'external_id' } }");
    assert!(matches!(planned.expect("a plan")[0].destination, Destination::Link(_)));
}
