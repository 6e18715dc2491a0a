//! Teams and the rules of asking.

use super::*;

#[test]
fn a_team_overrides_what_it_inherits_and_nothing_else() {
    let text = format!(
        "{TEAM}[team.survey]\ndelay = \"1h30m\"\npaused = true\n[[team]]\nname = \"Other\"\ntimezone = \"UTC\"\n"
    );
    let settings = load(&text).unwrap();
    assert_eq!(settings.teams[0].rules.delay, Duration::from_mins(90));
    assert!(settings.teams[0].rules.paused);
    assert_eq!(settings.teams[1].rules.delay, Duration::from_mins(5));
    assert!(!settings.teams[1].rules.paused);
}

#[test]
fn durations_shares_and_hours_out_of_range_are_refused() {
    for (line, part) in [
        ("cooldown = \"1h\"", "nobody is asked twice within 24 hours"),
        ("cooldown = \"soon\"", "is not a duration"),
        ("sample = 1.5", "not a share"),
        ("sample = -0.1", "not a share"),
        ("hours = \"20:00-08:00\"", "survey.hours = \"20:00-08:00\": is not a span of hours"),
        ("days = \"\"", "survey.days = \"\": names no days; write them like MON-FRI"),
        ("days = \"weekdays\"", "names no days"),
        ("remind = \"2h\"", "write something from 1d to 90d"),
        ("remind = \"7d\"", "survey.remind = \"7d\": remind is not below expires"),
        ("remind = \"2d\"\nexpires = \"36h\"", "survey.remind = \"2d\": remind is not below expires"),
        ("delay = \"3d\"", "survey.delay = \"3d\": delay is not below too_old"),
        ("without_reply = \"maybe\"", "write \"skip\" or \"ask\""),
        ("delay = \"8d\"", "write something from 0s to 7d"),
        ("expires = \"10s\"", "write something from 1m to 90d"),
        ("too_old = \"0s\"", "out of range"),
    ] {
        let error = wrong(&format!("[survey]\n{line}\n{TEAM}"));
        assert!(error.contains(part), "{line} gave {error}");
    }
    assert!(load(&format!("[survey]\ncooldown = \"24h\"\nsample = 0\ndelay = \"0s\"\n{TEAM}")).is_ok());
}

#[test]
fn a_team_may_ask_on_its_own_days_and_remind_though_others_do_not() {
    let own = "[team.survey]\ndays = \"SUN-THU\"\nremind = \"2d\"\nwithout_reply = \"ask\"\n";
    let settings = load(&format!("{TEAM}{own}[[team]]\nname = \"Other\"\ntimezone = \"UTC\"\n")).unwrap();
    let [one, other] = settings.teams.as_slice() else { panic!("two teams") };
    assert_eq!(one.rules.hours.days().to_string(), "MON-THU,SUN");
    assert_eq!(one.rules.hours.to_string(), "08:00-20:00");
    assert_eq!((one.rules.remind, one.rules.ask_unreplied), (Some(Duration::from_hours(48)), true));
    assert_eq!(other.rules.hours.days(), crate::domain::days::Days::EVERY);
    assert_eq!((other.rules.remind, other.rules.ask_unreplied), (None, false));
    let error = wrong(&format!("{TEAM}[team.survey]\nexpires = \"1d\"\nremind = \"1d\"\n"));
    assert!(error.contains("team \"Payments\".survey.remind = \"1d\""), "{error}");
}

#[test]
fn one_instrument_is_asked_alone_whatever_the_mode_says() {
    for line in [
        "instruments = [\"csat5\"]",
        "instruments = [\"csat5\"]\nmode = \"alternate\"",
        "instruments = [\"ces7\"]\nmode = \"single\"",
    ] {
        assert_eq!(load(&team_with(line)).unwrap().teams[0].rules.mode, Mode::Single, "{line}");
    }
    assert_eq!(load(&team_with("mode = \"alternate\"")).unwrap().teams[0].rules.mode, Mode::Alternate);
}

#[test]
fn instruments_and_modes_that_cannot_be_asked_are_refused() {
    for (line, part) in [
        ("instruments = []", "a team asks one or two questions"),
        ("instruments = [\"ces7\", \"csat5\", \"ces7\"]", "a team asks one or two questions"),
        ("instruments = [\"ces7\", \"ces7\"]", "the same question twice"),
        (
            "instruments = [\"ces9\"]",
            "no such instrument; write one of \"ces7\", \"ces5\", \"csat5\", \"thumbs\", \"nps11\"",
        ),
        ("mode = \"single\"", "two instruments are listed"),
        ("mode = \"random\"", "write \"follow\" or \"alternate\""),
    ] {
        let error = wrong(&team_with(line));
        assert!(error.contains(part), "{line} gave {error}");
    }
}

