//! Names become addresses here, and an address inside the operator's own network is none we call.
//!
//! Knows that a name may lead anywhere, and elsewhere tomorrow: what was resolved is what is connected to, so nothing can
//! change between the look and the call (RELIABILITY §11, SSRF). Refuses to judge ranges: `config::reach` knows them.
//!
//! A proxy the operator named in the environment stands in their own network by right.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::TcpStream;
use url::{Host, Url};

use crate::config::reach;

/// A name that leads nowhere we go. Holds no address: a URL of Slack's carries a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads into a private network, where nothing of ours is called")
    }
}

impl std::error::Error for Inside {}

/// How far calls go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Public servers, and this machine under its own name.
    Servers,
    /// Public servers only.
    Strangers,
    /// Wherever the operator says, inside their own network too.
    Anywhere,
}

/// The resolver of every HTTP call.
#[derive(Debug, Clone)]
pub struct Guarded {
    proxies: Arc<[String]>,
    reach: Reach,
}

impl Guarded {
    /// With the proxies that the environment names.
    pub fn new() -> Self {
        Self::within(Reach::Servers)
    }

    /// The same, going this far.
    pub fn within(reach: Reach) -> Self {
        let names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
        let hosts = names.iter().filter_map(|name| std::env::var(name).ok()).filter_map(|written| host(&written));
        Self { proxies: hosts.collect(), reach }
    }
}

impl Default for Guarded {
    fn default() -> Self {
        Self::new()
    }
}

/// The host of a proxy's address, which may come without a scheme.
fn host(written: &str) -> Option<String> {
    let whole = if written.contains("://") { written.to_owned() } else { format!("http://{written}") };
    Url::parse(&whole).ok()?.host_str().map(str::to_owned)
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (proxies, reach) = (Arc::clone(&self.proxies), self.reach);
        Box::pin(async move {
            let name = name.as_str();
            let found = tokio::net::lookup_host((name, 0)).await?;
            let strangers = |address: &SocketAddr| reach != Reach::Strangers || !address.ip().is_loopback();
            let kept = match proxies.iter().any(|proxy| proxy == name) {
                true => found.collect(),
                false => public(name, found.filter(strangers))?,
            };
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

/// Those addresses of a name that may be called; an error if there is none.
fn public(name: &str, found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, Inside> {
    let kept: Vec<_> = found.filter(|address| reach::may_call(name, address.ip())).collect();
    if kept.is_empty() { Err(Inside) } else { Ok(kept) }
}

/// A connection to a URL's host, for what is no HTTP call. An address written as numbers may also be this machine.
pub async fn dial(url: &Url) -> io::Result<TcpStream> {
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    };
    let inside = || io::Error::new(io::ErrorKind::PermissionDenied, Inside);
    let number = |ip: IpAddr| if reach::is_inside(ip) { Err(inside()) } else { Ok(vec![SocketAddr::new(ip, port)]) };
    let addresses = match host {
        Host::Domain(name) => {
            let found = tokio::net::lookup_host((name, port)).await?;
            public(name, found).map_err(|_| inside())?
        }
        Host::Ipv4(v4) => number(v4.into())?,
        Host::Ipv6(v6) => number(v6.into())?,
    };
    TcpStream::connect(addresses.as_slice()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(written: &[&str]) -> Vec<SocketAddr> {
        written.iter().map(|ip| SocketAddr::new(ip.parse().expect("an address"), 443)).collect()
    }

    #[test]
    fn a_name_keeps_only_the_addresses_that_may_be_called() {
        let mixed = addresses(&["10.0.0.5", "3.218.0.1", "127.0.0.1"]);
        assert_eq!(public("slack.com", mixed.into_iter()), Ok(addresses(&["3.218.0.1"])));
        assert_eq!(public("rebound.example", addresses(&["127.0.0.1", "::1"]).into_iter()), Err(Inside));
        assert_eq!(public("metadata.example", addresses(&["169.254.169.254"]).into_iter()), Err(Inside));
        assert!(public("localhost", addresses(&["127.0.0.1"]).into_iter()).is_ok());
    }

    #[tokio::test]
    async fn this_machine_is_no_stranger() {
        for (reach, reached) in [(Reach::Servers, true), (Reach::Strangers, false)] {
            let found = Guarded::within(reach).resolve("localhost".parse().expect("a name")).await;
            assert_eq!(found.is_ok(), reached, "{reach:?}");
        }
    }

    #[test]
    fn a_proxy_is_known_by_its_host() {
        assert_eq!(host("http://me:pw@proxy.corp:3128/").as_deref(), Some("proxy.corp"));
        assert_eq!(host("proxy.corp:3128").as_deref(), Some("proxy.corp"));
        assert_eq!(host(""), None);
    }

    #[tokio::test]
    async fn no_connection_is_dialled_into_a_private_network() {
        for url in ["ws://169.254.169.254/", "wss://10.0.0.1/", "ws://[fd00:ec2::254]/", "ws://[::ffff:10.0.0.1]:80/"] {
            let error = dial(&url.parse().expect("a URL")).await.expect_err(url);
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied, "{url}");
        }
    }
}
