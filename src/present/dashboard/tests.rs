//! What must be true of every page of the dashboard, whatever names and words are in it.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::cases::{CaseRow, Listed};
use super::closes::{CloseRow, Filters};
use super::configured::{Row, Section};
use super::people::{AgentRow, TeamPeople};
use super::teams::{OneWeek, TeamCard, WeekRow};
use super::*;
use crate::domain::Timestamp;
use crate::domain::case::{Case, State as CaseState};
use crate::domain::ids::{CaseId, Identity, SurveyId, TeamName};
use crate::domain::instrument::{CES7, Score};
use crate::domain::language::Language;
use crate::domain::privacy::Privacy;
use crate::domain::scorecard::Scorecard;
use crate::present::chart::Ink;
use crate::present::words::{OwnTeam, TheWeek, Voice};
use crate::present::{Block, specimen};

fn frame<'a>(name: &'a str, here: Here<'a>) -> Frame<'a> {
    let team = TeamLink { name: name.to_owned(), leads: true };
    Frame { base: String::new(), who: name.to_owned(), seal: "5ea1", teams: vec![team], here }
}

fn noon() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn named(name: &str) -> Scorecard {
    Scorecard { team: TeamName::new(name), ..specimen::full_week() }
}

fn case(name: &str) -> CaseRow {
    let case = Case {
        id: CaseId::new("c1"),
        survey: SurveyId::new("s1"),
        team: TeamName::new(name),
        state: CaseState::Taken { by: Identity::slack("T1", "U02") },
        opened_at: noon(),
        waiting_since: noon(),
        round: 0,
        claimed_at: None,
        nudged_at: None,
        recovered_at: None,
        invited_at: None,
        reanswered_at: None,
        note: None,
        card: None,
        invitation: None,
        version: 1,
    };
    CaseRow { case, ticket: name.to_owned(), subject: Some(name.to_owned()), yours: true, zone: TimeZone::UTC }
}

/// Every page there is, with `name` wherever somebody else's words can stand.
fn every_page(name: &str) -> Vec<(&'static str, String)> {
    let week = specimen::full_week().week;
    let own = || {
        let lines = vec![name.to_owned()];
        vec![OwnTeam {
            team: name.to_owned(),
            privacy: Privacy::Leads,
            weeks: vec![TheWeek { week, running: false, lines }],
        }]
    };
    let card = TeamCard { team: name.to_owned(), voice: Voice::ENGLISH, week, card: Some(named(name)), open: 2 };
    let rows = vec![
        WeekRow { week, frozen: true, shown: Some(named(name).into()) },
        WeekRow { week: week.back(1), frozen: false, shown: None },
    ];
    let close = |scores, hidden| CloseRow {
        id: name.to_owned(),
        closed_at: noon(),
        ticket: name.to_owned(),
        subject: Some(name.to_owned()),
        agent: Some(name.to_owned()),
        state: "answered".to_owned(),
        words: "answered".to_owned(),
        scores,
        hidden,
    };
    let closes = [close(vec![Score::on(&CES7, 6).unwrap()], false), close(Vec::new(), true)];
    let said = || Some(name.to_owned());
    let filters = Filters { week: said(), state: said(), q: said(), next: said(), paged: true };
    // Sentences of ours hold others' words cleaned already.
    let moved = Some(Block::Note(foreign::line(name, 80).map(crate::present::Span::text).into_iter().collect()));
    let one = OneWeek {
        team: name,
        voice: Voice::ENGLISH,
        week,
        card: Some(named(name)),
        frozen: true,
        moved,
        next: Some(week.back(-1)),
    };
    let agent = AgentRow { id: said(), name: said(), closed: 40, asked: 30 };
    let people = TeamPeople { team: name.to_owned(), first: week.back(3), last: week, rows: vec![agent] };
    let row = Row { key: name.to_owned(), value: name.to_owned(), source: name.to_owned() };
    let section = Section { team: said(), name: name.to_owned(), rows: vec![row] };
    let listed = Listed { state: said(), all: true, paged: true, next: said() };
    let at = |here| frame(name, here);
    vec![
        ("overview", teams::overview(&at(Here::Overview), &[card], &own(), &[case(name)])),
        ("weeks", teams::weeks(&at(Here::Team(name)), name, &rows, 2, Some(None))),
        ("own", teams::own(&at(Here::Team(name)), name, &own())),
        ("week", teams::week(&at(Here::Team(name)), &one)),
        ("cases", cases::list(&at(Here::Team(name)), name, &listed, &[case(name)])),
        ("closes", closes::list(&at(Here::Team(name)), (name, &TimeZone::UTC), &filters, &closes, true)),
        ("people", people::page(&at(Here::People), &[people], &own())),
        ("settings", configured::page(&at(Here::Settings), &[section])),
        // Its one value is made of hexadecimal digits, by us.
        ("door", door::open("5ea1")),
        ("over", door::over()),
        ("signed out", door::signed_out()),
        ("no team", door::no_team(&at(Here::Elsewhere))),
        ("nothing", door::nothing(&at(Here::Elsewhere))),
    ]
}

/// Every tag's name, in order, as a browser would open them.
fn tags(page: &str) -> Vec<String> {
    let opened = page.match_indices('<').map(|(at, _)| &page[at + 1..]);
    opened
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect())
        .collect()
}

fn body(page: &str) -> &str {
    page.split_once("</head>").unwrap().1
}

