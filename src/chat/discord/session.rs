//! A gateway session: what it has heard, what it owes, and what a loss means. Pure: frames in, frames out.
//!
//! Knows opcodes, sequence numbers, resuming and close codes. Refuses to touch sockets and clocks.

use std::collections::VecDeque;
use std::time::Duration as Wait;

use serde_json::{Value, json};
use serenity::model::gateway::GatewayIntents;
use tokio::time::Instant;

/// Nothing but `GUILDS`: threads need it, interactions need none, and it is not privileged.
const INTENTS: GatewayIntents = GatewayIntents::GUILDS;
/// Identifies we allow ourselves in a minute, and in a day. Discord resets the token after 1,000 a day.
const PER_MINUTE: usize = 5;
const PER_DAY: usize = 500;
const MINUTE: Wait = Wait::from_secs(60);
const DAY: Wait = Wait::from_secs(24 * 3600);
/// Failed connections to the session's own address before the general one is asked for again.
const LOYALTY: u32 = 2;

/// What a connection is closed with when we mean to resume: 1000 and 1001 would end the session.
pub(super) const CLOSE_TO_RESUME: u16 = 4000;

/// What one frame meant.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// First frame: beat this often.
    Hello(Wait),
    /// Beat now, out of turn.
    BeatNow,
    /// Our beat was heard.
    Acknowledged,
    /// Connect anew and resume.
    Reconnect,
    /// The session is no good; it may be resumed or not (and is forgotten then).
    Invalid {
        /// Whether it may be resumed.
        resumable: bool,
    },
    /// A new session, and who we are in it.
    Ready {
        /// Our user.
        user: Option<String>,
        /// Our application.
        application: Option<String>,
    },
    /// The old session goes on.
    Resumed,
    /// Something happened.
    Event {
        /// Its name, such as `INTERACTION_CREATE`.
        name: String,
        /// Its payload.
        payload: Value,
    },
    /// Not a frame of the gateway's.
    Nonsense,
}

/// What a lost connection means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// Connect again; the session goes on if there is one.
    Again,
    /// Give up; the sentence says what an operator must do.
    Fatal(&'static str),
}

/// One session over any number of connections.
#[derive(Debug, Default)]
pub(super) struct Session {
    standing: Option<Standing>,
    sequence: Option<u64>,
    beat_unanswered: bool,
    failed_here: u32,
}

#[derive(Debug)]
struct Standing {
    id: String,
    url: Option<String>,
}

impl Session {
    /// Takes in one frame.
    pub(super) fn hear(&mut self, mut frame: Value) -> Heard {
        if let Some(s) = frame.get("s").and_then(Value::as_u64) {
            self.sequence = Some(s);
        }
        let payload = frame.get_mut("d").map(Value::take).unwrap_or_default();
        match frame.get("op").and_then(Value::as_u64) {
            Some(0) => self.event(frame.get("t").and_then(Value::as_str).unwrap_or_default(), payload),
            Some(1) => Heard::BeatNow,
            Some(7) => Heard::Reconnect,
            Some(9) => self.invalidated(payload.as_bool().unwrap_or(false)),
            Some(10) => match payload.get("heartbeat_interval").and_then(Value::as_u64).filter(|ms| *ms > 0) {
                Some(ms) => Heard::Hello(Wait::from_millis(ms)),
                None => Heard::Nonsense,
            },
            Some(11) => {
                self.beat_unanswered = false;
                Heard::Acknowledged
            }
            _ => Heard::Nonsense,
        }
    }

    fn event(&mut self, name: &str, payload: Value) -> Heard {
        let text = |path: &str| payload.pointer(path).and_then(Value::as_str).map(str::to_owned);
        self.failed_here = 0;
        match name {
            "READY" => {
                self.standing = text("/session_id").map(|id| Standing { id, url: text("/resume_gateway_url") });
                Heard::Ready { user: text("/user/id"), application: text("/application/id") }
            }
            "RESUMED" => Heard::Resumed,
            "" => Heard::Nonsense,
            name => Heard::Event { name: name.to_owned(), payload },
        }
    }

    fn invalidated(&mut self, resumable: bool) -> Heard {
        if !resumable {
            self.forget();
        }
        Heard::Invalid { resumable }
    }

    fn forget(&mut self) {
        self.standing = None;
        self.sequence = None;
    }

    /// A new connection: nothing is owed on it.
    pub(super) fn connected(&mut self) {
        self.beat_unanswered = false;
    }

