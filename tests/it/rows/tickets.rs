//! B13–B18: what a helpdesk may say about tickets and people, in any order and any shape.
//!
//! Covered elsewhere: a close, reopening and close before anything is sent, the same delivery twice and twenty at once
//! (`hooks`); every JSON at all (`src/intake/tests/any_input.rs` and the `hooks` fuzz target).

use afterword::clock::{Clock, SystemClock};
use afterword::domain::{Duration, Timestamp};
use serde_json::{Value, json};

use super::stage::Stage;
use crate::program::printed;
use crate::world::{Discord, Slack, Wish};

fn now() -> Timestamp {
    SystemClock::default().now()
}

fn ago(length: Duration) -> String {
    (now() - length).to_string()
}

/// A conversation-less ticket of somebody known by their Slack id.
fn of(id: &str, slack: &str) -> Value {
    json!({ "id": id, "customer": { "slack": slack } })
}

fn at(event: &str, when: &str, ticket: Value) -> Vec<u8> {
    json!({ "event": event, "occurred_at": when, "ticket": ticket }).to_string().into_bytes()
}

#[tokio::test]
async fn b13_closed_twice_reopened_deleted_or_told_in_the_wrong_order_nobody_has_two_open_prompts() {
    let stage = Stage::set().await;
    let minutes = |n| ago(Duration::from_mins(n));
    let until_prompts = async |who: &str, n: usize| {
        let seen = stage.world.planet().until(|_| (stage.open_prompts(Slack, who).len() == n).then_some(())).await;
        assert!(seen.is_some(), "{who} has {} open prompts, not {n}", stage.open_prompts(Slack, who).len());
    };

    // Closed twice: solved, then closed for good.
    let twice = stage.somebody();
    for status in ["solved", "closed"] {
        let ticket = json!({ "id": "twice", "status": status, "customer": { "slack": twice.slack } });
        stage.closed(ticket).await;
    }
    until_prompts(&twice.key, 1).await;

    // Asked, reopened, closed again: the first prompt stops asking, and the person is not asked again so soon.
    let again = stage.somebody();
    let ticket = || of("again", &again.slack);
    assert_eq!(stage.hook(&at("ticket.closed", &minutes(9), ticket())).await, 200);
    until_prompts(&again.key, 1).await;
    assert_eq!(stage.hook(&at("ticket.reopened", &minutes(8), ticket())).await, 200);
    until_prompts(&again.key, 0).await;
    assert_eq!(stage.hook(&at("ticket.closed", &minutes(7), ticket())).await, 200);

    // The reopening overtakes the close it undoes: the ticket is open, so nobody is asked until it closes later. So does
    // a deletion. What was delivered before something that has already come to its end has been worked through.
    let (overtaken, gone, between) = (stage.somebody(), stage.somebody(), stage.somebody());
    let ticket = || of("overtaken", &overtaken.slack);
    assert_eq!(stage.hook(&at("ticket.reopened", &minutes(5), ticket())).await, 200);
    assert_eq!(stage.hook(&at("ticket.deleted", &minutes(5), of("gone", &gone.slack))).await, 200);
    stage.closed(of("between", &between.slack)).await;
    until_prompts(&between.key, 1).await;
    assert_eq!(stage.hook(&at("ticket.closed", &minutes(6), ticket())).await, 200);
    assert_eq!(stage.hook(&at("ticket.closed", &minutes(6), of("gone", &gone.slack))).await, 200);

    // Deleted while the prompt is open.
    let deleted = stage.somebody();
    stage.closed(of("deleted", &deleted.slack)).await;
    until_prompts(&deleted.key, 1).await;
    assert_eq!(stage.event("ticket.deleted", of("deleted", &deleted.slack)).await, 200);
    until_prompts(&deleted.key, 0).await;

    // Closed, but nobody was helped.
    let mut unhelped = Vec::new();
    for outcome in ["merged", "spam", "duplicate", "not_planned", "canceled"] {
        let person = stage.somebody();
        stage.closed(json!({ "id": outcome, "outcome": outcome, "customer": { "slack": person.slack } })).await;
        assert_eq!(stage.fate(outcome).await, ("skipped".to_owned(), "not_resolved".to_owned()));
        unhelped.push(person.key);
    }

    stage.still_works().await;
    for who in unhelped.iter().chain([&overtaken.key, &gone.key]) {
        assert!(!stage.was_written_to(Slack, who), "{who} was asked");
    }
    assert_eq!(stage.rows("twice", |rows| !rows.is_empty()).await.len(), 1);
    let rows = stage.rows("again", |rows| rows.len() == 2).await;
    let mut fates: Vec<_> =
        rows.iter().map(|r| (r["state"].as_str().unwrap(), r["reason"].as_str().unwrap())).collect();
    fates.sort_unstable();
    assert_eq!(fates, [("cancelled", "reopened"), ("skipped", "cooldown")]);
    assert_eq!(stage.fate("deleted").await, ("cancelled".to_owned(), "deleted".to_owned()));
    assert!(stage.ledger().iter().all(|row| row["ticket_id"] != "overtaken" && row["ticket_id"] != "gone"));

    assert_eq!(stage.hook(&at("ticket.closed", &minutes(4), of("overtaken", &overtaken.slack))).await, 200);
    until_prompts(&overtaken.key, 1).await;
}

