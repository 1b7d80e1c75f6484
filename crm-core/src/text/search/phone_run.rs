//! Phone numbers inside a text, however they are punctuated.

use std::ops::Range;

use crate::text::phone::split_calling_code;

const DIGITS_LEAST: usize = 7;
const DIGITS_MOST: usize = 17;

/// A run of digits that may be a phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::text) struct PhoneRun {
    /// Where it stands in the text, in bytes.
    pub(in crate::text) range: Range<usize>,
    is_international: bool,
    digits: String,
}

impl PhoneRun {
    /// The forms under which the number is found: with its calling code, and as dialled at home without the leading
    /// zero. The longest comes first.
    pub(in crate::text) fn forms(&self) -> impl Iterator<Item = &str> {
        let digits = self.digits.as_str();
        let at_home = digits.trim_start_matches('0');
        let international = if self.is_international { Some(digits) } else { digits.strip_prefix("00") };
        let national =
            international.and_then(split_calling_code).map(|(_, rest)| rest.trim_start_matches('0'));
        let second = national.filter(|rest| rest.len() >= DIGITS_LEAST - 1);
        [Some(at_home), second].into_iter().flatten().filter(|form| !form.is_empty())
    }
}

/// The phone numbers in `text`, in their order.
pub(in crate::text) fn phone_runs(text: &str) -> impl Iterator<Item = PhoneRun> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(|c: char| c.is_ascii_digit() || c == '+')?;
            let end = run_end(text, start);
            at = end.max(start + 1);
            let digits: String = text[start..end].chars().filter(char::is_ascii_digit).collect();
            let touches_word = text[..start].ends_with(char::is_alphanumeric)
                || text[end..].starts_with(char::is_alphanumeric);
            if (DIGITS_LEAST..=DIGITS_MOST).contains(&digits.len()) && !touches_word {
                let is_international = text[start..].starts_with('+');
                return Some(PhoneRun { range: start..end, is_international, digits });
            }
        }
    })
}

/// The byte after the last digit of the run that begins at `start`.
fn run_end(text: &str, start: usize) -> usize {
    let mut end = start;
    for (offset, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            b'0'..=b'9' => end = offset + 1,
            b'+' if offset == start => {}
            b' ' | b'-' | b'.' | b'/' | b'(' | b')' => {}
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<Vec<String>> {
        phone_runs(text).map(|run| run.forms().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn international_numbers_have_two_forms() {
        assert_eq!(forms("+49 (0)30 / 901820"), [["49030901820", "30901820"]]);
        assert_eq!(forms("tel +1 415-555-2671!"), [["14155552671", "4155552671"]]);
        assert_eq!(forms("0049 30 901820"), [["4930901820", "30901820"]]);
    }

    #[test]
    fn national_numbers_lose_their_leading_zero() {
        assert_eq!(forms("030 901820"), [["30901820"]]);
        assert_eq!(forms("(415) 555-2671"), [["4155552671"]]);
    }

    #[test]
    fn short_numbers_and_parts_of_words_are_no_phones() {
        assert!(forms("room 12, 3rd floor, 2026").is_empty());
        assert!(forms("sku-a12345678").is_empty());
        assert!(forms("+").is_empty());
        assert!(forms("+++ é +").is_empty());
    }
}