    /// No connection came about at the session's own address, or nobody spoke there.
    pub(super) fn unreachable(&mut self) {
        self.failed_here += 1;
        if self.failed_here >= LOYALTY
            && let Some(standing) = &mut self.standing
        {
            standing.url = None;
        }
    }

    /// Whether the next opening resumes.
    pub(super) fn resumes(&self) -> bool {
        self.standing.is_some() && self.sequence.is_some()
    }

    /// Where to resume, if the session named a place that still answers.
    pub(super) fn resume_url(&self) -> Option<&str> {
        self.standing.as_ref().filter(|_| self.sequence.is_some())?.url.as_deref()
    }

    /// The frame after HELLO: RESUME if there is a session, else IDENTIFY.
    pub(super) fn opening(&self, token: &str) -> Value {
        match (&self.standing, self.sequence) {
            (Some(standing), Some(seq)) => {
                json!({ "op": 6, "d": { "token": token, "session_id": standing.id, "seq": seq } })
            }
            _ => json!({ "op": 2, "d": {
                "token": token,
                "intents": INTENTS.bits(),
                "properties": { "os": std::env::consts::OS, "browser": "afterword", "device": "afterword" },
            } }),
        }
    }

    /// The next heartbeat; `None` if the last one was never acknowledged: the link is a zombie.
    pub(super) fn beat(&mut self) -> Option<Value> {
        if std::mem::replace(&mut self.beat_unanswered, true) {
            return None;
        }
        Some(self.beat_now())
    }

    /// A heartbeat the gateway asked for; it answers this one too, but the regular one decides.
    pub(super) fn beat_now(&self) -> Value {
        json!({ "op": 1, "d": self.sequence })
    }

    /// What the gateway's close code means. Whatever is not known to be final is tried again: RESUME costs nothing, and
    /// a session that is really gone is answered with op 9.
    pub(super) fn closed(&mut self, code: Option<u16>) -> Loss {
        match code {
            Some(4004) => Loss::Fatal(
                "Discord refused the bot token. Put the current one into DISCORD_TOKEN \
                 (Developer Portal → your application → Bot → Reset Token) and start again.",
            ),
            Some(4010 | 4011) => Loss::Fatal(
                "Discord wants this bot split into shards (it is in more than 2,500 servers), which Afterword cannot do. \
                 Use a separate application (Developer Portal → New Application) for each part of your servers.",
            ),
            Some(4012) => {
                Loss::Fatal("Discord no longer speaks version 10 of its gateway. Update Afterword to a newer release.")
            }
            Some(4013) => Loss::Fatal(
                "Discord did not understand the gateway intents. Afterword asks for GUILDS only; \
                 update Afterword to a newer release.",
            ),
            Some(4014) => Loss::Fatal(
                "Discord disallowed a gateway intent for this bot. Afterword asks for GUILDS only; see Developer Portal \
                 → your application → Bot → Privileged Gateway Intents, and whether the application is restricted.",
            ),
            // Never authenticated, wrong sequence, session timed out: nothing to resume.
            Some(4003 | 4007 | 4009) => {
                self.forget();
                Loss::Again
            }
            _ => Loss::Again,
        }
    }
}

/// Whether we may identify now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Yes.
    Now,
    /// In a moment.
    In(Wait),
    /// The day's share is used up; something is badly wrong.
    Spent(Wait),
}

/// The identifies of the last day.
#[derive(Debug, Default)]
pub(super) struct Identifies(VecDeque<Instant>);

impl Identifies {
    /// Counts one that is about to be sent.
    pub(super) fn count(&mut self, now: Instant) {
        self.0.push_back(now);
    }

