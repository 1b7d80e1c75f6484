//! The bytes of a `tsvector` (`tsearch/ts_type.h`): a count, an entry of 32 bits for each lexeme, then the lexemes in
//! the order of their bytes, each followed by its positions of 16 bits. The header of the varlena is not included.

use crm_core::text::{SearchToken, SearchTokens, Weight};

const ENTRY_BYTES: usize = 4;
const POSITION_MOST: u32 = (1 << 14) - 1;
const POSITIONS_MOST: usize = 255;
const TEXT_BYTES_MOST: usize = (1 << 20) - 1;

/// The body of a vector with these tokens.
pub(super) fn body(tokens: &SearchTokens) -> Vec<u8> {
    let mut sorted: Vec<SearchToken<'_>> = tokens.iter().collect();
    sorted.sort_unstable_by_key(|token| (token.text, token.position, token.weight));
    let mut entries = Vec::with_capacity(sorted.len());
    let mut text = Vec::with_capacity(sorted.len() * 16);
    for same in sorted.chunk_by(|a, b| a.text == b.text) {
        let lexeme = same[0].text.as_bytes();
        if text.len() + lexeme.len() + 2 * same.len() + 4 > TEXT_BYTES_MOST {
            break;
        }
        entries.push(entry(lexeme.len(), text.len()));
        text.extend_from_slice(lexeme);
        push_positions(same, &mut text);
    }
    let mut body = Vec::with_capacity(4 + entries.len() * ENTRY_BYTES + text.len());
    body.extend_from_slice(&(entries.len() as u32).to_ne_bytes());
    body.extend(entries.iter().flat_map(|entry| entry.to_ne_bytes()));
    body.extend_from_slice(&text);
    body
}

/// The lexemes in the body of a vector.
pub(super) fn lexemes(body: &[u8]) -> Vec<String> {
    let count = word(body, 0).unwrap_or(0) as usize;
    let text = body.get(4 + count * ENTRY_BYTES..).unwrap_or_default();
    let lexeme = |position: usize| {
        let (length, offset) = read_entry(word(body, 4 + position * ENTRY_BYTES)?);
        std::str::from_utf8(text.get(offset..offset + length)?).ok().map(str::to_owned)
    };
    (0..count).filter_map(lexeme).collect()
}

fn word(body: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(body.get(at..at + 4)?.try_into().ok()?))
}

/// `WordEntry`, a bit field: one bit for "has positions", eleven for the length, twenty for the offset.
const fn entry(length: usize, offset: usize) -> u32 {
    let (length, offset) = (length as u32, offset as u32);
    if cfg!(target_endian = "little") {
        1 | length << 1 | offset << 12
    } else {
        1 << 31 | length << 20 | offset
    }
}

const fn read_entry(entry: u32) -> (usize, usize) {
    let (length, offset) = if cfg!(target_endian = "little") {
        (entry >> 1 & 0x7ff, entry >> 12)
    } else {
        (entry >> 20 & 0x7ff, entry & 0xf_ffff)
    };
    (length as usize, offset as usize)
}

/// Each position once, with the best weight it has.
fn push_positions(same: &[SearchToken<'_>], text: &mut Vec<u8>) {
    if text.len() % 2 == 1 {
        text.push(0);
    }
    let count_at = text.len();
    text.extend_from_slice(&[0, 0]);
    let mut count: u16 = 0;
    let mut last = 0;
    for token in same {
        let position = token.position.min(POSITION_MOST);
        if position == last || usize::from(count) == POSITIONS_MOST {
            continue;
        }
        last = position;
        count += 1;
        text.extend_from_slice(&(weight_bits(token.weight) << 14 | position as u16).to_ne_bytes());
    }
    text[count_at..count_at + 2].copy_from_slice(&count.to_ne_bytes());
    // the next lexeme starts where these positions end: an even offset, as PostgreSQL leaves it
}

const fn weight_bits(weight: Weight) -> u16 {
    match weight {
        Weight::A => 3,
        Weight::B => 2,
        Weight::C => 1,
    }
}
