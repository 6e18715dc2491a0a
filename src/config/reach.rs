//! Which addresses the product may call: somebody's public server, or this very machine, and nothing between.
//!
//! Knows the ranges that lead inside a network: private, link-local (where clouds keep their credentials), shared,
//! multicast, and the forms of IPv6 that wrap one of them. Refuses to resolve names: `chat::reach` does, and asks here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address belongs to no public server: calling it would reach into the operator's own network.
pub fn is_inside(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => inside_v4(v4),
        IpAddr::V6(v6) => wrapped(v6).map_or_else(|| inside_v6(v6), |v4| v4.is_loopback() || inside_v4(v4)),
    }
}

fn inside_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    v4.is_private()
        || v4.is_link_local()
        || v4.is_multicast()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240
}

fn inside_v6(v6: Ipv6Addr) -> bool {
    let [a, b, c, ..] = v6.segments();
    v6.is_unique_local()
        || v6.is_unicast_link_local()
        || v6.is_unspecified()
        || v6.is_multicast()
        // Site-local (RFC 3879), a network's own translation to IPv4 (RFC 8215), Teredo, which hides an IPv4 address (RFC 4380).
        || a & 0xffc0 == 0xfec0
        || (a, b, c) == (0x64, 0xff9b, 1)
        || (a, b) == (0x2001, 0)
}

/// The IPv4 address inside a mapped, translated (SIIT, NAT64) or 6to4 one. `::1` is none of them.
fn wrapped(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = v6.segments();
    let of = |high: u16, low: u16| Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) | (0, 0, 0, 0, 0xffff, 0) | (0x64, 0xff9b, 0, 0, 0, 0) => of(g, h),
        (0, 0, 0, 0, 0, 0) if g != 0 => of(g, h),
        (0x2002, ..) => of(b, c),
        _ => None,
    }
}

/// Whether this name means this machine.
pub fn is_this_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether a name that leads to this address may be called: this machine only under its own name.
pub fn may_call(name: &str, ip: IpAddr) -> bool {
    !is_inside(ip) && (!ip.is_loopback() || is_this_machine(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_that_leads_inside_is_known_in_every_form() {
        for written in [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "fd00:ec2::254",
            "fc00::1",
            "ff02::1",
            "::ffff:169.254.169.254",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a9fe:a9fe::1",
            "::7f00:1",
            "::10.0.0.1",
            "::ffff:0:10.0.0.1",
            "64:ff9b:1::a9fe:a9fe",
            "fec0::1",
            "2001:0:a9fe:a9fe::1",
        ] {
            assert!(is_inside(written.parse().unwrap()), "{written}");
        }
        for written in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "3.218.0.1", "2606:4700::1111", "64:ff9b::101:101"] {
            assert!(!is_inside(written.parse().unwrap()), "{written}");
        }
    }

    #[test]
    fn this_machine_answers_to_its_own_name_only() {
        let (v4, v6) = ("127.0.0.1".parse().unwrap(), "::1".parse().unwrap());
        for name in ["localhost", "LOCALHOST", "localhost.", "slack.localhost"] {
            assert!(may_call(name, v4) && may_call(name, v6), "{name}");
        }
        for name in ["slack.com", "localhost.example.com", "rebound.example", "127.0.0.1.nip.io"] {
            assert!(!may_call(name, v4) && !may_call(name, v6), "{name}");
        }
        assert!(may_call("slack.com", "3.218.0.1".parse().unwrap()));
        assert!(!may_call("localhost", "10.0.0.1".parse().unwrap()));
    }
}
