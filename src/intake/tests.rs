//! The promises of intake.

use std::collections::BTreeMap;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use proptest::prelude::*;
use sha2::Sha256;

use super::*;
use crate::config::Settings;
use crate::domain::ids::IdentityKind;
use crate::domain::ticket::Outcome;

const SECRET: &str = "dGhlIHNlY3JldCBhcyBwcmludGVk";
const OLD: &str = "the-one-before";

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/fixtures/", $name)).as_slice()
    };
}

/// A source as an operator would write it.
fn source(lines: &str) -> Source {
    let text =
        format!("[[team]]\nname = \"T\"\ntimezone = \"UTC\"\n[[source]]\nname = \"desk\"\nteam = \"T\"\n{lines}\n");
    let env = BTreeMap::from([("NEW".to_owned(), SECRET.to_owned()), ("OLD".to_owned(), OLD.to_owned())]);
    Settings::from_toml("test", &text, &env).unwrap_or_else(|e| panic!("{e}")).sources.remove(0)
}

fn zendesk() -> Source {
    source("preset = \"zendesk\"\nauth = { secret_env = [\"NEW\", \"OLD\"] }")
}

fn generic() -> Source {
    source("auth = { secret_env = [\"NEW\", \"OLD\"] }")
}

fn open(lines: &str) -> Source {
    source(&format!("auth = {{ scheme = \"none\" }}\n{lines}"))
}

fn now() -> Timestamp {
    "2026-11-23T09:00:10Z".parse().unwrap()
}

fn mac(secret: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// Zendesk's two headers for this body, signed at `at`.
fn zendesk_headers(secret: &str, at: &str, body: &[u8]) -> [(String, String); 2] {
    let signature = STANDARD.encode(mac(secret, &[at.as_bytes(), body]));
    [("x-zendesk-webhook-signature".into(), signature), ("X-Zendesk-Webhook-Signature-Timestamp".into(), at.into())]
}

fn generic_headers(secret: &str, at: &str, body: &[u8]) -> [(String, String); 2] {
    let signature = format!("sha256={}", hex::encode(mac(secret, &[at.as_bytes(), b".", body])));
    [("X-Afterword-Signature".into(), signature), ("X-Afterword-Timestamp".into(), at.into())]
}

fn view(pairs: &[(String, String)]) -> HeaderView<'_> {
    HeaderView::of(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())))
}

fn read_zendesk(body: &[u8]) -> Vec<TicketEvent> {
    let headers = zendesk_headers(SECRET, "2026-11-23T09:00:05Z", body);
    zendesk().read(&view(&headers), body, now()).unwrap()
}

fn read_open(lines: &str, body: &str) -> Result<Vec<TicketEvent>, HookRefusal> {
    open(lines).read(&HeaderView::default(), body.as_bytes(), now())
}

// ── Zendesk ─────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_zendesk_event_subscription_becomes_a_close() {
    let event = read_zendesk(fixture!("zendesk/event_solved.json")).remove(0);
    assert_eq!(event.kind, EventKind::Closed);
    insta::assert_json_snapshot!(json::event(&event), @r#"
    {
      "agent": {
        "id": "8447388090494"
      },
      "closed_by": {
        "id": "8447388090494"
      },
      "customer": {
        "id": "8447388090495"
      },
      "dedupe_key": "cbe4028c-7239-495d-b020-f22348516046",
      "delivery_id": "cbe4028c-7239-495d-b020-f22348516046",
      "extra": {
        "group": "8447320466430"
      },
      "kind": "closed",
      "occurred_at": "2026-11-23T09:00:00.123Z",
      "outcome": "resolved",
      "source": "desk",
      "team": "T",
      "ticket": {
        "channel": "web_service",
        "closed_at": "2026-11-23T09:00:00.123Z",
        "created_at": "2026-11-20T08:15:02Z",
        "id": "5158",
        "previous_status": "OPEN",
        "status": "SOLVED",
        "subject": "Charged twice",
        "tags": [
          "billing",
          "vip"
        ]
      },
      "vendor": "zendesk"
    }
    "#);
}

