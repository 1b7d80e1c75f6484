//! Identifiers of version 7: skins over `crm_core::uuid_v7`.

use crm_core::uuid_v7;
use pgrx::datum::TimestampWithTimeZone;
use pgrx::prelude::*;
use pgrx::{Uuid, pg_sys};

use crate::error::{CrmError, value_or_raise};

/// Microseconds from 1970, the epoch of Unix, to 2000, that of PostgreSQL.
const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;

/// Reads a UUID in the forms PostgreSQL accepts: hexadecimal digits, with or without hyphens and braces.
pub(crate) fn parse(text: &str) -> Option<u128> {
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let mut id = 0_u128;
    let mut digits = 0;
    for character in text.chars().filter(|character| *character != '-') {
        id = id.wrapping_shl(4) | u128::from(character.to_digit(16)?);
        digits += 1;
    }
    (digits == 32).then_some(id)
}

/// Writes a UUID as PostgreSQL does: lower-case digits with hyphens.
pub(crate) fn format(id: u128) -> String {
    let digits = format!("{id:032x}");
    let [a, b, c, d, e] = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| &digits[range]);
    format!("{a}-{b}-{c}-{d}-{e}")
}

#[pg_extern(volatile, parallel_safe)]
fn uuid_v7() -> Uuid {
    // SAFETY: reads the clock.
    let now = unsafe { pg_sys::GetCurrentTimestamp() };
    value_or_raise(new_at(now))
}

#[pg_extern(volatile, parallel_safe, strict)]
fn uuid_v7_at(made_at: TimestampWithTimeZone) -> Uuid {
    value_or_raise(new_at(made_at.into_inner()))
}

#[pg_extern(immutable, parallel_safe, strict)]
fn uuid_v7_floor(made_at: TimestampWithTimeZone) -> Uuid {
    let floor = unix_micros(made_at.into_inner()).and_then(uuid_v7::floor).map(to_uuid);
    value_or_raise(floor.ok_or(CrmError::InstantOutOfRange))
}

#[pg_extern(immutable, parallel_safe, strict)]
fn uuid_v7_time(id: Uuid) -> Option<TimestampWithTimeZone> {
    let unix_micros = uuid_v7::time(u128::from_be_bytes(*id.as_bytes()))?;
    TimestampWithTimeZone::try_from(unix_micros.checked_sub(POSTGRES_EPOCH_MICROS)?).ok()
}

/// An identifier made at an instant in PostgreSQL's microseconds.
fn new_at(instant: i64) -> Result<Uuid, CrmError> {
    let random = random()?;
    unix_micros(instant)
        .and_then(|micros| uuid_v7::at(micros, random))
        .map(to_uuid)
        .ok_or(CrmError::InstantOutOfRange)
}

/// `None` for the infinities and beyond what 64 bits hold.
fn unix_micros(instant: i64) -> Option<i64> {
    instant.checked_add(POSTGRES_EPOCH_MICROS)
}

fn to_uuid(id: u128) -> Uuid {
    Uuid::from_bytes(id.to_be_bytes())
}

fn random() -> Result<u64, CrmError> {
    let mut bytes = [0_u8; 8];
    // SAFETY: the pointer and length describe the array.
    let filled = unsafe { pg_sys::pg_strong_random(bytes.as_mut_ptr().cast(), bytes.len()) };
    if filled { Ok(u64::from_ne_bytes(bytes)) } else { Err(CrmError::NoRandomness) }
}

extension_sql_file!(
    "uuid.sql",
    name = "uuid_comments",
    requires = [uuid_v7, uuid_v7_at, uuid_v7_floor, uuid_v7_time]
);
