//! Days of the week, as people write them: `MON-FRI`, `SAT,SUN`, `FRI-MON`.
//!
//! Knows that a week may be walked through its end. Refuses a week without a day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;

const NAMES: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// One or more days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(u8);

/// Days that cannot be read, or none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no days; write them like MON-FRI or MON,WED,SAT, at least one")]
pub struct BadDays(pub String);

impl Days {
    /// The whole week.
    pub const EVERY: Days = Days(0b111_1111);
    /// Monday to Friday.
    pub const WORKING: Days = Days(0b001_1111);

    /// Whether this day is one of them.
    pub fn has(self, day: Weekday) -> bool {
        self.0 & bit(usize::try_from(day.to_monday_zero_offset()).unwrap_or_default()) != 0
    }
}

fn bit(number: usize) -> u8 {
    1 << (number % NAMES.len())
}

fn number(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| known.eq_ignore_ascii_case(name.trim()))
}

/// One day, or a run from one to another, through Sunday if need be.
fn run(written: &str) -> Option<u8> {
    let (from, to) = written.split_once('-').unwrap_or((written, written));
    let (from, to) = (number(from)?, number(to)?);
    let last = if to < from { to + NAMES.len() } else { to };
    Some((from..=last).fold(0, |days, day| days | bit(day)))
}

impl FromStr for Days {
    type Err = BadDays;

    fn from_str(s: &str) -> Result<Self, BadDays> {
        let read = s.split(',').try_fold(0, |days, part| run(part).map(|more| days | more));
        read.filter(|days| *days != 0).map(Days).ok_or_else(|| BadDays(s.chars().take(80).collect()))
    }
}

/// `MON-FRI`, `MON,WED,SAT`: runs of three and more are written as runs.
impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let mut day = 0;
        while day < NAMES.len() {
            let length = (day..NAMES.len()).take_while(|d| self.0 & bit(*d) != 0).count();
            let named = NAMES.get(day..day + length).unwrap_or_default();
            match named {
                [from, _, .., to] => parts.push(format!("{from}-{to}")),
                few => parts.extend(few.iter().map(|name| (*name).to_owned())),
            }
            day += length.max(1);
        }
        f.write_str(&parts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        let cases = [
            ("MON-FRI", "MON-FRI"),
            ("mon, tue ,wed", "MON-WED"),
            ("SAT,SUN", "SAT,SUN"),
            ("FRI-MON", "MON,FRI-SUN"),
            ("SUN-SAT", "MON-SUN"),
            ("WED", "WED"),
            ("MON,WED-FRI,SUN", "MON,WED-FRI,SUN"),
        ];
        for (written, shown) in cases {
            assert_eq!(written.parse::<Days>().unwrap().to_string(), shown);
        }
        assert_eq!(Days::EVERY, "MON-SUN".parse().unwrap());
        let weekend: Days = "SAT,SUN".parse().unwrap();
        assert!(weekend.has(Weekday::Sunday) && !weekend.has(Weekday::Monday));
    }

    #[test]
    fn a_week_without_a_day_is_refused_with_an_example() {
        for wrong in ["", ",", "-", "MON-", "MONDAY", "1-5", "MON-FRI-SUN", "MON,,TUE"] {
            assert!(wrong.parse::<Days>().is_err(), "{wrong:?}");
        }
        let told = "".parse::<Days>().unwrap_err().to_string();
        assert_eq!(told, "\"\" names no days; write them like MON-FRI or MON,WED,SAT, at least one");
    }
}
