//! What a body may be, and what becomes of it.

use std::time::Instant;

use super::*;
use crate::domain::ids::IdentityKind;

#[test]
fn the_generic_shape_carries_everything() {
    let event =
        open("").read(&HeaderView::of([("x-afterword-delivery", "d-1")]), fixture!("generic/closed.json"), now());
    insta::assert_json_snapshot!(json::event(&event.unwrap()[0]), @r##"
    {
      "agent": {
        "email": "ana@example.com"
      },
      "chat": {
        "channel": "C0123",
        "installation": "T1",
        "own_thread": true,
        "platform": "slack",
        "thread": "1700000000.000100"
      },
      "customer": {
        "email": "mia@example.com",
        "name": "Mia",
        "slack": "U0123"
      },
      "dedupe_key": "d-1",
      "delivery_id": "d-1",
      "kind": "closed",
      "occurred_at": "2026-11-23T09:00:00Z",
      "outcome": "resolved",
      "source": "desk",
      "team": "T",
      "ticket": {
        "id": "482",
        "key": "#482",
        "status": "closed",
        "subject": "Refund",
        "tags": [
          "refund"
        ],
        "url": "https://desk.example.com/482"
      },
      "vendor": "generic"
    }
    "##);
}

#[test]
fn bodies_that_are_not_json_are_unreadable_and_never_quoted() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let many = format!("[{}]", vec!["1"; 400_000].join(","));
    let ten_thousand = format!("[{}]", vec!["{}"; 10_000].join(","));
    for body in [
        "",
        "  \n ",
        "hunter2",
        "{\"event\":\"hunter2",
        "\u{feff}{}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":NaN}",
        "{\"a\":1e999}",
        "7",
        "\"hunter2\"",
        "null",
        &deep,
        &many,
        &ten_thousand,
        "payload=%7B%7D",
    ] {
        let began = Instant::now();
        match read_open("", body) {
            Err(HookRefusal::Unreadable(why)) => assert!(!why.contains("hunter2"), "{why}"),
            other => panic!("{} gave {other:?}", &body[..body.len().min(40)]),
        }
        assert!(began.elapsed().as_secs() < 2, "slow on {}", &body[..body.len().min(40)]);
    }
    let utf16 = [0xff, 0xfe, b'{', 0, b'}', 0];
    assert!(matches!(open("").read(&HeaderView::default(), &utf16, now()), Err(HookRefusal::Unreadable(_))));
}

#[test]
fn a_close_without_its_ticket_is_incomplete() {
    for id in ["null", "\"\"", "\"-\"", "\"{{ticket.id}}\"", "1.5", "18446744073709551616", "[1]", "{}"] {
        let refused = read_open("", &format!("{{\"event\":\"ticket.closed\",\"ticket\":{{\"id\":{id}}}}}"));
        assert!(matches!(refused, Err(HookRefusal::Incomplete(_))), "{id} gave {refused:?}");
    }
    let long = format!("{{\"event\":\"ticket.closed\",\"ticket\":{{\"id\":\"{}\"}}}}", "x".repeat(10_240));
    assert!(matches!(read_open("", &long), Err(HookRefusal::Incomplete(_))));
}

#[test]
fn what_closes_nothing_is_no_error_even_without_a_ticket() {
    for body in
        ["{}", "[]", "{\"event\":\"ticket.tagged\"}", "{\"event\":null,\"ticket\":null}", "{\"event\":{\"a\":1}}"]
    {
        assert_eq!(read_open("", body), Ok(vec![]), "{body}");
    }
    assert_eq!(read_open("", "{\"event\":\"ping\",\"ticket\":{\"id\":1}}").unwrap()[0].kind, EventKind::Ping);
}

#[test]
fn duplicate_keys_are_accepted_because_zammad_sends_them() {
    let events = read_open("", "{\"event\":\"x\",\"event\":\"ticket.closed\",\"ticket\":{\"id\":1}}").unwrap();
    assert_eq!(events[0].kind, EventKind::Closed);
}

#[test]
fn several_events_in_one_request_are_told_apart_though_they_share_a_delivery() {
    let lines = "[source.match]\nitems = \"/events\"\n";
    let headers = HeaderView::of([("x-afterword-delivery", "d-7")]);
    let read = || open(lines).read(&headers, fixture!("generic/batch.json"), now()).unwrap();
    let events = read();
    assert_eq!(events.iter().map(|e| e.kind).collect::<Vec<_>>(), [EventKind::Closed, EventKind::Reopened]);
    assert_ne!(events[0].dedupe_key, events[1].dedupe_key);
    assert_eq!(events, read());
}

