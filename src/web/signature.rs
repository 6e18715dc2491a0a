//! How Slack and Discord prove that it is they who call.
//!
//! Knows both schemes: HMAC over `v0:time:body` with any of several secrets, and Ed25519 over `time body`; both only
//! within five minutes of now, in either direction. Works on raw bytes, before anything is parsed, in a time that does
//! not depend on where a signature differs. Refuses to say to the caller what was wrong.

use ed25519_dalek::{Signature, VerifyingKey};
use secrecy::SecretString;

use crate::domain::{Duration, Timestamp};
use crate::intake::auth::{Encoding, Part, Signed, Stamp, Unit};
use crate::intake::{Auth, HeaderView, Unsigned};

/// Farther from now no signature is believed.
const TOLERANCE: Duration = Duration::from_secs(300);
/// No time in seconds is longer, for a very long while.
const MAX_DIGITS: usize = 12;

/// Slack's scheme.
pub(super) fn slack(secrets: Vec<SecretString>) -> Auth {
    Auth::Hmac(Box::new(Signed {
        header: "x-slack-signature".to_owned(),
        prefix: "v0=".to_owned(),
        encoding: Encoding::Hex,
        template: vec![Part::Literal("v0:".to_owned()), Part::Timestamp, Part::Literal(":".to_owned()), Part::Body],
        stamp: Some(Stamp {
            header: "x-slack-request-timestamp".to_owned(),
            unit: Unit::Seconds,
            tolerance: TOLERANCE,
        }),
        secrets,
    }))
}

/// Discord's scheme.
pub(super) fn discord(
    key: &VerifyingKey,
    headers: &HeaderView<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Unsigned> {
    let given = only(headers, "x-signature-ed25519")?.ok_or(Unsigned::Missing)?;
    let stamp = only(headers, "x-signature-timestamp")?.ok_or(Unsigned::NoTime)?;
    let at = seconds(stamp).ok_or(Unsigned::NoTime)?;
    if now.duration_since(at).abs() > TOLERANCE {
        return Err(Unsigned::TooOld);
    }
    let bytes: [u8; 64] = hex::decode(given).ok().and_then(|b| b.try_into().ok()).ok_or(Unsigned::Malformed)?;
    let signed = [stamp.as_bytes(), body].concat();
    // Strict: a signature that several bodies or keys would share proves nothing.
    key.verify_strict(&signed, &Signature::from_bytes(&bytes)).map_err(|_| Unsigned::Wrong)
}

fn seconds(stamp: &str) -> Option<Timestamp> {
    let plain = !stamp.is_empty() && stamp.len() <= MAX_DIGITS && stamp.bytes().all(|b| b.is_ascii_digit());
    Timestamp::from_second(stamp.parse().ok().filter(|_| plain)?).ok()
}

/// The one value under this name; of two it cannot be known which was meant.
fn only<'a>(headers: &HeaderView<'a>, name: &str) -> Result<Option<&'a str>, Unsigned> {
    let mut values = headers.all(name);
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Unsigned::Repeated),
        (first, None) => Ok(first),
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn verdict(key: &VerifyingKey, signature: &str, stamp: &str, body: &[u8]) -> Result<(), Unsigned> {
        let headers = HeaderView::of([("X-Signature-Ed25519", signature), ("X-Signature-Timestamp", stamp)]);
        discord(key, &headers, body, Timestamp::from_second(NOW).unwrap())
    }

    #[test]
    fn discord_is_believed_for_exactly_what_it_signed_within_five_minutes() {
        let signing = SigningKey::from_bytes(&[7; 32]);
        let key = signing.verifying_key();
        let signed = |at: i64| hex::encode(signing.sign(format!("{at}{{}}").as_bytes()).to_bytes());
        for at in [NOW, NOW - 300, NOW + 300] {
            assert_eq!(verdict(&key, &signed(at), &at.to_string(), b"{}"), Ok(()));
            assert_eq!(verdict(&key, &signed(at).to_uppercase(), &at.to_string(), b"{}"), Ok(()));
        }
        for at in [NOW - 301, NOW + 301, NOW * 1000, 0] {
            assert!(verdict(&key, &signed(at), &at.to_string(), b"{}").is_err(), "{at}");
        }
        let now = NOW.to_string();
        assert_eq!(verdict(&key, &signed(NOW), &now, b"{ }"), Err(Unsigned::Wrong));
        assert_eq!(verdict(&key, &signed(NOW)[..126], &now, b"{}"), Err(Unsigned::Malformed));
        assert_eq!(verdict(&key, &"0".repeat(128), &now, b"{}"), Err(Unsigned::Wrong));
        for stamp in ["", "abc", "-1", "9e99", "1800000000.0", " 1800000000"] {
            assert_eq!(verdict(&key, &signed(NOW), stamp, b"{}"), Err(Unsigned::NoTime), "{stamp:?}");
        }
    }

    #[test]
    fn a_signature_made_of_points_of_small_order_fits_no_body() {
        let key = SigningKey::from_bytes(&[7; 32]).verifying_key();
        // R the identity, s zero: accepted for a weak key by implementations that are not strict.
        let mut bytes = [0_u8; 64];
        bytes[0] = 1;
        assert_eq!(verdict(&key, &hex::encode(bytes), &NOW.to_string(), b"{}"), Err(Unsigned::Wrong));
    }
}
