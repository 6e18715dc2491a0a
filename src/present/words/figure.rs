//! Numbers, dates and lists as people read them.
//!
//! Knows rounding: a share that is not whole is never shown as 0 % or 100 %. Refuses to compute a statistic.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::language::Language;
use crate::domain::stats::{Estimate, Share};

/// Whole percent of a share. Only nothing is 0 and only everything is 100; 0 when the share is empty.
pub fn percent(share: Share) -> u64 {
    let Share { part, whole } = share;
    if part == 0 || whole == 0 {
        return 0;
    }
    let rounded = (u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole) * 2);
    let rounded = u64::try_from(rounded).unwrap_or(100);
    if part >= whole { 100 } else { rounded.clamp(1, 99) }
}

/// A fraction of one in whole percent or points, sign kept; halves away from zero.
pub fn points(fraction: f64) -> i64 {
    // The cast saturates; fractions of one never come near.
    (fraction * 100.0).round() as i64
}

/// `74-93 %`.
pub fn range(estimate: &Estimate) -> String {
    let (lower, upper) = (points(estimate.lower), points(estimate.upper));
    if lower == upper { format!("{upper} %") } else { format!("{lower}-{upper} %") }
}

/// A net score of -100 to 100 as people write it: `+51`, without a percent sign.
pub fn net(score: f64) -> String {
    // The cast saturates; scores never come near.
    signed(score.round() as i64)
}

/// `+28 to +68`.
pub fn net_range(estimate: &Estimate) -> String {
    format!("{} to {}", net(estimate.lower), net(estimate.upper))
}

/// `+14`, `-22`, `0`.
pub fn signed(points: i64) -> String {
    if points == 0 { "0".to_owned() } else { format!("{points:+}") }
}

/// A whole number as a language groups its digits: `12,345`, `12.345`, `12 345` (with a narrow no-break space). Spanish
/// groups from five digits on.
pub fn whole(language: Language, n: u64) -> String {
    let digits = n.to_string();
    let separator = match language {
        Language::En | Language::Ja => ',',
        Language::De | Language::Pt => '.',
        Language::Fr => '\u{202f}',
        Language::Es if digits.len() < 5 => return digits,
        Language::Es => '.',
    };
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 answer`, `3 answers`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// `16-22 Nov 2026`, `30 Nov - 6 Dec 2026`, `28 Dec 2026 - 3 Jan 2027`.
pub fn dates(week: Week) -> String {
    let (from, to) = (week.monday(), week.sunday());
    let left = if from.year() != to.year() {
        from.strftime("%-d %b %Y - ")
    } else if from.month() != to.month() {
        from.strftime("%-d %b - ")
    } else {
        from.strftime("%-d-")
    };
    format!("{left}{}", day(to))
}

/// `22 Nov 2026`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `Mon 16 Nov, 14:05` in `zone`.
pub fn local_time(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%a %-d %b, %H:%M").to_string()
}

/// Number of the week in its ISO year: `Week 47`.
pub fn week_number(week: Week) -> String {
    format!("Week {}", week.monday().iso_week_date().week())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_everything_is_a_hundred_percent() {
        assert_eq!(percent(Share { part: 43, whole: 50 }), 86);
        assert_eq!(percent(Share { part: 999, whole: 1000 }), 99);
        assert_eq!(percent(Share { part: 1, whole: 1000 }), 1);
        assert_eq!(percent(Share { part: 20, whole: 20 }), 100);
        assert_eq!(percent(Share { part: 0, whole: 0 }), 0);
    }

    #[test]
    fn signs_are_written_out() {
        assert_eq!((signed(14), signed(-22), signed(0)), ("+14".into(), "-22".into(), "0".into()));
        assert_eq!(points(-0.281), -28);
    }

    #[test]
    fn digits_are_grouped_as_each_language_does() {
        let grouped = |language| [7, 1234, 12_345, 1_234_567].map(|n| whole(language, n)).join(" ");
        assert_eq!(grouped(Language::En), "7 1,234 12,345 1,234,567");
        assert_eq!(grouped(Language::De), "7 1.234 12.345 1.234.567");
        assert_eq!(grouped(Language::Es), "7 1234 12.345 1.234.567");
        assert_eq!(grouped(Language::Fr), "7 1\u{202f}234 12\u{202f}345 1\u{202f}234\u{202f}567");
    }

    proptest! {
        #[test]
        fn a_percent_never_leaves_its_scale(part: u64, whole: u64) {
            let share = Share { part: part.min(whole), whole };
            prop_assert!(percent(share) <= 100);
        }
    }
}
