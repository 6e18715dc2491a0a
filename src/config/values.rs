//! How durations, time zones and addresses are written in configuration.
//!
//! Knows `1h30m`, IANA names and web addresses. Refuses offsets (`+05:30` knows no summer time), zones that only this
//! machine has, addresses that carry a password, and ones we must not call.

use std::net::IpAddr;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use url::{Host, Url};

use super::error::nearest;
use super::reach;
use crate::domain::Duration;

/// Reads `90s`, `5m`, `72h`, `14d`, `2w` or a run of them, largest first: `1h30m`.
pub(super) fn duration(written: &str) -> Result<Duration, String> {
    let bad = || "is not a duration; write it like 90s, 5m, 72h, 14d or 1h30m".to_owned();
    let mut seconds: i64 = 0;
    let mut last = i64::MAX;
    let mut rest = written.trim();
    if rest.is_empty() {
        return Err(bad());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
        let (number, after) = rest.split_at(digits);
        let mut letters = after.chars();
        let unit = letters.next().ok_or_else(bad)?;
        let size = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return Err(bad()),
        };
        if size >= last {
            return Err(bad());
        }
        let number: i64 = number.parse().map_err(|_| bad())?;
        seconds = number.checked_mul(size).and_then(|n| seconds.checked_add(n)).ok_or_else(bad)?;
        (last, rest) = (size, letters.as_str());
    }
    Ok(Duration::from_secs(seconds))
}

/// Writes a duration the way [`duration`] reads it, in one unit.
pub(super) fn written(length: Duration) -> String {
    let seconds = length.as_secs();
    let (number, unit) = match seconds {
        s if s != 0 && s % 86_400 == 0 => (s / 86_400, "d"),
        s if s != 0 && s % 3_600 == 0 => (s / 3_600, "h"),
        s if s != 0 && s % 60 == 0 => (s / 60, "m"),
        s => (s, "s"),
    };
    format!("{number}{unit}")
}

/// The zone of exactly this IANA name, from the database built into the binary.
pub(super) fn zone(written: &str) -> Result<TimeZone, String> {
    let known = TimeZoneDatabase::bundled();
    let names: Vec<String> = known.available().map(|name| name.as_str().to_owned()).collect();
    if names.iter().any(|name| name == written) {
        return known.get(written).map_err(|_| format!("{written:?} cannot be read; choose another zone"));
    }
    if written.starts_with(['+', '-']) || written.contains(['+', ':']) {
        return Err(
            "an offset is not a time zone, it knows no summer time; write a place such as \"Asia/Kolkata\"".into()
        );
    }
    let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let same = |name: &&String| name.eq_ignore_ascii_case(written) || city(name) == city(written);
    let likely =
        names.iter().find(same).map(String::as_str).or_else(|| nearest(written, names.iter().map(String::as_str)));
    Err(match likely {
        Some(name) => format!("no such time zone; did you mean {name:?}?"),
        None => "no such time zone; write an IANA name such as \"Europe/Berlin\" or \"UTC\"".into(),
    })
}

/// The address people reach us under. It may well be inside their own network, and without TLS.
pub(super) fn address(written: &str) -> Result<Url, String> {
    read(written).map(|(url, _)| url)
}

/// An address we call, with a token in our hands: over TLS or on this machine, and never inside a private network.
pub(super) fn outbound(written: &str) -> Result<Url, String> {
    let (url, host) = read(written)?;
    if ip(&host).is_some_and(reach::is_inside) {
        return Err("is an address inside a private network; name the platform's public server".into());
    }
    if url.scheme() == "http" && !is_loopback(&host) {
        return Err("http:// would carry the token in the clear over the network; write https://".into());
    }
    Ok(url)
}

fn read(written: &str) -> Result<(Url, Host), String> {
    let url =
        Url::parse(written).map_err(|_| "not a web address; write it like \"https://slack.com/api\"".to_owned())?;
    let host = match (url.scheme(), url.host()) {
        ("http" | "https", Some(host)) => host.to_owned(),
        _ => return Err("not a web address; it must start with https:// (or http://) and name a host".into()),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user name or password; take them out".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must end with its path; take the ? or # part out".into());
    }
    if is_metadata(&host) {
        return Err("is a link-local address, where clouds keep their credentials; name the real server".into());
    }
    Ok((url, host))
}