#[tokio::test]
async fn b14_a_close_from_long_ago_or_from_the_future_is_counted_with_its_reason_and_nobody_is_asked() {
    let stage = Stage::set().await;
    let unbelievable = [
        ago(Duration::from_hours(24 * 365 * 3)),
        ago(Duration::from_hours(73)),
        "1970-01-01T00:00:01Z".to_owned(),
        "0001-01-01T00:00:00Z".to_owned(),
        ago(Duration::from_hours(-25)),
        ago(Duration::from_hours(-24 * 365)),
        "9999-12-30T22:00:00Z".to_owned(),
        "99999999999".to_owned(),
        "99999999999999".to_owned(),
    ];
    let mut left_alone = Vec::new();
    for (n, closed_at) in unbelievable.iter().enumerate() {
        let (id, person) = (format!("t{n}"), stage.somebody());
        let number: Option<i64> = closed_at.parse().ok();
        let closed_at = number.map_or_else(|| json!(closed_at), |n| json!(n));
        stage.closed(json!({ "id": id, "closed_at": closed_at, "customer": { "slack": person.slack } })).await;
        assert_eq!(stage.fate(&id).await, ("skipped".to_owned(), "too_old".to_owned()), "{closed_at}");
        assert!(printed(&stage.world, &["why", &id]).contains("too long ago"), "{closed_at}");
        left_alone.push(person.key);
    }
    // What is no time at all is no reason to lose the close: it counts from when it reached us.
    for (n, closed_at) in [json!("yesterday"), json!(1e300), json!([]), json!(-5), json!(true)].iter().enumerate() {
        let (id, person) = (format!("u{n}"), stage.somebody());
        stage.closed(json!({ "id": id, "closed_at": closed_at, "customer": { "slack": person.slack } })).await;
        assert_eq!(stage.fate(&id).await.0, "delivered", "{closed_at}");
    }
    // A helpdesk whose clock is a little ahead is believed.
    let person = stage.somebody();
    let soon = ago(Duration::from_mins(-2));
    stage.closed(json!({ "id": "ahead", "closed_at": soon, "customer": { "slack": person.slack } })).await;
    let rows = stage.rows("ahead", |rows| !rows.is_empty()).await;
    assert_eq!(rows[0]["state"], "planned");
    stage.still_works().await;
    assert!(left_alone.iter().all(|who| !stage.was_written_to(Slack, who)));
}

#[tokio::test]
async fn b15_nobody_is_asked_in_place_of_the_customer() {
    let mut wish = Wish::default();
    if let Some(robot) = wish.cast.people.iter_mut().find(|p| p.key == "sam") {
        robot.is_bot = true;
    }
    let stage = Stage::with(wish).await;
    let planet = stage.world.planet();
    let person = |who: &str| planet.person(who).unwrap();
    let (ana, lena, sam, mia) = (person("ana"), person("lena"), person("sam"), person("mia"));
    let cases = [
        ("none", json!(null), "skipped", "no_customer"),
        ("nothing", json!({}), "skipped", "no_customer"),
        ("text", json!("Mia"), "skipped", "no_customer"),
        ("list", json!([{ "email": mia.email }]), "skipped", "no_customer"),
        ("named", json!({ "name": "Mia" }), "skipped", "no_customer"),
        ("numbered", json!({ "id": 77 }), "skipped", "no_customer"),
        ("stranger", json!({ "email": "nobody@elsewhere.example" }), "undeliverable", "no_place"),
        ("agent", json!({ "slack": ana.slack }), "skipped", "customer_is_agent"),
        ("agent-on-discord", json!({ "discord": ana.discord }), "skipped", "customer_is_agent"),
        ("agent-by-mail", json!({ "email": ana.email }), "skipped", "customer_is_agent"),
        ("manager", json!({ "slack": lena.slack }), "skipped", "customer_is_agent"),
        ("bot", json!({ "slack": mia.slack, "bot": true }), "skipped", "customer_is_bot"),
        ("bot-in-words", json!({ "slack": mia.slack, "bot": "TRUE" }), "skipped", "customer_is_bot"),
        ("bot-by-profile", json!({ "slack": sam.slack }), "skipped", "customer_is_bot"),
        ("bot-by-mail", json!({ "email": sam.email }), "skipped", "customer_is_bot"),
        ("bad-address", json!({ "email": "mia at example.com" }), "skipped", "no_customer"),
        ("hidden-address", json!({ "email": "mi\u{200b}a@example.com" }), "skipped", "no_customer"),
        ("turned-address", json!({ "email": "mia\u{202e}@example.com" }), "skipped", "no_customer"),
        ("turned-id", json!({ "slack": format!("{}\u{202e}", mia.slack) }), "skipped", "no_customer"),
        ("by-mail", json!({ "email": mia.email }), "delivered", ""),
    ];
    for (id, customer, ..) in &cases {
        stage.closed(json!({ "id": id, "customer": customer })).await;
    }
    for (id, _, state, reason) in &cases {
        let fate = stage.fate(id).await;
        assert_eq!(fate, ((*state).to_owned(), (*reason).to_owned()), "{id}");
        assert!(printed(&stage.world, &["why", id]).contains(id), "why explains {id}");
    }
    stage.still_works().await;
    for platform in [Slack, Discord] {
        for who in ["ana", "ben", "lena", "sam"] {
            assert!(!stage.was_written_to(platform, who), "{who} was written to on {platform:?}");
        }
    }
    assert_eq!(stage.open_prompts(Slack, "mia").len(), 1, "Mia was asked once, about her own ticket");
}