#[test]
fn hostile_names_change_no_tag_of_any_page() {
    let hostile = [
        "<script>alert(1)</script>".to_owned(),
        "\"><img src=x onerror=alert(1)>".to_owned(),
        "' onmouseover='x".to_owned(),
        "\u{202e}gnp.exe".to_owned(),
        "שלום".to_owned(),
        "a/b?c#d%2e%2e/..".to_owned(),
        "x".repeat(10_000),
        "<b>".repeat(3_000),
    ];
    for ((what, plain), at) in every_page("Payments").into_iter().zip(0_usize..) {
        for name in &hostile {
            let (_, page) = every_page(name).remove(at);
            let told = || format!("{what} with {:?}", name.chars().take(30).collect::<String>());
            assert_eq!(tags(body(&page)), tags(body(&plain)), "{}", told());
            assert!(!page.contains('\u{202e}'), "{}", told());
            assert!(page.len() < plain.len() + 400_000, "{}: {}", told(), page.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_name_at_all_changes_a_tag(name in "\\PC{1,40}") {
        for ((what, plain), (_, page)) in every_page("Payments").into_iter().zip(every_page(&name)) {
            prop_assert_eq!(tags(body(&page)), tags(body(&plain)), "{}", what);
        }
    }

    #[test]
    fn any_name_comes_back_from_a_path(name in "\\PC{1,40}") {
        let path = frame("x", Here::Elsewhere).to(&["teams", &name]);
        prop_assert!(path.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>?#".contains(&b)));
        prop_assert_eq!(path.matches('/').count(), 2);
        let written = path.replace("/teams/", "name=").replace('+', "%2B");
        let back = url::form_urlencoded::parse(written.as_bytes()).next().unwrap().1.into_owned();
        prop_assert_eq!(back, name);
    }
}

#[test]
fn every_page_fetches_nothing_runs_nothing_and_can_be_read_aloud() {
    for (what, page) in every_page("Payments") {
        let own = page.replace("http://www.w3.org/2000/svg", "").to_lowercase();
        for word in ["<script", "http://", "https://", "@import", "url(", " style=", " on"] {
            let found = body(&own).contains(word) && word != " on";
            assert!(!found, "{what}: {word}");
        }
        assert_eq!(page.matches("<h1").count(), 1, "{what}: one first heading");
        assert_eq!(page.matches("<main").count(), 1, "{what}: one main part");
        assert_eq!(page.matches("<table").count(), page.matches("<caption").count(), "{what}: a caption a table");
        assert!(page.contains("<html lang=\"en\""), "{what}");
        let levels: Vec<u8> = tags(body(&page))
            .iter()
            .filter_map(|t| t.strip_prefix('h').and_then(|n| n.parse().ok()).filter(|n| (1..=6).contains(n)))
            .collect();
        assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{what}: headings jump {levels:?}");
    }
}

fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

/// WCAG 2.2, contrast ratio.
fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn words_stand_out_from_the_ground_by_day_and_by_night() {
    for (ground, inks) in [(Ink::Paper, [Ink::Ink, Ink::Quiet, Ink::Deep])] {
        for ink in inks {
            for shade in [Ink::light as fn(Ink) -> &'static str, Ink::dark] {
                let ratio = contrast(shade(ground), shade(ink));
                assert!(ratio >= 4.5, "{ink:?} on {ground:?}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn a_path_of_somebody_elses_stands_before_ours() {
    let below = Frame { base: "/afterword".to_owned(), ..frame("Pay & Go/EU", Here::People) };
    assert_eq!(below.to(&[]), "/afterword/");
    assert_eq!(below.to(&["teams", "Pay & Go/EU", "cases"]), "/afterword/teams/Pay%20%26%20Go%2FEU/cases");
    assert_eq!(query(&[("week", None), ("q", Some("")), ("state", Some("a b"))]), "?state=a%20b");
}

#[test]
fn the_page_before_signing_in_reads_like_this() {
    let page = door::open("0123");
    insta::assert_snapshot!(body(&page).replace("><", ">\n<"), @r#"
    <body>
    <main class="alone" id="content">
    <h1>Sign in to Afterword</h1>
    <p>You asked for this in your chat. The button signs this browser in, for twelve hours.</p>
    <form method="post" autocomplete="off">
    <input type="hidden" name="browser" value="0123">
    <p>
    <button class="main" type="submit">Sign in</button>
    </p>
    </form>
    <p class="quiet">Did not ask for it? Close this page, and nothing happens.</p>
    </main>
    </body>
    </html>
    "#);
}

#[test]
fn a_scorecard_in_the_dashboard_speaks_its_teams_language_and_says_which() {
    let (voice, week) = (Voice::of(Language::De), specimen::full_week().week);
    let team = "Payments";
    let one = OneWeek { team, voice, week, card: Some(named(team)), frozen: true, moved: None, next: None };
    let page = teams::week(&frame(team, Here::Team(team)), &one);
    let card = page.split_once("<div lang=\"de\">").unwrap().1;
    assert!(card.contains("fanden es einfach (43 von 50)") && card.contains("Wie wurde das berechnet?"));
    assert!(page.contains("These are the numbers as they were frozen"), "the dashboard's own words are English");
    let led = TeamCard { team: team.to_owned(), voice, week, card: Some(named(team)), open: 0 };
    let overview = teams::overview(&frame(team, Here::Overview), &[led], &[], &[]);
    assert!(overview.contains("<div lang=\"de\"><p class=\"meaning\">Keine klare Veränderung"));
}
