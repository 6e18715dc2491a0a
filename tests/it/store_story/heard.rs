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
