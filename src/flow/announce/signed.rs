//! The headers of Standard Webhooks: id, time, and a signature over both and the body.
//!
//! Knows `v1` (HMAC-SHA256, base64). Refuses to know what is signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use sha2::Sha256;

use crate::domain::Timestamp;

/// `webhook-id`, `webhook-timestamp` and `webhook-signature`; a signature for each secret, with spaces between.
pub(super) fn headers(id: &str, at: Timestamp, body: &str, secrets: &[SecretSlice<u8>]) -> Vec<(String, SecretString)> {
    let stamp = at.as_second().to_string();
    let signatures: Vec<String> = secrets.iter().filter_map(|secret| signature(secret, id, &stamp, body)).collect();
    [("webhook-id", id.to_owned()), ("webhook-timestamp", stamp), ("webhook-signature", signatures.join(" "))]
        .map(|(name, value)| (name.to_owned(), SecretString::from(value)))
        .into()
}

fn signature(secret: &SecretSlice<u8>, id: &str, stamp: &str, body: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret()).ok()?;
    for part in [id, ".", stamp, ".", body] {
        mac.update(part.as_bytes());
    }
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the reference implementations.
    #[test]
    fn a_message_is_signed_as_the_standard_s_own_example() {
        let secret = SecretSlice::from(STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap());
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        let headers = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, "{\"test\": 2432232314}", &[secret]);
        let told: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.expose_secret())).collect();
        assert_eq!(told[0], ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"));
        assert_eq!(told[1], ("webhook-timestamp", "1614265330"));
        assert_eq!(told[2], ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }
}