#[test]
fn schedules_are_understood_or_refused_with_a_remedy() {
    for line in ["0 9 * * MON", "0 0 9 * * MON", "@weekly", "30 8 * * 1"] {
        assert!(load(&team_with(&format!("schedule = \"{line}\""))).is_ok(), "{line}");
    }
    for line in ["* * * * *", "0 9 31 2 *", "60 9 * * 1", ""] {
        let error = wrong(&team_with(&format!("schedule = \"{line}\"")));
        assert!(error.starts_with(&format!("afterword.toml: team \"Payments\".schedule = {line:?}: ")), "{error}");
    }
}

#[test]
fn team_names_are_plain_and_unique() {
    let long = "n".repeat(81);
    for (name, part) in [("", "write a plain name"), (" A", "spaces around it"), (long.as_str(), "at most 80")] {
        let error = wrong(&format!("[[team]]\nname = {name:?}\ntimezone = \"UTC\"\n"));
        assert!(error.contains(part), "{error}");
    }
    let error = wrong(&format!("{TEAM}[[team]]\nname = \"payments\"\ntimezone = \"UTC\"\n"));
    assert!(error.contains("already at team \"Payments\".name; two teams have this name"), "{error}");
}

#[test]
fn places_and_people_are_written_the_way_they_are_written() {
    let settings = load(&team_with(
        "channels = [\"slack:C1\", \"discord:10\"]\nsupport_channels = [\"discord:11\"]\ncase_channel = \"slack:C2\"\n\
         managers = [\"slack:U1\", \"Lead@Example.com\"]\nagents = [\"discord:22\"]",
    ))
    .unwrap();
    let team = &settings.teams[0];
    assert_eq!(team.channels[1].platform, Platform::Discord);
    assert_eq!(team.case_channel.as_ref().unwrap().id, "C2");
    assert!(team.has(&Identity::email("lead@example.com")) && team.has(&Identity::discord("22")));
    for (line, part) in [
        ("channels = [\"#general\"]", "is not a channel"),
        ("agents = [\"Bob\"]", "is not a person"),
        ("channels = [\"slack:C1\", \"slack:C1\"]", "channels[1] = \"slack:C1\": listed twice"),
    ] {
        assert!(wrong(&team_with(line)).contains(part), "{line}");
    }
}

#[test]
fn what_opens_a_case_and_how_long_it_waits_is_the_teams_to_say() {
    let teams = |lines: &str| load(&team_with(lines)).unwrap().teams;
    let plain = teams("").remove(0).cases;
    assert_eq!(
        (plain.limit, plain.low.len(), plain.hours.to_string()),
        (Duration::from_hours(4), 0, "08:00-20:00".into())
    );
    let own =
        teams("case_low = { ces7 = 1, csat5 = 3 }\ncase_limit = \"90m\"\ncase_hours = \"09:00-17:00\"").remove(0).cases;
    assert_eq!((own.limit, own.hours.to_string()), (Duration::from_mins(90), "09:00-17:00".into()));
    assert_eq!((own.low.get("ces7"), own.low.get("csat5")), (Some(&1), Some(&3)));
    for (line, part) in [
        ("case_low = 3", "this must be a table"),
        ("case_low = { ces9 = 1 }", "there is no such key"),
        ("case_low = { ces7 = 5 }", "write a whole number from 1 to 4: a favourable answer opens no case"),
        ("case_low = { ces7 = 0 }", "not a low score of ces7"),
        ("case_low = { csat5 = 1.5 }", "not a low score of csat5"),
        ("case_low = { ces7 = \"low\" }", "this must be a number"),
        ("case_limit = \"0s\"", "write something from 1m to 14d"),
        ("case_hours = \"17:00-09:00\"", "is not a span of hours"),
    ] {
        assert!(wrong(&team_with(line)).contains(part), "{line}: {}", wrong(&team_with(line)));
    }
}

#[test]
fn cases_go_to_one_channel_a_platform() {
    let settings = load(&team_with("case_channel = [\"slack:C2\", \"discord:7\"]")).unwrap();
    let ids: Vec<&str> = settings.teams[0].case_channels.iter().map(|c| c.id.as_str()).collect();
    assert_eq!((ids, settings.teams[0].case_channel.as_ref().unwrap().id.as_str()), (vec!["C2", "7"], "C2"));
    let error = wrong(&team_with("case_channel = [\"slack:C2\", \"slack:C3\"]"));
    assert!(error.contains("case_channel[1] = \"slack:C3\": a second one on the same platform"), "{error}");
}

#[test]
fn a_support_channel_belongs_to_one_team() {
    let text = format!(
        "{TEAM}support_channels = [\"slack:C1\"]\n[[team]]\nname = \"B\"\ntimezone = \"UTC\"\nsupport_channels = [\"slack:C1\"]\n"
    );
    let error = wrong(&text);
    assert!(error.contains("team \"B\".support_channels[0]"), "{error}");
    assert!(error.contains("already at team \"Payments\".support_channels[0]"), "{error}");
}
