//! What people type after `/afterword`.
//!
//! Knows the words of PRODUCT §7, the mention syntax Slack sends, and what phones and word processors do to quotes and
//! dashes. Refuses to guess: what does not parse becomes help that quotes it, never a command nobody meant.

use super::super::{Actor, Command};
use super::mrkdwn::{plain, unescape};
use crate::domain::ids::{Identity, IdentityKind};
use crate::domain::ticket::clean_text;

const MAX_QUOTED_BACK: usize = 200;
const MAX_SUBJECT: usize = 200;
const MAX_REASON: usize = 200;
const MAX_TICKET: usize = 255;
const MAX_TEAM: usize = 100;
const MAX_LANGUAGE: usize = 20;
/// Longer than a promise may be, so that whoever cuts it can say so.
const MAX_PROMISE_TYPED: usize = 1_000;

/// Reads the text after the command. `workspace` is where it was typed: a mentioned user is taken to belong there.
pub fn parse(text: &str, workspace: &str) -> Command {
    let tidy = tidy(text);
    let (verb, rest) = split_word(&tidy);
    let verb: String = verb.chars().map(|c| if is_dash(c) { '-' } else { c.to_ascii_lowercase() }).collect();
    let command = match verb.as_str() {
        "" => return Command::Help { not_understood: None },
        "close" => close(rest, workspace),
        "why" => why(rest),
        "scorecard" => scorecard(rest),
        "compare" => compare(rest),
        "cases" => rest.is_empty().then_some(Command::Cases),
        "link" => link(rest, workspace),
        "unlink" => Some(Command::Unlink { other: account(rest, workspace) }),
        "credit" => credit(rest, workspace),
        "me" => me(rest),
        "promise" => Some(Command::Promise { text: readable(after_the_verb(text), MAX_PROMISE_TYPED) }),
        "pause" => team(rest).map(|team| Command::Pause { team }),
        "resume" => team(rest).map(|team| Command::Resume { team }),
        "preview" => Some(Command::Preview { language: readable(rest, MAX_LANGUAGE) }),
        "status" => rest.is_empty().then_some(Command::Status),
        "dashboard" => rest.is_empty().then_some(Command::Dashboard),
        "stop-asking" => rest.is_empty().then_some(Command::StopAsking),
        "ask-me" => rest.is_empty().then_some(Command::AskMe),
        "help" => rest.is_empty().then_some(Command::Help { not_understood: None }),
        _ => None,
    };
    command.unwrap_or_else(|| Command::Help { not_understood: clean_text(&plain(text), MAX_QUOTED_BACK) })
}

/// Every kind of space becomes a space, every kind of double quote a `"`; dashes wait until we know where they stand.
fn tidy(text: &str) -> String {
    let tidy = |c: char| match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => '"',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let invisible = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    text.chars().filter(|c| !invisible(c)).map(tidy).collect::<String>().trim().to_owned()
}

/// What follows the verb, as it was typed: in a team's own words, quotation marks stay as they are.
fn after_the_verb(text: &str) -> &str {
    let text = text.trim_start();
    text.split_once(char::is_whitespace).map_or("", |(_, rest)| rest)
}

fn split_word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    (word, rest.trim())
}

fn close(rest: &str, workspace: &str) -> Option<Command> {
    let (customer, rest) = mention(rest, workspace)?;
    let words: Vec<&str> = rest.split(' ').filter(|w| !w.is_empty()).collect();
    let flag = words.iter().position(|w| is_no_survey(w));
    let (subject, reason) = match flag {
        Some(at) => (words.get(..at)?, Some(words.get(at + 1..)?)),
        None => (words.as_slice(), None),
    };
    // A flag we do not know may well be `--no-survey` misspelt: asking the customer would be the wrong guess.
    if subject.iter().chain(reason.unwrap_or_default()).any(|w| looks_like_a_flag(w)) {
        return None;
    }
    let no_survey = match reason {
        Some(words) => Some(readable(&words.join(" "), MAX_REASON)?),
        None => None,
    };
    Some(Command::Close { customer: Some(customer), subject: readable(&subject.join(" "), MAX_SUBJECT), no_survey })
}

/// `<@U123|mia>` or `<@U123>` at the beginning. A bare `@mia` names nobody we could find.
fn mention<'a>(text: &'a str, workspace: &str) -> Option<(Actor, &'a str)> {
    let (inside, rest) = text.strip_prefix("<@")?.split_once('>')?;
    let (user, label) = inside.split_once('|').unwrap_or((inside, ""));
    let fits = !user.is_empty() && user.len() <= 64 && user.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| {
        let name = clean_text(&unescape(label), 80);
        (
            Actor { identity: Identity::slack(workspace, user), name, is_bot: false, locale: None, groups: None },
            rest.trim(),
        )
    })
}

