//! One call to a server that the configuration names: no redirects, nothing inside a private network, a deadline.
//!
//! Knows what an answer means for whoever wants to call again. Refuses to know what is said, and to log an address or a
//! body.

use std::sync::OnceLock;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::reach::Reach;
use super::{SendError, Until, http, until};
use crate::domain::Duration;

/// A server that says "later" without saying when.
const UNSTATED: Duration = Duration::from_secs(60);
/// No wait is longer.
const LONGEST: i64 = 3_600;

/// What is called.
pub struct Outgoing<'a> {
    /// Method.
    pub method: &'a str,
    /// Address.
    pub url: &'a Url,
    /// Headers.
    pub headers: &'a [(String, SecretString)],
    /// JSON.
    pub body: String,
    /// How far the call may go.
    pub reach: Reach,
}

/// Makes the call once. `Refused` holds the status of an answer that will be the same next time.
pub async fn call(what: Outgoing<'_>, until: &Until) -> Result<(), SendError> {
    let client = client(what.reach)?;
    let refused = |what: &str| SendError::Refused(what.to_owned());
    let method = Method::from_bytes(what.method.as_bytes()).map_err(|_| refused("no such method"))?;
    let mut request = client.request(method, what.url.clone()).header(CONTENT_TYPE, "application/json");
    for (name, value) in what.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused("no such header"))?;
        let mut value = HeaderValue::from_str(value.expose_secret()).map_err(|_| refused("an unusable header"))?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    let answer = until::send(client, request.body(what.body), until).await.map_err(|e| http::transport_failure(&e))?;
    let wait = answer.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()).and_then(|v| v.trim().parse().ok());
    meaning(answer.status().as_u16(), wait)
}

/// One client for each reach, so that connections are used again.
fn client(reach: Reach) -> Result<&'static reqwest::Client, SendError> {
    static CLIENTS: [OnceLock<reqwest::Client>; 3] = [const { OnceLock::new() }; 3];
    let [servers, strangers, anywhere] = &CLIENTS;
    let slot = match reach {
        Reach::Servers => servers,
        Reach::Strangers => strangers,
        Reach::Anywhere => anywhere,
    };
    if let Some(client) = slot.get() {
        return Ok(client);
    }
    let unbuilt = |_| SendError::NotSent("the HTTP client could not be built".to_owned());
    let made = http::client_within(reach).map_err(unbuilt)?;
    Ok(slot.get_or_init(|| made))
}

fn meaning(status: u16, wait: Option<i64>) -> Result<(), SendError> {
    match status {
        200..300 => Ok(()),
        429 | 503 => {
            let after = wait.map_or(UNSTATED, |s| Duration::from_secs(s.clamp(1, LONGEST)));
            Err(SendError::RateLimited { after })
        }
        408 | 425 | 500.. => Err(SendError::Unknown(format!("http_{status}"))),
        _ => Err(SendError::Refused(format!("http_{status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_whether_to_call_again() {
        assert_eq!((meaning(200, None), meaning(204, None)), (Ok(()), Ok(())));
        let later = |seconds| Err(SendError::RateLimited { after: Duration::from_secs(seconds) });
        assert_eq!(
            (meaning(429, Some(7)), meaning(503, None), meaning(429, Some(-1))),
            (later(7), later(60), later(1))
        );
        for again in [500, 502, 504, 408] {
            assert!(matches!(meaning(again, None), Err(SendError::Unknown(_))), "{again}");
        }
        for never in [301, 302, 400, 401, 403, 404, 422] {
            assert!(matches!(meaning(never, None), Err(SendError::Refused(_))), "{never}");
        }
    }
}