#[test]
fn a_zendesk_trigger_becomes_a_close_with_people() {
    let event = read_zendesk(fixture!("zendesk/trigger_solved.json")).remove(0);
    assert_eq!(event.kind, EventKind::Closed);
    insta::assert_json_snapshot!(json::event(&event), @r#"
    {
      "agent": {
        "email": "ana@example.com",
        "name": "Ana Díaz"
      },
      "customer": {
        "email": "mia@example.com",
        "id": "8447388090495",
        "name": "Mia Berg"
      },
      "dedupe_key": "61b440123de46439275e5717a679f2fb94a6d69adc9fe89ea5f42447537d7faa",
      "extra": {
        "group": "Payments"
      },
      "kind": "closed",
      "occurred_at": "2026-11-23T09:00:00Z",
      "outcome": "resolved",
      "source": "desk",
      "team": "T",
      "ticket": {
        "channel": "Web Form",
        "closed_at": "2026-11-23T09:00:00Z",
        "created_at": "2026-11-20T08:15:02Z",
        "id": "5158",
        "language": "de",
        "status": "Gelöst",
        "subject": "Charged twice",
        "tags": [
          "billing",
          "vip"
        ],
        "url": "https://acme.zendesk.com/agent/tickets/5158"
      },
      "vendor": "zendesk"
    }
    "#);
}

#[test]
fn what_a_template_could_not_fill_in_is_absent() {
    let event = read_zendesk(fixture!("zendesk/trigger_half_filled.json")).remove(0);
    assert_eq!(event.agent, None);
    let customer = event.customer.unwrap();
    assert_eq!((customer.name, customer.identities.len()), (None, 0));
    assert_eq!((event.ticket.subject, event.ticket.url, event.ticket.tags.len()), (None, None, 0));
    assert_eq!(event.occurred_at, now(), "receipt time stands in");
}

#[test]
fn solved_to_closed_is_not_a_second_close() {
    let event = read_zendesk(fixture!("zendesk/event_closed_after_solved.json")).remove(0);
    assert_eq!(event.kind, EventKind::Other);
}

#[test]
fn reopening_merging_and_deleting_are_told_apart() {
    assert_eq!(read_zendesk(fixture!("zendesk/event_reopened.json"))[0].kind, EventKind::Reopened);
    assert_eq!(read_zendesk(fixture!("zendesk/event_deleted.json"))[0].kind, EventKind::Deleted);
    assert_eq!(read_zendesk(fixture!("zendesk/event_priority.json"))[0].kind, EventKind::Other);
    let merged = &read_zendesk(fixture!("zendesk/event_merged.json"))[0];
    assert_eq!((merged.kind, merged.outcome), (EventKind::Closed, Outcome::Merged));
}

#[test]
fn a_repeated_delivery_has_the_same_key_and_another_has_another() {
    let key = |body: &[u8]| read_zendesk(body).remove(0).dedupe_key;
    let solved = key(fixture!("zendesk/event_solved.json"));
    assert_eq!(solved, key(fixture!("zendesk/event_solved.json")));
    assert_ne!(solved, key(fixture!("zendesk/event_reopened.json")));
    let trigger = key(fixture!("zendesk/trigger_solved.json"));
    assert_eq!(
        trigger,
        key(fixture!("zendesk/trigger_solved.json")),
        "no id in it, but ticket, status and time are the same"
    );
    assert_eq!(trigger.len(), 64);
}

// ── Signatures ──────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn any_configured_secret_signs_so_that_secrets_can_rotate() {
    let body = fixture!("generic/closed.json");
    for secret in [SECRET, OLD] {
        assert!(generic().read(&view(&generic_headers(secret, "1795424400", body)), body, now()).is_ok());
    }
    let refused = generic().read(&view(&generic_headers("another", "1795424400", body)), body, now());
    assert_eq!(refused, Err(HookRefusal::Unauthorized(Unsigned::Wrong)));
}

#[test]
fn a_signature_is_not_accepted_unless_it_is_exactly_right() {
    let body = fixture!("generic/closed.json");
    let good = generic_headers(SECRET, "1795424400", body);
    let with = |signature: Option<&str>| {
        let mut headers = good.to_vec();
        match signature {
            Some(text) => headers[0].1 = text.to_owned(),
            None => drop(headers.remove(0)),
        }
        generic().read(&view(&headers), body, now()).map(|_| ())
    };
    let refused = |why| Err(HookRefusal::Unauthorized(why));
    let hex = good[0].1.trim_start_matches("sha256=").to_owned();
    assert_eq!(with(None), refused(Unsigned::Missing));
    assert_eq!(with(Some("")), refused(Unsigned::Missing));
    assert_eq!(with(Some(&hex)), refused(Unsigned::Malformed));
    assert_eq!(with(Some(&format!("sha1={hex}"))), refused(Unsigned::Malformed));
    assert_eq!(with(Some("sha256=zz")), refused(Unsigned::Malformed));
    assert_eq!(with(Some(&format!("sha256={}", &hex[..62]))), refused(Unsigned::Wrong));
    assert_eq!(with(Some("sha256=")), refused(Unsigned::Wrong));
    assert_eq!(with(Some(&format!("sha256={}", hex.to_uppercase()))), Ok(()));
    let mut twice = good.to_vec();
    twice.push(good[0].clone());
    assert_eq!(generic().read(&view(&twice), body, now()), refused(Unsigned::Repeated).map(|()| vec![]));
}