/// `link @person account`.
fn link(rest: &str, workspace: &str) -> Option<Command> {
    let (person, other) = mention(rest, workspace)?;
    Some(Command::Link { person: Some(person.identity), other: account(other, workspace) })
}

/// An account as it is written in configuration, or as Slack writes what people type: a mention, an address as a link.
fn account(written: &str, workspace: &str) -> Option<Identity> {
    if let Some((person, "")) = mention(written, workspace) {
        return Some(person.identity);
    }
    let bare = written.strip_prefix("<mailto:").and_then(|w| w.strip_suffix('>')).unwrap_or(written);
    let bare = bare.split_once('|').map_or(bare, |(address, _)| address);
    let identity: Identity = bare.parse().ok()?;
    let here = identity.kind == IdentityKind::Slack;
    Some(if here { Identity::slack(workspace, identity.value) } else { identity })
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{ff0d}')
}

/// `--no-survey`, also as phones write it: `—no-survey`, `–no‑survey`.
fn is_no_survey(word: &str) -> bool {
    let name = word.trim_start_matches(is_dash);
    let ascii: String = name.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    name.len() < word.len() && ascii.eq_ignore_ascii_case("no-survey")
}

/// Two dashes or one long one, with a letter behind.
fn looks_like_a_flag(word: &str) -> bool {
    let name = word.trim_start_matches(is_dash);
    let dashes: Vec<char> = word.chars().take_while(|c| is_dash(*c)).collect();
    let long = dashes.len() >= 2 || dashes.iter().any(|c| *c != '-');
    long && name.starts_with(char::is_alphabetic)
}

fn why(rest: &str) -> Option<Command> {
    readable(rest, MAX_TICKET).map(|ticket| Command::Why { ticket })
}

/// `#482 <@U1|ana> Ben only closed it`: the ticket is all that stands before the mention.
fn credit(rest: &str, workspace: &str) -> Option<Command> {
    let (ticket, from) = rest.split_at(rest.find("<@")?);
    let (agent, reason) = mention(from, workspace)?;
    let ticket = readable(ticket, MAX_TICKET)?;
    Some(Command::Credit { ticket, agent: Some(agent), reason: readable(reason, MAX_REASON) })
}

fn me(rest: &str) -> Option<Command> {
    match rest.to_ascii_lowercase().as_str() {
        "" => Some(Command::Me { messages: None }),
        "on" => Some(Command::Me { messages: Some(true) }),
        "off" => Some(Command::Me { messages: Some(false) }),
        _ => None,
    }
}

/// A team's name, in quotes or without; nothing is one's own team.
fn team(rest: &str) -> Option<Option<String>> {
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"')?.trim(),
        None => rest,
    };
    let odd = name.contains('"') || name.split(' ').any(looks_like_a_flag);
    (!odd).then(|| readable(name, MAX_TEAM))
}

/// `2026-06-03 Second Line`; whether there is such a day is for others to say.
fn compare(rest: &str) -> Option<Command> {
    let (date, name) = split_word(rest);
    let date = readable(date, MAX_TEAM)?;
    team(name).map(|team| Command::Compare { date, team })
}

/// A week may be followed by `post`.
fn scorecard(rest: &str) -> Option<Command> {
    let bare = rest
        .rsplit_once(' ')
        .filter(|(before, last)| last.eq_ignore_ascii_case("post") && before.rsplit(' ').next().is_some_and(is_week));
    match bare {
        Some((before, _)) => match one_week(before)? {
            Command::Scorecard { team, week } => Some(Command::PostScorecard { team, week }),
            other => Some(other),
        },
        None => one_week(rest),
    }
}

fn one_week(rest: &str) -> Option<Command> {
    let (team, week) = if let Some(quoted) = rest.strip_prefix('"') {
        let (team, after) = quoted.split_once('"')?;
        let after = after.trim();
        if !after.is_empty() && !is_week(after) {
            return None;
        }
        (team.trim(), after)
    } else {
        match rest.rsplit_once(' ') {
            Some((team, week)) if is_week(week) => (team.trim(), week),
            None if is_week(rest) => ("", rest),
            _ => (rest, ""),
        }
    };
    if team.contains('"') || team.split(' ').any(looks_like_a_flag) {
        return None;
    }
    let week = (!week.is_empty()).then(|| week.to_owned());
    Some(Command::Scorecard { team: readable(team, MAX_TEAM), week })
}

/// Whether it is meant as a week; whether there is such a week is for others to say.
fn is_week(word: &str) -> bool {
    let digits =
        |s: &str, n: std::ops::RangeInclusive<usize>| n.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    word.split_once('-').is_some_and(|(year, week)| {
        digits(year, 4..=4) && week.strip_prefix(['W', 'w']).is_some_and(|w| digits(w, 1..=2))
    })
}

