//! Who is believed, and when.

use super::*;

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
