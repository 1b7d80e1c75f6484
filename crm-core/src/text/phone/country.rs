//! What a country's phone numbers look like.

use super::countries::COUNTRIES;

/// What a country's phone numbers look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    pub(super) iso: [u8; 2],
    pub(super) calling_code: u16,
    is_main: bool,
    pub(super) international_prefix: &'static str,
    pub(super) trunk_prefix: &'static str,
    lengths: u32,
}

impl Country {
    pub(super) const fn new(
        iso: [u8; 2],
        calling_code: u16,
        is_main: bool,
        international_prefix: &'static str,
        trunk_prefix: &'static str,
        lengths: u32,
    ) -> Self {
        Self { iso, calling_code, is_main, international_prefix, trunk_prefix, lengths }
    }

    /// The country with this ISO 3166 code of two letters, in any case.
    #[must_use]
    pub fn by_iso(iso: &str) -> Option<&'static Self> {
        let code = <[u8; 2]>::try_from(iso.trim().as_bytes()).ok()?.map(|letter| letter.to_ascii_uppercase());
        let is_letters = code.iter().all(u8::is_ascii_uppercase);
        let position = COUNTRIES.binary_search_by_key(&code, |country| country.iso).ok()?;
        is_letters.then(|| &COUNTRIES[position])
    }

    /// The country that stands for a calling code shared by several, for example the United States for 1.
    fn main_of(calling_code: u16) -> Option<&'static Self> {
        COUNTRIES.iter().find(|country| country.calling_code == calling_code && country.is_main)
    }

    /// Whether a national number of this many digits is possible.
    pub(super) fn has_length(&self, digits: usize) -> bool {
        digits < 32 && self.lengths & (1 << digits) != 0
    }

    /// Whether any country with the same calling code has national numbers of this many digits.
    pub(super) fn shares_length(&self, digits: usize) -> bool {
        let same = |country: &&Self| country.calling_code == self.calling_code;
        COUNTRIES.iter().filter(same).any(|country| country.has_length(digits))
    }
}

/// The country and the rest of international `digits`; calling codes are prefix-free, so at most one fits.
pub(crate) fn split_calling_code(digits: &str) -> Option<(&'static Country, &str)> {
    (1..=3).find_map(|length| {
        let country = Country::main_of(digits.get(..length)?.parse().ok()?)?;
        Some((country, &digits[length..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_sorted_for_the_search() {
        assert!(COUNTRIES.is_sorted_by_key(|country| country.iso));
    }

    #[test]
    fn every_calling_code_has_one_main_country() {
        for country in COUNTRIES {
            let same = |other: &&Country| other.calling_code == country.calling_code && other.is_main;
            assert_eq!(COUNTRIES.iter().filter(same).count(), 1, "{}", country.calling_code);
        }
    }

    #[test]
    fn codes_are_found_in_any_case() {
        assert_eq!(Country::by_iso("de").map(|country| country.calling_code), Some(49));
        assert_eq!(Country::by_iso("00"), None);
        assert_eq!(Country::by_iso("Germany"), None);
    }
}