#[tokio::test]
async fn b16_a_ticket_s_id_is_kept_exactly_as_opaque_text_or_refused() {
    let stage = Stage::set().await;
    let long = "7".repeat(255);
    // As it stands in the body, and as it is kept; nothing where it must be refused.
    let ids: [(Value, Option<&str>); 24] = [
        (json!(0), Some("0")),
        (json!(-1), Some("-1")),
        (json!(9_223_372_036_854_775_808_u64), Some("9223372036854775808")),
        (json!(18_446_744_073_709_551_616.0), None),
        (json!(1.5), None),
        (json!(1e3), None),
        (json!("007"), Some("007")),
        (json!("7"), Some("7")),
        (json!("x".repeat(10_000)), None),
        (json!(long), Some(&long)),
        (json!("7".repeat(256)), None),
        (json!("🎫"), Some("🎫")),
        (json!("../../x"), Some("../../x")),
        (json!("'; DROP TABLE ticket; --"), Some("'; DROP TABLE ticket; --")),
        (json!("=1+1"), Some("=1+1")),
        (json!("%2e%2e%2f"), Some("%2e%2e%2f")),
        (json!(""), None),
        (json!("   "), None),
        (json!("\u{0}"), None),
        (Value::Null, None),
        (json!(true), None),
        (json!([]), None),
        (json!({}), None),
        (json!(["9"]), None),
    ];
    for (id, kept) in &ids {
        let status = stage.event("ticket.closed", json!({ "id": id, "customer": null })).await;
        match kept {
            Some(_) => assert_eq!(status, 200, "{id}"),
            None => assert!(matches!(status, 400 | 422), "{status} for {id}"),
        }
    }
    assert!(matches!(stage.event("ticket.closed", json!({})).await, 400 | 422));
    let mut expected: Vec<&str> = ids.iter().filter_map(|(_, kept)| *kept).collect();
    expected.sort_unstable();
    for id in &expected {
        stage.rows(id, |rows| !rows.is_empty()).await;
    }
    let ledger = stage.ledger();
    let mut stored: Vec<&str> = ledger.iter().map(|row| row["ticket_id"].as_str().unwrap()).collect();
    stored.sort_unstable();
    assert_eq!(stored, expected);
    for id in expected {
        let told = printed(&stage.world, &["why", id]);
        assert!(!told.is_empty(), "{id}");
    }
    stage.still_works().await;
}

