//! Crontab as people write it, turned into the one form `cron` reads without surprises.
//!
//! Knows the fields, their names and what is wrong with them, in one sentence each. Refuses to hand `cron` anything
//! but plain lists of numbers: its own reading of weekdays differs from crontab's (1 is Sunday, 0 an error) and its
//! complaints are drawings. Refuses to know dates.

use std::collections::BTreeSet;

/// One field of a crontab line.
struct Field {
    /// What people call it.
    name: &'static str,
    /// The least number allowed.
    min: u32,
    /// The greatest number allowed, and the end of `*`.
    max: u32,
    /// Full names, counted from `min`. Any beginning of three letters or more will do.
    names: &'static [&'static str],
    /// Whether `?` may stand for `*`, as some crons write it for the day that is not chosen.
    any: bool,
    /// Whether the number after `max` is `min` again: crontab's 7 is Sunday, like its 0.
    circular: bool,
}

const SECOND: Field = Field { name: "second", min: 0, max: 59, names: &[], any: false, circular: false };
const MINUTE: Field = Field { name: "minute", ..SECOND };
const HOUR: Field = Field { name: "hour", max: 23, ..SECOND };
const DAY: Field = Field { name: "day of the month", min: 1, max: 31, any: true, ..SECOND };
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const MONTH: Field = Field { name: "month", min: 1, max: 12, names: MONTHS, ..SECOND };
const WEEKDAYS: &[&str] = &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const WEEKDAY: Field = Field { name: "day of the week", max: 6, names: WEEKDAYS, any: true, circular: true, ..SECOND };

const EXAMPLE: &str = "minute hour day-of-month month day-of-week, such as 0 9 * * MON";

/// The same schedule as six lists of numbers, seconds first, weekdays counted from Sunday = 1. The error is one
/// sentence with its remedy.
pub(super) fn canonical(written: &str) -> Result<String, String> {
    let line = written.trim();
    let line = if line.starts_with('@') { nickname(line)? } else { line };
    let parts: Vec<&str> = line.split_whitespace().collect();
    let (second, rest) = match parts.as_slice() {
        [] => return Err(format!("the schedule is empty; write five fields: {EXAMPLE}")),
        rest @ [_, _, _, _, _] => ("0", rest),
        [second, rest @ ..] if rest.len() == 5 => (*second, rest),
        [_, _, _, _, _, _, _] => {
            return Err("there is a seventh field, and years are not supported; leave the year away".to_owned());
        }
        [_] => return Err(format!("there is one field where five belong: {EXAMPLE}")),
        _ => return Err(format!("there are {} fields where five belong: {EXAMPLE}", parts.len())),
    };
    let fields = [MINUTE, HOUR, DAY, MONTH, WEEKDAY];
    let mut sets = vec![SECOND.read(second)?];
    for (field, part) in fields.iter().zip(rest) {
        sets.push(field.read(part)?);
    }
    refuse_more_than_hourly(&sets)?;
    let last = sets.len() - 1;
    let lists = sets.iter().enumerate().map(|(i, set)| list(set, if i == last { 1 } else { 0 }));
    Ok(lists.collect::<Vec<_>>().join(" "))
}

fn nickname(line: &str) -> Result<&'static str, String> {
    match line.to_ascii_lowercase().as_str() {
        "@hourly" => Ok("0 * * * *"),
        "@daily" | "@midnight" => Ok("0 0 * * *"),
        "@weekly" => Ok("0 0 * * SUN"),
        "@monthly" => Ok("0 0 1 * *"),
        _ => Err("this nickname is not known; write @hourly, @daily, @weekly or @monthly, or five fields".to_owned()),
    }
}

/// Within any hour it fires once per minute and second listed, so two of either is twice an hour, exactly.
fn refuse_more_than_hourly(sets: &[BTreeSet<u32>]) -> Result<(), String> {
    let per_hour: usize = sets.iter().take(2).map(BTreeSet::len).product();
    if per_hour > 1 {
        return Err(format!(
            "this fires {per_hour} times an hour, and once an hour is the most; write one minute, such as 0 9 * * MON"
        ));
    }
    Ok(())
}

fn list(set: &BTreeSet<u32>, shift: u32) -> String {
    set.iter().map(|n| (n + shift).to_string()).collect::<Vec<_>>().join(",")
}

impl Field {
    fn read(&self, part: &str) -> Result<BTreeSet<u32>, String> {
        let mut numbers = BTreeSet::new();
        for item in part.split(',') {
            numbers.extend(self.item(item)?);
        }
        Ok(numbers)
    }

    /// `*`, `5`, `1-5`, `*/2`, `1-5/2` or `5/10`.
    fn item(&self, item: &str) -> Result<Vec<u32>, String> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(self.step(step)?)),
            None => (item, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" || (self.any && range == "?" && step.is_none()) => (self.min, self.max),
            Some((from, to)) => self.range(from, to)?,
            None => {
                let from = self.number(range)?;
                // `5/10` runs on to the end of the field.
                (from, if step.is_some() { self.max.max(from) } else { from })
            }
        };
        Ok((from..=to).step_by(step.unwrap_or(1)).map(|n| self.folded(n)).collect())
    }

    fn range(&self, from: &str, to: &str) -> Result<(u32, u32), String> {
        let (start, end) = (self.number(from)?, self.number(to)?);
        // A range that ends on Sunday means the Sunday after: SAT-SUN, 5-0.
        let end = if self.circular && end == self.min && start > end { self.max + 1 } else { end };
        if start > end {
            return Err(format!(
                "the {} range {from}-{to} runs backwards; list its values with commas instead",
                self.name
            ));
        }
        Ok((start, end))
    }

    /// The greatest number that may be written.
    fn most(&self) -> u32 {
        if self.circular { self.max + 1 } else { self.max }
    }

    fn folded(&self, n: u32) -> u32 {
        if n > self.max { self.min } else { n }
    }

    fn step(&self, step: &str) -> Result<usize, String> {
        let number = step.parse().ok().filter(|n| *n > 0 && plain_number(step));
        number.ok_or_else(|| {
            format!("{:?} is not a step for the {}; write a number from 1, such as */2", cut(step), self.name)
        })
    }

    fn number(&self, text: &str) -> Result<u32, String> {
        let number = text.parse().ok().filter(|n| plain_number(text) && (self.min..=self.most()).contains(n));
        number.or_else(|| self.named(text)).ok_or_else(|| self.complaint(text))
    }

    fn named(&self, text: &str) -> Option<u32> {
        let text = text.to_ascii_lowercase();
        let at = self.names.iter().position(|name| text.len() >= 3 && name.starts_with(&text))?;
        Some(self.min + u32::try_from(at).ok()?)
    }

    fn complaint(&self, text: &str) -> String {
        let example = match self.names {
            [] => "",
            [first, ..] if first.starts_with("jan") => ", or a name such as JAN",
            _ => ", or a name such as MON",
        };
        let remedy = format!("write a number from {} to {}{example}", self.min, self.most());
        let bare = text.trim_start_matches(|c: char| c.is_ascii_digit()).to_ascii_uppercase();
        if text.contains('#') || ["L", "W", "LW"].contains(&bare.as_str()) {
            return format!("L, W and # are not supported in the {}; {remedy}", self.name);
        }
        format!("the {} cannot be {:?}; {remedy}", self.name, cut(text))
    }
}

/// `str::parse` would also take a leading plus sign.
fn plain_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn cut(text: &str) -> String {
    text.chars().take(20).collect()
}
