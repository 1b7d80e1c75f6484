//! Every country's example numbers of libphonenumber, as they are written at home and abroad.

use crm_core::text::{Country, normalize_phone};

#[test]
fn example_numbers_of_every_country_become_e164() {
    let examples = include_str!("data/phone_examples.csv").lines().skip(1);
    let mut count = 0;
    for line in examples {
        let fields: Vec<&str> = line.split(',').collect();
        let [iso, national, international, e164] = fields[..] else { panic!("{line}") };
        let country = Country::by_iso(iso);
        assert!(country.is_some(), "{iso}");
        assert_eq!(normalize_phone(national, country).as_deref(), Some(e164), "{line}");
        assert_eq!(normalize_phone(international, None).as_deref(), Some(e164), "{line}");
        count += 1;
    }
    assert_eq!(count, 488);
}
