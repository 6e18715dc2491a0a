//! What each of Slack's refusals means for the message we wanted to send.
//!
//! Knows Slack's error codes (PLATFORM-LIMITS, "Final errors") and the ambiguity table of RELIABILITY §5. Refuses to
//! repeat anything Slack said except a code that looks like a code.

use std::time::Duration;

use reqwest::StatusCode;
use slack_morphism::errors::SlackClientError;

use super::super::SendError;
use super::super::http::span;
use super::connector::Classified;
use crate::domain::survey::Unreachable;

/// How long to wait when Slack says "slow down" without saying for how long.
pub const UNSTATED_WAIT: Duration = Duration::from_secs(10);

/// What a failed call means.
pub fn classify(error: &SlackClientError) -> SendError {
    match error {
        SlackClientError::ApiError(e) => by_code(&e.code),
        SlackClientError::RateLimitError(e) => slow_down(e.retry_after),
        SlackClientError::HttpError(e) => by_status(e.status_code),
        SlackClientError::HttpProtocolError(e) => e
            .cause
            .as_ref()
            .and_then(|cause| cause.downcast_ref::<Classified>())
            .map_or_else(|| SendError::Unknown("connection broke".to_owned()), |c| c.0.clone()),
        SlackClientError::ProtocolError(_) => SendError::Unknown("unreadable answer".to_owned()),
        SlackClientError::EndOfStream(_)
        | SlackClientError::SystemError(_)
        | SlackClientError::SocketModeProtocolError(_) => SendError::Unknown("connection broke".to_owned()),
    }
}

fn slow_down(after: Option<Duration>) -> SendError {
    SendError::RateLimited { after: span(after.unwrap_or(UNSTATED_WAIT)) }
}

fn by_status(status: StatusCode) -> SendError {
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        SendError::Unknown(format!("HTTP {}", status.as_u16()))
    } else {
        SendError::Refused(format!("HTTP {}", status.as_u16()))
    }
}

/// The table. A code we have never heard of is *refused*: it ends in the dead letters where somebody sees it, instead
/// of being sent again and again.
pub fn by_code(code: &str) -> SendError {
    match code {
        "invalid_auth"
        | "not_authed"
        | "account_inactive"
        | "token_revoked"
        | "token_expired"
        | "missing_scope"
        | "not_allowed_token_type"
        | "org_login_required"
        | "access_denied"
        | "two_factor_setup_required"
        | "app_missing_action_url" => SendError::Disabled(code.to_owned()),

        "channel_not_found"
        | "is_archived"
        | "not_in_channel"
        | "thread_not_found"
        | "channel_is_archived"
        | "is_inactive"
        | "external_channel_migrating" => SendError::Unreachable(Unreachable::ChannelGone),
        // The message we wanted to change was deleted: for whoever asks, its place is gone.
        "message_not_found" => SendError::Unreachable(Unreachable::ChannelGone),
        // It is there but may no longer be changed.
        "edit_window_closed" | "cant_update_message" => SendError::Unreachable(Unreachable::NotAllowed),

        "user_not_found" | "users_not_found" | "user_disabled" | "user_not_visible" | "is_deactivated" => {
            SendError::Unreachable(Unreachable::UserGone)
        }
        "cannot_dm_bot"
        | "ekm_access_denied"
        | "messages_tab_disabled"
        | "no_permission"
        | "accesslimited"
        | "not_allowed"
        | "cannot_reply_to_message"
        | "enterprise_is_restricted"
        | "slack_connect_blocked_file_type"
        | "as_user_not_supported"
        | "method_not_supported_for_channel_type"
        | "channel_type_not_supported" => SendError::Unreachable(Unreachable::NotAllowed),
        _ if code.starts_with("restricted_action") => SendError::Unreachable(Unreachable::NotAllowed),

        "ratelimited" | "rate_limited" | "message_limit_exceeded" => slow_down(None),
        // The workspace is being moved: nothing was done, and it passes.
        "team_added_to_org" => SendError::NotSent(code.to_owned()),
        "internal_error" | "fatal_error" | "service_unavailable" | "request_timeout" => {
            SendError::Unknown(code.to_owned())
        }
        // Slack believes it has seen this `client_msg_id` before and cannot find it.
        "duplicate_message_not_found" | "duplicate_channel_not_found" => SendError::Unknown(code.to_owned()),

        _ => SendError::Refused(presentable(code)),
    }
}

/// A code as it may stand in a log: whatever does not look like one is not repeated.
fn presentable(code: &str) -> String {
    let fits =
        !code.is_empty() && code.len() <= 64 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:".contains(&b));
    if fits { code.to_owned() } else { "unreadable_code".to_owned() }
}

/// The failure of a call that changes nothing others can see (a look-up, an upload before the post): whatever became
/// of it, nothing was delivered, so trying again is safe.
pub fn before_anything_was_sent(error: SendError) -> SendError {
    match error {
        SendError::Unknown(why) => SendError::NotSent(why),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_final_code_of_the_table_has_its_own_consequence() {
        for code in
            ["invalid_auth", "account_inactive", "token_revoked", "token_expired", "missing_scope", "not_authed"]
        {
            assert_eq!(by_code(code), SendError::Disabled(code.to_owned()));
        }
        for (code, why) in [
            ("channel_not_found", Unreachable::ChannelGone),
            ("is_archived", Unreachable::ChannelGone),
            ("not_in_channel", Unreachable::ChannelGone),
            ("message_not_found", Unreachable::ChannelGone),
            ("edit_window_closed", Unreachable::NotAllowed),
            ("cant_update_message", Unreachable::NotAllowed),
            ("restricted_action", Unreachable::NotAllowed),
            ("restricted_action_read_only_channel", Unreachable::NotAllowed),
            ("user_not_found", Unreachable::UserGone),
            ("user_disabled", Unreachable::UserGone),
            ("cannot_dm_bot", Unreachable::NotAllowed),
            ("ekm_access_denied", Unreachable::NotAllowed),
            ("messages_tab_disabled", Unreachable::NotAllowed),
        ] {
            assert_eq!(by_code(code), SendError::Unreachable(why), "{code}");
        }
        for code in ["invalid_blocks", "msg_too_long", "msg_blocks_too_long", "no_text", "metadata_too_large"] {
            assert_eq!(by_code(code), SendError::Refused(code.to_owned()));
        }
    }

    #[test]
    fn what_may_have_been_delivered_is_never_called_a_failure() {
        for code in ["internal_error", "fatal_error", "service_unavailable", "request_timeout"] {
            assert_eq!(by_code(code), SendError::Unknown(code.to_owned()));
        }
        assert_eq!(by_status(StatusCode::BAD_GATEWAY), SendError::Unknown("HTTP 502".into()));
        assert_eq!(by_status(StatusCode::FOUND), SendError::Refused("HTTP 302".into()));
    }

    #[test]
    fn a_code_that_is_not_a_code_is_not_repeated() {
        assert_eq!(by_code("brand_new_code"), SendError::Refused("brand_new_code".into()));
        assert_eq!(by_code("<b>token xoxb-1</b>"), SendError::Refused("unreadable_code".into()));
    }
}
