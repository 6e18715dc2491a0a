//! The ways helpdesks write an instant (HELPDESKS §7).
//!
//! Knows RFC 3339, offsets without a colon, `… UTC`, and Unix seconds and milliseconds. Refuses to guess a zone: a local
//! time without an offset is no instant.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::domain::Timestamp;

/// The instant a JSON value names, in whole milliseconds.
pub fn read(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(whole) => unix(whole),
            None => number.as_f64().and_then(fraction),
        },
        Value::String(text) => read_text(text),
        _ => None,
    }
}

/// The instant a text names, in whole milliseconds.
pub fn read_text(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().and_then(unix);
    }
    if let Some(bare) = text.strip_suffix(" UTC") {
        let civil: DateTime = bare.trim_end().parse().ok()?;
        return TimeZone::UTC.to_timestamp(civil).ok().and_then(whole_millis);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return whole_millis(at);
    }
    // "2026-11-23 09:00:00 +0800": a space before the offset, which no standard allows and several vendors write.
    let (bare, offset) = text.rsplit_once(' ')?;
    if !offset.starts_with(['+', '-']) {
        return text.parse::<f64>().ok().and_then(fraction);
    }
    format!("{bare}{offset}").parse().ok().and_then(whole_millis)
}

/// Up to eleven digits are seconds (until the year 5138), up to fourteen milliseconds.
fn unix(whole: i64) -> Option<Timestamp> {
    match whole {
        1..=99_999_999_999 => Timestamp::from_second(whole).ok(),
        100_000_000_000..=99_999_999_999_999 => Timestamp::from_millisecond(whole).ok(),
        _ => None,
    }
}

fn fraction(value: f64) -> Option<Timestamp> {
    if !(1.0..99_999_999_999_999.0).contains(&value) {
        return None;
    }
    let millis = if value < 100_000_000_000.0 { value * 1_000.0 } else { value };
    #[expect(clippy::cast_possible_truncation, reason = "checked above to fit well inside an i64")]
    Timestamp::from_millisecond(millis.round() as i64).ok()
}

/// Nothing finer than a millisecond may exist, or a value read back from the store would differ.
fn whole_millis(at: Timestamp) -> Option<Timestamp> {
    Timestamp::from_millisecond(at.as_millisecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_way_a_helpdesk_writes_an_instant_is_read() {
        let nine: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        for written in [
            json!("2026-11-23T09:00:00Z"),
            json!("2026-11-23T09:00:00.000000123Z"),
            json!("2026-11-23T17:00:00+08:00"),
            json!("2026-11-23T17:00:00+0800"),
            json!("2026-11-23T01:00:00.000-0800"),
            json!("2026-11-23 17:00:00 +0800"),
            json!("2026-11-23 09:00:00 UTC"),
            json!(" 2026-11-23 09:00:00 UTC "),
            json!(1_795_424_400),
            json!(1_795_424_400_000_i64),
            json!("1795424400"),
            json!("1795424400000"),
            json!(1_795_424_400.000_1),
        ] {
            assert_eq!(read(&written), Some(nine), "{written}");
        }
    }

    #[test]
    fn what_names_no_instant_is_absent_rather_than_guessed() {
        for written in [
            json!(null),
            json!(true),
            json!(0),
            json!(-1_795_424_400),
            json!(1.0e300),
            json!(9_999_999_999_999_999_i64),
            json!("2026-11-23T09:00:00"),
            json!("yesterday"),
            json!("{{ticket.created_at}}"),
            json!(""),
            json!([1]),
        ] {
            assert_eq!(read(&written), None, "{written}");
        }
    }
}