    /// Whether one more may be sent.
    pub(super) fn turn(&mut self, now: Instant) -> Turn {
        while self.0.front().is_some_and(|t| now.duration_since(*t) >= DAY) {
            self.0.pop_front();
        }
        let left =
            |t: Option<&Instant>, window: Wait| t.map_or(window, |t| (*t + window).saturating_duration_since(now));
        if self.0.len() >= PER_DAY {
            return Turn::Spent(left(self.0.front(), DAY));
        }
        let fifth_last = self.0.len().checked_sub(PER_MINUTE).and_then(|i| self.0.get(i));
        if let Some(t) = fifth_last.filter(|t| now.duration_since(**t) < MINUTE) {
            return Turn::In(left(Some(t), MINUTE));
        }
        Turn::Now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Value {
        json!({ "op": 0, "s": 1, "t": "READY", "d": {
            "session_id": "s1", "resume_gateway_url": "wss://resume.example", "user": { "id": "8" },
            "application": { "id": "9" },
        } })
    }

    #[test]
    fn without_a_session_it_identifies_with_guilds_only_and_with_one_it_resumes() {
        let mut session = Session::default();
        let identify = session.opening("tok");
        assert_eq!((&identify["op"], &identify["d"]["intents"]), (&json!(2), &json!(1)));
        assert!(identify.to_string().len() < 4_096);
        let heard = session.hear(ready());
        assert_eq!(heard, Heard::Ready { user: Some("8".into()), application: Some("9".into()) });
        session.hear(json!({ "op": 0, "s": 7, "t": "GUILD_CREATE", "d": {} }));
        assert_eq!(session.resume_url(), Some("wss://resume.example"));
        assert_eq!(session.opening("tok"), json!({ "op": 6, "d": { "token": "tok", "session_id": "s1", "seq": 7 } }));
    }

    #[test]
    fn a_beat_that_nobody_acknowledged_makes_the_link_a_zombie() {
        let mut session = Session::default();
        assert_eq!(session.beat(), Some(json!({ "op": 1, "d": null })));
        assert_eq!(session.hear(json!({ "op": 11 })), Heard::Acknowledged);
        assert!(session.beat().is_some());
        assert_eq!(session.beat(), None);
        session.connected();
        assert!(session.beat().is_some(), "a new connection owes nothing");
    }

    #[test]
    fn an_invalid_session_is_kept_only_if_it_may_be_resumed() {
        let mut session = Session::default();
        session.hear(ready());
        assert_eq!(session.hear(json!({ "op": 9, "d": true })), Heard::Invalid { resumable: true });
        assert!(session.resumes());
        assert_eq!(session.hear(json!({ "op": 9, "d": false })), Heard::Invalid { resumable: false });
        assert!(!session.resumes());
    }

    #[test]
    fn an_address_that_does_not_answer_is_given_up_but_the_session_is_not() {
        let mut session = Session::default();
        session.hear(ready());
        session.unreachable();
        assert!(session.resume_url().is_some());
        session.unreachable();
        assert!(session.resume_url().is_none() && session.resumes());
    }

    #[test]
    fn fatal_closes_name_what_to_mend_and_all_others_are_tried_again() {
        let mut session = Session::default();
        for (code, word) in [
            (4004, "DISCORD_TOKEN"),
            (4010, "shard"),
            (4011, "shard"),
            (4012, "Update"),
            (4013, "intent"),
            (4014, "intent"),
        ] {
            match session.closed(Some(code)) {
                Loss::Fatal(why) => assert!(why.contains(word), "{code}: {why}"),
                Loss::Again => panic!("{code} is final"),
            }
        }
        for code in [None, Some(1000), Some(1001), Some(1006), Some(4000), Some(4008)] {
            session.hear(ready());
            assert_eq!(session.closed(code), Loss::Again);
            assert!(session.resumes(), "{code:?}");
        }
        for code in [4003, 4007, 4009] {
            session.hear(ready());
            assert_eq!(session.closed(Some(code)), Loss::Again);
            assert!(!session.resumes(), "{code}");
        }
    }

    #[test]
    fn frames_that_are_none_are_nonsense_and_change_nothing() {
        let mut session = Session::default();
        session.hear(ready());
        for frame in [
            json!(null),
            json!(7),
            json!([]),
            json!({}),
            json!({"op": "x"}),
            json!({"op": 10, "d": {}}),
            json!({"op": 99}),
        ] {
            assert_eq!(session.hear(frame), Heard::Nonsense);
        }
        assert!(session.resumes());
    }

    #[tokio::test]
    async fn identifies_are_five_a_minute_and_five_hundred_a_day() {
        let (mut identifies, start) = (Identifies::default(), Instant::now());
        for _ in 0..PER_MINUTE {
            assert_eq!(identifies.turn(start), Turn::Now);
            assert_eq!(identifies.turn(start), Turn::Now, "asking costs nothing");
            identifies.count(start);
        }
        assert_eq!(identifies.turn(start), Turn::In(MINUTE));
        let mut now = start;
        for _ in 0..PER_DAY - PER_MINUTE {
            now += MINUTE;
            assert_eq!(identifies.turn(now), Turn::Now);
            identifies.count(now);
        }
        assert!(matches!(identifies.turn(now + MINUTE), Turn::Spent(_)));
        assert_eq!(identifies.turn(start + DAY), Turn::Now);
    }
}