fn ip(host: &Host) -> Option<IpAddr> {
    match host {
        Host::Ipv4(v4) => Some(IpAddr::V4(*v4)),
        Host::Ipv6(v6) => Some(v6.to_ipv4_mapped().map_or(IpAddr::V6(*v6), IpAddr::V4)),
        Host::Domain(_) => None,
    }
}

fn is_loopback(host: &Host) -> bool {
    matches!(host, Host::Domain(name) if reach::is_this_machine(name)) || ip(host).is_some_and(|ip| ip.is_loopback())
}

fn is_metadata(host: &Host) -> bool {
    ip(host).is_some_and(|ip| match ip {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => {
            v6.is_unicast_link_local() || v6.is_unspecified() || v6.segments().starts_with(&[0xfd00, 0x0ec2])
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (written, seconds) in [
            ("0s", 0),
            ("90s", 90),
            ("5m", 300),
            ("72h", 259_200),
            ("14d", 1_209_600),
            ("2w", 1_209_600),
            ("1h30m", 5_400),
        ] {
            assert_eq!(duration(written), Ok(Duration::from_secs(seconds)), "{written}");
        }
    }

    #[test]
    fn what_is_not_plainly_a_duration_is_refused() {
        for written in
            ["", "5", "m", "5 m", "-5m", "5M", "1.5h", "30m1h", "1h1h", "5min", "99999999999999999999d", "5m½", "½m"]
        {
            assert!(duration(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_duration_reads_back_as_written() {
        for text in ["0s", "90s", "5m", "26h", "14d"] {
            assert_eq!(written(duration(text).unwrap()), text);
        }
    }

    #[test]
    fn zones_are_iana_names_and_nothing_else() {
        for name in ["Europe/Berlin", "UTC", "EST5EDT", "America/Argentina/Buenos_Aires"] {
            assert_eq!(zone(name).unwrap().iana_name(), Some(name));
        }
        let wrong = |name: &str| zone(name).unwrap_err();
        assert_eq!(wrong("europe/berlin"), "no such time zone; did you mean \"Europe/Berlin\"?");
        assert_eq!(wrong("Berlin"), "no such time zone; did you mean \"Europe/Berlin\"?");
        assert_eq!(wrong("Europe/Berlni"), "no such time zone; did you mean \"Europe/Berlin\"?");
        assert!(wrong("+05:30").contains("an offset is not a time zone"), "{}", wrong("+05:30"));
        assert!(wrong("UTC+2").contains("an offset is not a time zone"));
        assert!(wrong("Mars/X").starts_with("no such time zone"), "{}", wrong("Mars/X"));
        assert!(wrong("").starts_with("no such time zone"));
    }

    #[test]
    fn addresses_that_cannot_be_the_platform_are_refused() {
        for written in [
            "slack.com/api",
            "ftp://slack.com",
            "file:///etc/passwd",
            "https://me:pw@slack.com/api",
            "https://slack.com/api?x=1",
            "http://169.254.169.254/latest",
            "http://2852039166/",
            "http://[fe80::1]/",
            "http://[::ffff:169.254.169.254]/",
            "http://0.0.0.0:80/",
            "https://",
        ] {
            assert!(address(written).is_err() && outbound(written).is_err(), "{written}");
        }
        for written in
            ["http://127.0.0.1:9001/api", "http://[::1]:9001/api", "http://localhost:9/api", "https://slack.com/api"]
        {
            assert!(address(written).is_ok() && outbound(written).is_ok(), "{written}");
        }
        for written in [
            "http://slack-sim:9001/api",
            "https://10.0.0.1/api",
            "https://192.168.0.9/api",
            "http://0xa9fea9fe/",
            "https://[fd12::1]/api",
            "https://100.64.0.1/api",
        ] {
            assert!(outbound(written).is_err(), "{written}");
        }
        assert!(address("http://10.0.0.1:8080/afterword").is_ok(), "people may reach us inside their own network");
    }
}
