//! From a typed phone number to E.164.

use super::{Country, split_calling_code};

const E164_DIGITS: usize = 15;

/// The E.164 form of `text`: `"030 901820"` with country `DE` gives `"+4930901820"`.
///
/// A number that starts with `+` (or, without a country, `00`) says its country itself; others are read as dialled in
/// `country`. Extensions are taken off. `None` if it cannot be a phone number, or if its country is not known.
#[must_use]
pub fn normalize_phone(text: &str, country: Option<&Country>) -> Option<String> {
    let typed = Typed::read(text)?;
    if typed.is_international {
        return international(&typed.digits);
    }
    let Some(country) = country else {
        return international(typed.digits.strip_prefix("00")?);
    };
    if let Some(number) = typed.digits.strip_prefix(country.international_prefix).and_then(international) {
        return Some(number);
    }
    let national = without_trunk_prefix(&typed.digits, country);
    country.has_length(national.len()).then(|| e164(country, national)).flatten()
}

fn international(digits: &str) -> Option<String> {
    let (country, rest) = split_calling_code(digits)?;
    let trunk = country.trunk_prefix;
    let national = match rest.strip_prefix(trunk) {
        // "+49 (0)30"
        Some(stripped) if trunk == "0" => stripped,
        Some(stripped) if !trunk.is_empty() && !country.shares_length(rest.len()) => stripped,
        _ => rest,
    };
    country.shares_length(national.len()).then(|| e164(country, national)).flatten()
}

fn without_trunk_prefix<'a>(digits: &'a str, country: &Country) -> &'a str {
    if country.trunk_prefix.is_empty() {
        return digits;
    }
    let stripped = digits.strip_prefix(country.trunk_prefix);
    stripped.filter(|national| country.has_length(national.len())).unwrap_or(digits)
}

/// No national number begins with 0 where 0 is the trunk prefix.
fn e164(country: &Country, national: &str) -> Option<String> {
    if country.trunk_prefix == "0" && national.starts_with('0') {
        return None;
    }
    let number = format!("+{}{national}", country.calling_code);
    (number.len() <= E164_DIGITS + 1).then_some(number)
}

/// What was typed, without punctuation.
struct Typed {
    is_international: bool,
    digits: String,
}

impl Typed {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("tel:").or_else(|| text.strip_prefix("TEL:")).unwrap_or(text);
        let number = without_extension(text);
        let mut typed = Self { is_international: false, digits: String::with_capacity(E164_DIGITS) };
        for c in number.chars() {
            match digit(c) {
                Some(digit) => typed.digits.push(digit),
                None if matches!(c, '+' | '＋') && typed.digits.is_empty() && !typed.is_international => {
                    typed.is_international = true;
                }
                None if is_separator(c) => {}
                None => return None,
            }
        }
        (!typed.digits.is_empty()).then_some(typed)
    }
}

fn without_extension(text: &str) -> &str {
    let end = text.find([';', ',', '#', 'x', 'X', 'e', 'E']).unwrap_or(text.len());
    let (number, extension) = text.split_at(end);
    let marks = ["extension", "ext.", "ext", "x", ";ext=", "#", ","];
    let lower = extension.to_ascii_lowercase();
    let is_extension = marks.iter().filter_map(|mark| lower.strip_prefix(mark)).any(|rest| {
        let rest = rest.trim_matches([' ', ':', '.', ';', ',', '=', 'x', '#', '(', ')']);
        (1..=11).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit())
    });
    if is_extension { number.trim_end_matches([' ', '(', ',']) } else { text }
}

/// The ASCII digit of a Latin, full-width, Arabic-Indic or Persian digit.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '-' | '.' | '/' | '(' | ')' | '[' | ']' | '~' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{200b}' | '\u{2060}'
    ) || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normalize(text: &str, iso: &str) -> Option<String> {
        normalize_phone(text, Country::by_iso(iso))
    }

    #[test]
    fn national_numbers_take_the_country_given() {
        assert_eq!(normalize("030 901820", "DE").as_deref(), Some("+4930901820"));
        assert_eq!(normalize("(415) 555-2671", "US").as_deref(), Some("+14155552671"));
        assert_eq!(normalize("1 415 555 2671", "US").as_deref(), Some("+14155552671"));
        assert_eq!(normalize("06 698 12345", "IT").as_deref(), Some("+390669812345"));
        assert_eq!(normalize("8 (495) 123-45-67", "RU").as_deref(), Some("+74951234567"));
    }

    #[test]
    fn international_numbers_say_their_country() {
        for text in [
            "+49 30 901820",
            "+49 (0)30 901820",
            "tel:+49-30-901820",
            "＋４９ ３０ ９０１８２０",
            "0049 30 901820",
        ] {
            assert_eq!(normalize_phone(text, None).as_deref(), Some("+4930901820"), "{text}");
            assert_eq!(normalize(text, "FR").as_deref(), Some("+4930901820"), "{text}");
        }
        assert_eq!(normalize("011 49 30 901820", "US").as_deref(), Some("+4930901820"));
    }

    #[test]
    fn extensions_are_taken_off() {
        for text in [
            "+1 415 555 2671 ext. 12",
            "+1 415 555 2671 x12",
            "+14155552671;ext=12",
            "+1 415 555 2671 #12",
            "+1 415 555 2671 (ext 12)",
        ] {
            assert_eq!(normalize_phone(text, None).as_deref(), Some("+14155552671"), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_has_none() {
        for text in [
            "",
            "+",
            "12",
            "call me",
            "1-800-FLOWERS",
            "+999 123456789",
            "++49 30 901820",
            "49+30",
            "+1 415 555 26711",
        ] {
            assert_eq!(normalize(text, "US"), None, "{text}");
        }
        assert_eq!(normalize_phone("030 901820", None), None);
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "[+0-9 ()-]{5,18}") {
            if let Some(number) = normalize(&text, "DE") {
                prop_assert_eq!(normalize_phone(&number, None), Some(number.clone()));
                prop_assert!(number.len() <= 16);
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,40}") {
            let _ = normalize(&text, "US");
        }
    }
}