#[tokio::test]
async fn b17_names_that_turn_flood_or_never_end_are_cut_between_graphemes_and_isolated() {
    let stage = Stage::set().await;
    let zalgo: String = "Zalgo".chars().map(|c| format!("{c}{}", "\u{335}\u{489}\u{36f}".repeat(60))).collect();
    let family = "👩‍👩‍👧‍👦".repeat(700);
    let names = [
        "\u{202e}moc.live\u{202c} refund".to_owned(),
        "\u{2066}\u{2067}isolated\u{2069}".to_owned(),
        "zero\u{200b}\u{200d}\u{feff}\u{2060}width".to_owned(),
        "שלום עולם".to_owned(),
        zalgo,
        "x".repeat(5_000),
        "e\u{301}".repeat(5_000),
        family,
        "\u{7}bell\u{1b}[31m\r\nred\0".to_owned(),
        "*bold* _it_ `code` <!channel> @everyone [a](https://evil.example)".to_owned(),
    ];
    for (n, name) in names.iter().enumerate() {
        for platform in [Slack, Discord] {
            let (who, id) = (stage.somebody(), format!("{platform:?}-{n}"));
            let customer = match platform {
                Slack => json!({ "slack": who.slack, "name": name }),
                Discord => json!({ "discord": who.discord, "name": name }),
            };
            // The key is what people call the ticket: it stands in the prompt.
            stage
                .closed(json!({ "id": id, "key": name, "subject": name, "tags": [name], "status": name,
                "agent": { "name": name }, "customer": customer }))
                .await;
            let found = |_: &_| stage.open_prompts(platform, &who.key).into_iter().next();
            let prompt = stage.world.planet().until(found).await;
            assert!(prompt.is_some(), "no prompt for {n}:\n{}", stage.program.log());
            let prompt = prompt.unwrap();
            is_tame(prompt.text());
            assert!(prompt.text().chars().count() < 600, "{}", prompt.text());
            let row = stage.rows(&id, |rows| !rows.is_empty()).await.remove(0);
            for column in ["subject", "agent", "tags"] {
                let kept = row[column].as_str().unwrap_or_default();
                assert!(kept.chars().count() <= 300, "{column}: {kept}");
                assert!(!kept.chars().any(char::is_control), "{column}: {kept:?}");
                assert!(!kept.ends_with('\u{200d}'), "{column} is cut inside a grapheme: {kept:?}");
            }
            is_tame(&printed(&stage.world, &["why", &id]));
        }
    }
    stage.still_works().await;
}

/// Nothing overrides a direction, nothing is invisible by itself, isolates are balanced, and no letter carries a tower.
fn is_tame(text: &str) {
    let (mut open, mut marks) = (0_i32, 0);
    for c in text.chars() {
        assert!(
            !matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{2060}'),
            "{text:?}"
        );
        assert!(c == '\n' || !c.is_control(), "{text:?}");
        match c {
            '\u{2066}'..='\u{2068}' => open += 1,
            '\u{2069}' => open -= 1,
            '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' => marks += 1,
            _ => marks = 0,
        }
        assert!((0..=1).contains(&open) && marks <= 3, "{text:?}");
    }
    assert_eq!(open, 0, "{text:?}");
}

#[tokio::test]
async fn b18_unknown_fields_unknown_events_and_nulls_are_taken_and_what_means_nothing_is_left_alone() {
    let stage = Stage::set().await;
    let ignored = [
        json!({ "event": "ticket.exploded", "ticket": { "id": "x" } }),
        json!({ "event": "ticket.exploded" }),
        json!({ "event": null, "ticket": null }),
        json!({ "event": ["ticket.opened"], "ticket": { "id": "x" } }),
        json!({ "event": { "type": "ticket.closed" }, "ticket": { "id": "x" } }),
        json!({ "event": 7, "ticket": "x" }),
        json!({ "event": "ping" }),
        json!({}),
    ];
    for body in &ignored {
        assert_eq!(stage.hook(body.to_string().as_bytes()).await, 200, "{body}");
    }
    let nulls: Value = [
        "subject",
        "url",
        "status",
        "previous_status",
        "tags",
        "channel",
        "language",
        "created_at",
        "closed_at",
        "agent",
        "closed_by",
        "customer",
        "chat",
        "outcome",
        "touchpoint",
        "segment",
        "key",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), Value::Null))
    .chain([("id".to_owned(), json!("nulls"))])
    .collect::<serde_json::Map<_, _>>()
    .into();
    stage.closed(nulls).await;
    assert_eq!(stage.fate("nulls").await, ("skipped".to_owned(), "no_customer".to_owned()));
    // Objects where texts belong and texts where objects belong cost nobody their close.
    let odd = json!({ "id": "odd", "subject": { "a": 1 }, "url": [1], "status": {}, "tags": { "x": [null] }, "agent": 5,
        "closed_by": [], "chat": "slack", "closed_at": {}, "customer": { "slack": null, "email": 7, "name": [] },
        "unknown": { "deep": [[[[{}]]]] } });
    stage.closed(odd).await;
    assert_eq!(stage.fate("odd").await, ("skipped".to_owned(), "no_customer".to_owned()));
    let person = stage.somebody();
    let rich = json!({ "vendor_extra": [1, 2, { "a": null }], "event": "ticket.closed", "v": 99, "ticket": {
        "id": "rich", "customer": { "slack": person.slack, "favourite_colour": "blue" }, "new_in_2031": true } });
    assert_eq!(stage.hook(rich.to_string().as_bytes()).await, 200);
    assert_eq!(stage.fate("rich").await.0, "delivered");
    stage.still_works().await;
    assert!(stage.ledger().iter().all(|row| row["ticket_id"] != "x"));
}
