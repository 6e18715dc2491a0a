//! Properties that hold for any input whatever.

use proptest::prelude::*;

use super::*;

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
