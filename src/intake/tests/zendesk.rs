//! Zendesk, both kinds of webhook, from saved bodies.

use super::*;
use crate::domain::ticket::Outcome;

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
