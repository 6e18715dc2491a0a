//! Whose tickets are heard: what was closed in the week of asks, and answered, by kinds of tickets.

use super::ledger::{answered, import};
use super::*;
use afterword::domain::scorecard::heard::{Heard, HeardGroup};
use afterword::domain::scorecard::{Kind, build};
use afterword::domain::stats::Share;

/// So many tickets of a channel, the first of them answered, closed in the week of `noon`.
fn by(channel: &str, part: usize, whole: usize) -> Vec<LedgerLine> {
    let line = |n: usize| {
        let when = noon() + MINUTE * i32::try_from(n).unwrap();
        let (labels, tags) = (Some(channel.to_owned()), vec![format!("by {channel}"), "every".to_owned()]);
        let line = LedgerLine { channel: labels, tags, ..answered(&format!("{channel}-{n}"), &CES7, 7, when) };
        if n < part { line } else { LedgerLine { answer: None, state: "expired".to_owned(), ..line } }
    };
    (0..whole).map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_whose_customers_hardly_answer_is_counted_and_told_a_week_later() {
    on_both(async |store: Store, _| {
        import(&store, &by("email", 5, 60)).await;
        import(&store, &by("chat", 45, 120)).await;
        let (team, zone) = (TeamName::new("Payments"), TimeZone::get("Europe/Berlin").unwrap());
        let asked = Week::containing(noon(), &zone);
        let facts = async |week: Week| {
            week_facts(&store, &team, week, &zone, &[Series::from(&CES7)], week.span(&zone).1 + HOUR).await
        };
        // A week after they closed, every answer window is over.
        let later = facts(asked.back(-2)).await;
        assert_eq!(later.response.map(|ask| ask.week), Some(asked));
        assert_eq!(later.heard.all, Share { part: 50, whole: 180 });
        let named =
            |kind: Kind, name: &str| later.heard.groups.iter().find(|g| (g.kind, g.name.as_str()) == (kind, name));
        let email = Share { part: 5, whole: 60 };
        for (kind, name) in [(Kind::Channel, "email"), (Kind::Tag, "by email")] {
            let group = HeardGroup { kind, name: name.to_owned(), share: email };
            assert_eq!(named(kind, name), Some(&group));
        }
        let told = build(later.clone()).heard;
        let channel = Heard {
            kind: Kind::Channel,
            name: "email".to_owned(),
            more: false,
            of_tickets: Share { part: 60, whole: 180 },
            of_answers: Share { part: 5, whole: 50 },
        };
        assert_eq!(told.iter().find(|heard| heard.kind == Kind::Channel), Some(&channel), "{told:?}");
        // A week whose asks are of no week that is over tells nothing.
        assert_eq!(facts(asked.back(1)).await.heard.all, Share::default());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_who_waited_long_and_hardly_answer_are_counted_by_the_close_and_told() {
    on_both(async |store: Store, _| {
        let opened = |name: &str, before: Duration, part, whole| {
            let lines = by(name, part, whole).into_iter();
            let line = |line: LedgerLine| LedgerLine {
                opened_at: Some(line.closed_at - before),
                channel: None,
                tags: Vec::new(),
                ..line
            };
            lines.map(line).collect::<Vec<_>>()
        };
        import(&store, &opened("slow", HOUR * 30, 5, 60)).await;
        import(&store, &opened("quick", MINUTE, 45, 100)).await;
        // A ticket that was closed again is as old as its second close.
        let again = opened("again", HOUR * 2, 0, 1).remove(0);
        let later = LedgerLine { closed_at: again.closed_at + DAY, opened_at: again.opened_at, ..again.clone() };
        import(&store, &[again, later]).await;
        // When this one was opened nobody knows.
        import(&store, &by("unknown", 0, 1)).await;
        let (team, zone) = (TeamName::new("Payments"), TimeZone::get("Europe/Berlin").unwrap());
        let week = Week::containing(noon(), &zone).back(-2);
        let now = week.span(&zone).1 + HOUR;
        let facts = week_facts(&store, &team, week, &zone, &[Series::from(&CES7)], now).await;
        let waits: Vec<_> = facts.heard.groups.iter().filter(|group| group.kind == Kind::Wait).collect();
        let counted: Vec<_> = waits.iter().map(|g| (g.name.as_str(), g.share.part, g.share.whole)).collect();
        assert_eq!(counted, [("", 0, 1), ("day", 0, 1), ("hour", 45, 100), ("longer", 5, 61)]);
        let told: Vec<_> = build(facts).heard.into_iter().map(|heard| (heard.kind, heard.name, heard.more)).collect();
        assert_eq!(told, [(Kind::Wait, "longer".to_owned(), false)]);
    })
    .await;
}