fn readable(text: &str, max: usize) -> Option<String> {
    clean_text(&plain(text), max)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Command {
        parse(text, "T1")
    }

    fn mia(subject: Option<&str>, no_survey: Option<&str>) -> Command {
        let identity = Identity::slack("T1", "U123");
        let customer = Some(Actor { identity, name: Some("mia".into()), is_bot: false, locale: None, groups: None });
        Command::Close { customer, subject: subject.map(str::to_owned), no_survey: no_survey.map(str::to_owned) }
    }

    fn card(team: Option<&str>, week: Option<&str>) -> Command {
        Command::Scorecard { team: team.map(str::to_owned), week: week.map(str::to_owned) }
    }

    fn not_understood(text: &str) -> Command {
        Command::Help { not_understood: Some(text.to_owned()) }
    }

    #[test]
    fn closing_names_the_customer_and_perhaps_a_subject_and_a_reason_not_to_ask() {
        assert_eq!(read("close <@U123|mia>"), mia(None, None));
        assert_eq!(read("  CLOSE   <@U123|mia>  Login   broken "), mia(Some("Login broken"), None));
        assert_eq!(read("close <@U123|mia> R&amp;D &lt;b&gt;"), mia(Some("R&D <b>"), None));
        assert_eq!(read("close <@U123|mia> dup --no-survey asked by phone"), mia(Some("dup"), Some("asked by phone")));
        assert_eq!(read("close <@U123|mia> --no-survey spam"), mia(None, Some("spam")));
        assert_eq!(read("close <@U123|mia> as told by <@U9|bob>"), mia(Some("as told by @bob"), None));
        assert_eq!(read("close <@U123|mia> login — again - really"), mia(Some("login — again - really"), None));
    }

    #[test]
    fn what_phones_do_to_dashes_quotes_and_spaces_is_understood() {
        assert_eq!(read("close\u{a0}<@U123|mia>\u{a0}—no-survey spam"), mia(None, Some("spam")));
        assert_eq!(read("close <@U123|mia> –no‑survey spam"), mia(None, Some("spam")));
        assert_eq!(read("scorecard “Second Line” 2026-W47"), card(Some("Second Line"), Some("2026-W47")));
        assert_eq!(read("stop‑asking"), Command::StopAsking);
    }

    #[test]
    fn a_flag_that_is_not_ours_is_never_taken_for_a_subject() {
        for text in [
            "close <@U1|m> --nosurvey x",
            "close <@U1|m> —skip",
            "close <@U1|m> --no-survey",
            "close <@U1|m> --no-survey=x",
        ] {
            assert!(matches!(read(text), Command::Help { not_understood: Some(_) }), "{text}");
        }
    }

    #[test]
    fn nobody_is_closed_who_was_not_mentioned() {
        assert_eq!(read("close @mia login"), not_understood("close @mia login"));
        assert_eq!(read("close"), not_understood("close"));
        assert_eq!(read("close login <@U1|mia>"), not_understood("close login @mia"));
        assert_eq!(read("close <@> x"), not_understood("close @ x"));
        assert_eq!(read("close <#C1|help> x"), not_understood("close #help x"));
    }

    #[test]
    fn scorecards_may_name_team_and_week() {
        assert_eq!(read("scorecard"), card(None, None));
        assert_eq!(read("scorecard Payments"), card(Some("Payments"), None));
        assert_eq!(read("scorecard Second Line 2026-w7"), card(Some("Second Line"), Some("2026-w7")));
        assert_eq!(read("scorecard 2026-W47"), card(None, Some("2026-W47")));
        assert_eq!(read("scorecard \"2026-W47\""), card(Some("2026-W47"), None));
        assert_eq!(read("scorecard \"Payments"), not_understood("scorecard \"Payments"));
        assert_eq!(read("scorecard \"Payments\" soon"), not_understood("scorecard \"Payments\" soon"));
        assert_eq!(read("scorecard ２０２６-W47"), card(Some("２０２６-W47"), None));
    }

    #[test]
    fn a_missed_scorecard_is_posted_when_its_week_is_named() {
        let post = |team: Option<&str>, week: &str| Command::PostScorecard {
            team: team.map(str::to_owned),
            week: Some(week.to_owned()),
        };
        assert_eq!(read("scorecard 2026-W47 post"), post(None, "2026-W47"));
        assert_eq!(read("scorecard Second Line 2026-W47 POST"), post(Some("Second Line"), "2026-W47"));
        assert_eq!(read("scorecard \"Post\" 2026-W47 post"), post(Some("Post"), "2026-W47"));
        assert_eq!(read("scorecard the post"), card(Some("the post"), None), "a team may be called so");
        assert_eq!(read("scorecard post"), card(Some("post"), None));
    }

    #[test]
    fn a_promise_is_kept_as_it_was_typed_and_a_comparison_begins_with_its_day() {
        let promise = |text: Option<&str>| Command::Promise { text: text.map(str::to_owned) };
        assert_eq!(read("promise"), promise(None));
        assert_eq!(read("  Promise  We say “sorry” &amp; mean it "), promise(Some("We say “sorry” & mean it")));
        let compare =
            |date: &str, team: Option<&str>| Command::Compare { date: date.into(), team: team.map(str::to_owned) };
        assert_eq!(read("compare 2026-06-03"), compare("2026-06-03", None));
        assert_eq!(read("compare 2026-06-03 “Second Line”"), compare("2026-06-03", Some("Second Line")));
        assert_eq!(read("compare yesterday"), compare("yesterday", None));
        assert_eq!(read("compare"), not_understood("compare"));
    }

    #[test]
    fn credit_names_the_ticket_the_agent_and_a_reason() {
        let credit = |ticket: &str, reason: Option<&str>| {
            let identity = Identity::slack("T1", "U9");
            let agent = Actor { identity, name: Some("ben".into()), is_bot: false, locale: None, groups: None };
            Command::Credit { ticket: ticket.into(), agent: Some(agent), reason: reason.map(str::to_owned) }
        };
        assert_eq!(read("credit #482 <@U9|ben> Ana only closed it"), credit("#482", Some("Ana only closed it")));
        assert_eq!(read("credit C1/1.2 <@U9|ben>"), credit("C1/1.2", None));
        assert_eq!(read("credit <@U9|ben> x"), not_understood("credit @ben x"));
        assert_eq!(read("credit 482 @ben x"), not_understood("credit 482 @ben x"));
    }

    #[test]
    fn me_shows_or_switches_and_a_team_may_be_named_to_pause_it() {
        assert_eq!(read("me"), Command::Me { messages: None });
        assert_eq!(read("me OFF"), Command::Me { messages: Some(false) });
        assert_eq!(read("me on"), Command::Me { messages: Some(true) });
        assert_eq!(read("me please"), not_understood("me please"));
        assert_eq!(read("pause"), Command::Pause { team: None });
        assert_eq!(read("pause “Second Line”"), Command::Pause { team: Some("Second Line".into()) });
        assert_eq!(read("resume Second Line"), Command::Resume { team: Some("Second Line".into()) });
        assert_eq!(read("pause --all"), not_understood("pause --all"));
    }

    #[test]
    fn the_short_commands_take_nothing_more() {
        assert_eq!(read("stop-asking"), Command::StopAsking);
        assert_eq!(read("status"), Command::Status);
        assert_eq!(read("cases"), Command::Cases);
        assert_eq!(read("ask-me"), Command::AskMe);
        assert_eq!(read("help"), Command::Help { not_understood: None });
        assert_eq!(read(" \u{a0} "), Command::Help { not_understood: None });
        assert_eq!(read("stop-asking me"), not_understood("stop-asking me"));
        assert_eq!(read("why"), not_understood("why"));
        assert_eq!(read("why #482"), Command::Why { ticket: "#482".into() });
    }

    #[test]
    fn accounts_to_link_are_written_as_in_configuration_or_as_slack_writes_them() {
        let linked = |other| Command::Link { person: Some(Identity::slack("T1", "U1")), other };
        assert_eq!(read("link <@U1|mia> discord:22"), linked(Some(Identity::discord("22"))));
        assert_eq!(read("link <@U1> <mailto:mia@x.org|mia@x.org>"), linked(Some(Identity::email("mia@x.org"))));
        assert_eq!(read("link <@U1> <@U2|mia2>"), linked(Some(Identity::slack("T1", "U2"))));
        assert_eq!(read("link <@U1> slack:U2"), linked(Some(Identity::slack("T1", "U2"))));
        assert_eq!(read("link <@U1> Mia"), linked(None));
        assert_eq!(read("link mia discord:22"), not_understood("link mia discord:22"));
        assert_eq!(read("unlink discord:22"), Command::Unlink { other: Some(Identity::discord("22")) });
        assert_eq!(read("unlink"), Command::Unlink { other: None });
    }

    #[test]
    fn long_nonsense_is_quoted_back_short() {
        let Command::Help { not_understood: Some(quoted) } = read(&"x".repeat(8_000)) else { panic!("help expected") };
        assert_eq!(quoted.chars().count(), 200);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn only_a_leading_mention_closes_anything(text in "[a-z@<>|U1 \"—-]{0,40}") {
            if let Command::Close { customer, .. } = read(&format!("close {text}")) {
                prop_assert!(customer.is_some() && text.trim_start().starts_with("<@"));
            }
        }
    }
}
