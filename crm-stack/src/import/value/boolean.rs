//! Yes and no as people write them.

use super::ValueError;

pub(super) fn parse(text: &str) -> Result<bool, ValueError> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" | "on" => Ok(true),
        "false" | "f" | "no" | "n" | "0" | "off" => Ok(false),
        _ => Err(ValueError::NotABoolean),
    }
}

#[cfg(test)]
mod tests {
    use super::{ValueError, parse};

    #[test]
    fn the_usual_words_are_known_and_others_refused() {
        assert_eq!((parse("Yes"), parse("0"), parse("t")), (Ok(true), Ok(false), Ok(true)));
        assert_eq!(parse("maybe"), Err(ValueError::NotABoolean));
    }
}