#[test]
fn a_reopened_ticket_s_second_close_has_a_key_of_its_own() {
    let at = |time: &str| {
        let body = format!("{{\"event\":\"ticket.closed\",\"ticket\":{{\"id\":1,\"closed_at\":\"{time}\"}}}}");
        read_open("", &body).unwrap().remove(0).dedupe_key
    };
    assert_eq!(at("2026-11-23T09:00:00Z"), at("2026-11-23T10:00:00+01:00"));
    assert_ne!(at("2026-11-23T09:00:00Z"), at("2026-11-24T09:00:00Z"));
}

#[test]
fn our_own_doings_in_the_helpdesk_are_ignored() {
    let lines = "[source.match]\nignore = [{ path = \"/actor\", in = [\"csat-bot@acme.example\"] }]\n";
    let body = "{\"event\":\"ticket.closed\",\"actor\":\"CSAT-bot@acme.example\",\"ticket\":{\"id\":1}}";
    assert_eq!(read_open(lines, body).unwrap()[0].kind, EventKind::Other);
}

#[test]
fn what_people_wrote_is_cleaned_and_cut() {
    let body = serde_json::json!({"event": "ticket.closed", "ticket": {
        "id": "a\u{0}b", "subject": format!("\u{202e}evil\n\u{0}{}", "x".repeat(5_000)), "url": "javascript:alert(1)",
        "tags": vec!["t"; 500], "customer": {"name": "n".repeat(5_000), "email": "not an address", "slack": "U1; DROP", "discord": "abc"},
    }});
    let event = read_open("", &body.to_string()).unwrap().remove(0);
    assert_eq!(event.ticket.id, "ab");
    let subject = event.ticket.subject.unwrap();
    assert!(subject.starts_with("evil ") && subject.chars().count() == 300, "{subject}");
    assert_eq!((event.ticket.url, event.ticket.tags.len()), (None, 50));
    let customer = event.customer.unwrap();
    assert_eq!((customer.name.unwrap().len(), customer.identities.len()), (255, 0));
}

#[test]
fn customers_are_found_by_whatever_the_source_knows() {
    let body = serde_json::json!({"event": "ticket.closed", "ticket": {"id": 1,
        "customer": {"email": "Mia@Example.com", "slack": "<@U07>", "discord": 2201},
        "chat": {"platform": "slack", "installation": "T1", "channel": "D9"}}});
    let event = read_open("", &body.to_string()).unwrap().remove(0);
    let names: Vec<_> =
        event.customer.unwrap().identities.iter().map(|i| (i.kind, i.installation.clone(), i.value.clone())).collect();
    let expected = [
        (IdentityKind::Slack, "T1".to_owned(), "U07".to_owned()),
        (IdentityKind::Discord, String::new(), "2201".to_owned()),
        (IdentityKind::Email, String::new(), "mia@example.com".to_owned()),
    ];
    assert_eq!(names, expected);
    let chat = event.chat.unwrap();
    assert!(chat.own_thread && chat.thread.is_none(), "a Slack direct message is nobody else's");
}

#[test]
fn a_conversation_that_cannot_be_addressed_is_left_out() {
    for chat in [
        "{\"platform\":\"teams\",\"channel\":\"C1\"}",
        "{\"channel\":\"C1\"}",
        "{\"platform\":\"slack\",\"thread\":\"1.2\"}",
        "{\"platform\":\"slack\",\"channel\":\"../C1\"}",
        "null",
    ] {
        let body = format!("{{\"event\":\"ticket.closed\",\"ticket\":{{\"id\":1,\"chat\":{chat}}}}}");
        assert_eq!(read_open("", &body).unwrap()[0].chat, None, "{chat}");
    }
}

#[test]
fn explaining_shows_the_event_or_why_not_and_may_skip_the_signature() {
    let body = fixture!("zendesk/trigger_solved.json");
    let none = HeaderView::default();
    assert_eq!(zendesk().explain(&none, body, now(), Signature::Skipped).unwrap()["ticket"]["id"], "5158");
    let why = |body: &[u8], signature| zendesk().explain(&none, body, now(), signature).unwrap_err();
    assert_eq!(why(body, Signature::Required), "not authenticated: the signature header is missing (401)");
    assert!(why(b"{", Signature::Skipped).ends_with("(line 1, column 1) (400)"), "{}", why(b"{", Signature::Skipped));
    assert!(why(b"{\"event\":\"ticket.solved\"}", Signature::Skipped).contains("map.ticket_id"));
    assert!(why(b"{}", Signature::Skipped).contains("ignored"));
}

#[test]
fn a_header_is_read_as_it_is_typed() {
    assert_eq!(HeaderView::line("X-A: b: c "), Some(("X-A", "b: c")));
    assert_eq!(HeaderView::line("X-A:"), Some(("X-A", "")));
    assert_eq!(HeaderView::line("no colon"), None);
    assert_eq!(HeaderView::line(": v"), None);
}