#[test]
fn the_replay_window_is_five_minutes_either_way() {
    let body = fixture!("generic/closed.json");
    let at = |second: i64| {
        let stamp = (now().as_second() + second).to_string();
        generic().read(&view(&generic_headers(SECRET, &stamp, body)), body, now()).map(|_| ())
    };
    for inside in [-300, -1, 0, 300] {
        assert_eq!(at(inside), Ok(()), "{inside}");
    }
    for outside in [-600, -301, 301] {
        assert_eq!(at(outside), Err(HookRefusal::Unauthorized(Unsigned::TooOld)), "{outside}");
    }
}

#[test]
fn a_signed_timestamp_that_is_no_time_is_refused() {
    let body = fixture!("generic/closed.json");
    for stamp in ["", "abc", "-1795424400", "9e99", "1795424400.5", " 1795424400", "99999999999999999999"] {
        let refused = generic().read(&view(&generic_headers(SECRET, stamp, body)), body, now());
        assert_eq!(refused, Err(HookRefusal::Unauthorized(Unsigned::NoTime)), "{stamp:?}");
    }
    let millis = generic_headers(SECRET, "1795424400000", body);
    assert!(matches!(generic().read(&view(&millis), body, now()), Err(HookRefusal::Unauthorized(_))));
    let headers = zendesk_headers(SECRET, "2026-11-23 09:00", body);
    assert_eq!(zendesk().read(&view(&headers), body, now()), Err(HookRefusal::Unauthorized(Unsigned::NoTime)));
}

#[test]
fn a_token_must_be_the_whole_secret_after_its_prefix() {
    let source = source(
        "auth = { scheme = \"token\", header = \"Authorization\", prefix = \"Bearer \", secret_env = [\"NEW\"] }",
    );
    let with = |value: &str| {
        let headers = [("authorization".to_owned(), value.to_owned())];
        source.read(&view(&headers), fixture!("generic/closed.json"), now()).map(|_| ())
    };
    assert_eq!(with(&format!("Bearer {SECRET}")), Ok(()));
    for wrong in [SECRET.to_owned(), format!("Bearer {}", &SECRET[1..]), format!("Bearer {SECRET}x"), "Bearer ".into()]
    {
        assert!(with(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_unsigned_request_is_refused_before_it_is_parsed() {
    let refused = zendesk().read(&HeaderView::default(), b"not json at all", now());
    assert_eq!(refused, Err(HookRefusal::Unauthorized(Unsigned::Missing)));
}

// ── Bodies ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── Any input ───────────────────────────────────────────────────────────────────────────────────────────────────────

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        ".{0,40}".prop_map(Into::into),
        "[0-9:TZ +.-]{0,30}".prop_map(Into::into),
    ];
    let key = prop_oneof![
        Just("event".to_owned()),
        Just("ticket".to_owned()),
        Just("id".to_owned()),
        Just("chat".to_owned()),
        Just("customer".to_owned()),
        Just("email".to_owned()),
        Just("tags".to_owned()),
        Just("closed_at".to_owned()),
        ".{0,6}",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::Array),
            proptest::collection::btree_map(key.clone(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_whatever_bring_the_reader_down(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = OPEN.with(|source| source.read(&HeaderView::default(), &body, now()));
    }

    #[test]
    fn no_json_whatever_brings_the_reader_down_or_leaves_an_unbounded_text(mut body in any_json()) {
        if let Some(object) = body.as_object_mut() {
            object.insert("event".into(), "ticket.closed".into());
        }
        let read = OPEN.with(|source| source.read(&HeaderView::default(), body.to_string().as_bytes(), now()));
        for event in read.unwrap_or_default() {
            prop_assert!((1..=255).contains(&event.ticket.id.chars().count()));
            prop_assert!(!event.ticket.id.contains('\0'));
            prop_assert!(!event.dedupe_key.is_empty());
            prop_assert!(event.occurred_at.as_nanosecond() % 1_000_000 == 0);
        }
    }

    #[test]
    fn a_signature_holds_for_its_own_bytes_only(body in any_json(), at in 0..200_usize, bit in 0..8_u8) {
        let compact = body.to_string().into_bytes();
        let headers = generic_headers(SECRET, "1795424400", &compact);
        let believed = |bytes: &[u8]| GENERIC.with(|source| source.auth.verify(&view(&headers), bytes, now()).is_ok());
        prop_assert!(believed(&compact));
        let mut flipped = compact.clone();
        let index = at % flipped.len();
        flipped[index] ^= 1 << bit;
        prop_assert!(!believed(&flipped));
        let reserialised = serde_json::to_vec_pretty(&body).unwrap();
        prop_assert_eq!(believed(&reserialised), reserialised == compact);
        prop_assert!(!believed(&[compact.as_slice(), b" "].concat()));
    }
}

thread_local! {
    static OPEN: Source = open("");
    static GENERIC: Source = generic();
}
