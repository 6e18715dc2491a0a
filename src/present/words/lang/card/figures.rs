//! Numbers and dates as each language writes them on a scorecard.
//!
//! Knows percent signs, decimal marks, month names and the order of a date (as CLDR has them). Refuses to compute:
//! rounding is [`figure`]'s, the numbers are the card's.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::{Line, Voice};
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::language::Language;
use crate::domain::stats::{Estimate, Share};
use crate::present::words::figure;

const DE: [&str; 12] = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."];
const FR: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
const ES: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"];
const PT: [&str; 12] = ["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."];

impl Voice {
    /// A whole number.
    pub fn whole(self, n: u64) -> String {
        if self.language == Language::En { n.to_string() } else { figure::whole(self.language, n) }
    }

    /// `86 %`, `86 %` with a space that does not break, `86%`.
    pub fn percent(self, n: u64) -> String {
        format!("{n}{}", self.sign())
    }

    fn sign(self) -> &'static str {
        match self.language {
            Language::En => " %",
            Language::De | Language::Es => "\u{a0}%",
            Language::Fr => "\u{202f}%",
            Language::Pt | Language::Ja => "%",
        }
    }

    /// A share in whole percent ([`figure::percent`]).
    pub fn share(self, share: Share) -> String {
        self.percent(figure::percent(share))
    }

    /// A fraction of one in whole percent.
    pub fn fraction(self, fraction: f64) -> String {
        self.percent(figure::points(fraction).unsigned_abs())
    }

    /// `74-93 %`, `74–93 %`, `74～93%`.
    pub fn range(self, estimate: &Estimate) -> String {
        let [lower, upper] = [estimate.lower, estimate.upper].map(|f| figure::points(f).unsigned_abs());
        if lower == upper { self.percent(upper) } else { self.between(lower, &self.percent(upper)) }
    }

    /// Points of a scale: `5-7`; `7` where there is only one.
    pub fn points(self, from: u8, to: u8) -> String {
        if from == to { to.to_string() } else { self.between(from, &to) }
    }

    fn between(self, from: impl std::fmt::Display, to: &dyn std::fmt::Display) -> String {
        let dash = match self.language {
            Language::En => "-",
            Language::De | Language::Fr | Language::Es | Language::Pt => "–",
            Language::Ja => "～",
        };
        format!("{from}{dash}{to}")
    }

    /// `+28 to +68`.
    pub fn net_range(self, estimate: &Estimate) -> String {
        let [from, to] = [estimate.lower, estimate.upper].map(figure::net);
        self.tell(Line::NetRange, &[("from", from.into()), ("to", to.into())])
    }

    /// `5.7`, `5,7`: with so many digits after the decimal mark.
    pub fn decimal(self, value: f64, digits: usize) -> String {
        let plain = format!("{value:.digits$}");
        match self.language {
            Language::En | Language::Ja => plain,
            Language::De | Language::Fr | Language::Es | Language::Pt => plain.replace('.', ","),
        }
    }

    /// `5.4-6.3`.
    pub fn decimals(self, estimate: &Estimate, digits: usize) -> String {
        self.between(self.decimal(estimate.lower, digits), &self.decimal(estimate.upper, digits))
    }

    /// `Week 47`.
    pub fn week_number(self, week: Week) -> String {
        let number = week.monday().iso_week_date().week();
        self.tell(Line::WeekNumber, &[("week", number.to_string().into())])
    }

    /// `22 Nov 2026`, `22. Nov. 2026`, `2026年11月22日`.
    pub fn day(self, date: Date) -> String {
        let year = date.year();
        match self.language {
            Language::En => figure::day(date),
            Language::De | Language::Fr | Language::Es => format!("{} {year}", self.day_of_year(date)),
            Language::Pt => format!("{} de {year}", self.day_of_year(date)),
            Language::Ja => format!("{year}年{}", self.day_of_year(date)),
        }
    }

    /// The day a week begins on, where the year is known: `16 Nov`.
    pub fn since(self, week: Week) -> String {
        self.day_of_year(week.monday())
    }

    fn day_of_year(self, date: Date) -> String {
        let day = self.day_of_month(date);
        match self.language {
            Language::En => date.strftime("%-d %b").to_string(),
            Language::De | Language::Fr | Language::Es => format!("{day} {}", self.month(date)),
            Language::Pt => format!("{day} de {}", self.month(date)),
            Language::Ja => format!("{}月{day}", date.month()),
        }
    }

    fn day_of_month(self, date: Date) -> String {
        let day = date.day();
        match self.language {
            Language::De => format!("{day}."),
            Language::Fr if day == 1 => "1er".to_owned(),
            Language::Ja => format!("{day}日"),
            Language::En | Language::Fr | Language::Es | Language::Pt => day.to_string(),
        }
    }

    fn month(self, date: Date) -> &'static str {
        let names = match self.language {
            Language::De => DE,
            Language::Fr => FR,
            Language::Es => ES,
            Language::Pt => PT,
            // Written by the clock's own library, or with a number.
            Language::En | Language::Ja => return "",
        };
        let at = usize::from(date.month().unsigned_abs()).saturating_sub(1);
        names.get(at).copied().unwrap_or_default()
    }

    /// A week as its days: `16-22 Nov 2026`, `30 Nov - 6 Dec 2026`, `28 Dec 2026 - 3 Jan 2027`. French says "du … au …",
    /// so that it may stand in a sentence as it is.
    pub fn dates(self, week: Week) -> String {
        let (from, to) = (week.monday(), week.sunday());
        if self.language == Language::En {
            return figure::dates(week);
        }
        let (same_year, same_month) = (from.year() == to.year(), from.month() == to.month());
        let first = match (same_year, same_month) {
            (false, _) => self.day(from),
            (true, false) => self.day_of_year(from),
            (true, true) => self.day_of_month(from),
        };
        let last = self.day(to);
        match self.language {
            Language::Fr => format!("du {first} au {last}"),
            Language::Ja if same_year => {
                let days = if same_month { self.day_of_month(to) } else { self.day_of_year(to) };
                format!("{}～{days}", self.day(from))
            }
            Language::Ja => format!("{first}～{last}"),
            // Between two that hold a space, the dash has some, too.
            _ if !same_month || !same_year => format!("{first} – {last}"),
            _ => format!("{first}–{last}"),
        }
    }

    /// `Mon 16 Nov, 00:00` in `zone`.
    pub fn local_time(self, at: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(at);
        let (day, time) = (self.day_of_year(local.date()), local.strftime("%H:%M"));
        let weekday = self.weekday(local.date().weekday());
        match self.language {
            Language::En => figure::local_time(at, zone),
            Language::De | Language::Fr | Language::Es | Language::Pt => format!("{weekday} {day}, {time}"),
            Language::Ja => format!("{day}({weekday}) {time}"),
        }
    }

    fn weekday(self, day: Weekday) -> &'static str {
        let names = match self.language {
            Language::En => return "",
            Language::De => ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."],
            Language::Fr => ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
            Language::Es => ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
            Language::Pt => ["seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."],
            Language::Ja => ["月", "火", "水", "木", "金", "土", "日"],
        };
        let at = usize::from(day.to_monday_zero_offset().unsigned_abs());
        names.get(at).copied().unwrap_or_default()
    }
}
