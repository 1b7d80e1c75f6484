//! Splitting text into words.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// The words of `text` as byte ranges: runs of letters, digits and their marks.
#[must_use]
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// Iterator over the words of a text; see [`words`].
#[derive(Debug, Clone)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(is_word_char)?;
        let rest = &self.text[start..];
        let end = rest.find(|c| !is_word_char(c)).map_or(self.text.len(), |length| start + length);
        self.at = end;
        Some(start..end)
    }
}

/// Whether `c` belongs to a word.
#[must_use]
pub fn is_word_char(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// The chunks of `text` between white space, as byte ranges.
pub(super) fn chunks(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().map(move |chunk| {
        let start = chunk.as_ptr() as usize - text.as_ptr() as usize;
        start..start + chunk.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        words(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(of("  Will O'Brien, 3rd (CEO) "), ["Will", "O", "Brien", "3rd", "CEO"]);
        assert_eq!(of("naïve — हिन्दी"), ["naïve", "हिन्दी"]);
        assert!(of(" --- ").is_empty());
        assert!(of("").is_empty());
    }

    #[test]
    fn chunks_are_what_stands_between_spaces() {
        let text = " a@b.c  d-e\tf";
        let found: Vec<&str> = chunks(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["a@b.c", "d-e", "f"]);
    }
}
