//! Who may be contacted, and who is told of each contact.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::{Endpoint, Error};

/// What a host is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// WEBFLEET, as it is configured.
    Endpoint,
    /// The proxy that is configured; it sees host names and amounts, the rest is encrypted.
    Proxy,
}

/// A host and a port that a connection is made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The name or the address, as configured.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What it is to us.
    pub role: Role,
}

/// Told of every request, so that a device can say whom it ever contacted.
pub trait ContactLog: Debug + Send + Sync {
    /// A request of so many bytes is about to go to a peer. What is returned as an error keeps it
    /// from being sent: what cannot be written down does not happen.
    ///
    /// Bytes are those of the address with its parameters, or of the form; headers are not counted.
    fn request(&self, peer: &Peer, bytes: u64) -> Result<(), Box<dyn StdError + Send + Sync>>;

    /// The request is over: so many bytes of a reply were read, after unpacking.
    fn response(&self, peer: &Peer, bytes: u64, failed: bool);

    /// The request of so many bytes never left: there was no connection to send it over.
    fn not_sent(&self, peer: &Peer, bytes: u64);

    /// A connection to a host that is not allowed was wanted, and was not made.
    fn refused(&self, host: &str);
}

/// The hosts of one client: the endpoint and, where one is configured, the proxy.
#[derive(Clone, Debug)]
pub(crate) struct Egress {
    scheme: String,
    peers: Vec<Peer>,
    witness: Option<Arc<dyn ContactLog>>,
}

impl Egress {
    /// Lets requests to `endpoint` through, by way of `proxy` if there is one.
    pub(crate) fn new(
        endpoint: &Endpoint,
        proxy: Option<&Url>,
        witness: Option<Arc<dyn ContactLog>>,
    ) -> Self {
        let peer = |url: &Url, role| Peer {
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default().unwrap_or_default(),
            role,
        };
        let endpoint = endpoint.url();
        let mut peers = vec![peer(&endpoint, Role::Endpoint)];
        peers.extend(proxy.map(|url| peer(url, Role::Proxy)));
        Self {
            scheme: endpoint.scheme().to_owned(),
            peers,
            witness,
        }
    }

    /// Refuses a request to any place but the endpoint.
    pub(crate) fn check(&self, url: &Url) -> Result<(), Error> {
        let host = url.host_str().unwrap_or_default();
        let is_endpoint = self.peers.iter().any(|peer| {
            peer.role == Role::Endpoint
                && peer.host == host
                && Some(peer.port) == url.port_or_known_default()
        });
        if is_endpoint && url.scheme() == self.scheme {
            return Ok(());
        }
        Err(self.refuse(host))
    }

    /// Has a request of so many bytes written down. What is returned tells of its end.
    pub(crate) fn request(&self, bytes: u64) -> Result<OnRecord<'_>, Error> {
        if let Some(witness) = &self.witness {
            self.peers
                .iter()
                .try_for_each(|peer| witness.request(peer, bytes))
                .map_err(Error::Uncounted)?;
        }
        Ok(OnRecord {
            egress: self,
            bytes,
            left: true,
            received: 0,
            failed: true,
        })
    }

    fn refuse(&self, host: &str) -> Error {
        tracing::error!(host, "a request to a host that is not allowed was stopped");
        if let Some(witness) = &self.witness {
            witness.refused(host);
        }
        Error::NotAllowed {
            host: host.to_owned(),
        }
    }

    /// One name only: that of whom the connection is opened to. A proxy looks the endpoint up itself.
    fn may_be_looked_up(&self, name: &str) -> bool {
        // Names are compared as the resolver would: without case and the root's dot.
        let bare = |name: &str| name.trim_end_matches('.').to_ascii_lowercase();
        let opened_to = self.peers.last();
        opened_to.is_some_and(|peer| bare(&peer.host) == bare(name))
    }
}

/// A request that is written down. Its end is told when this is dropped, so also where somebody no
/// longer waits for the reply.
pub(crate) struct OnRecord<'e> {
    egress: &'e Egress,
    /// Bytes of the request.
    bytes: u64,
    /// Whether it may have left this device.
    pub(crate) left: bool,
    /// Bytes of the reply that were read.
    pub(crate) received: u64,
    /// Whether there was no sound reply, as long as nobody says otherwise.
    pub(crate) failed: bool,
}

impl Drop for OnRecord<'_> {
    fn drop(&mut self) {
        if let Some(witness) = &self.egress.witness {
            for peer in &self.egress.peers {
                if self.left {
                    witness.response(peer, self.received, self.failed);
                } else {
                    witness.not_sent(peer, self.bytes);
                }
            }
        }
    }
}

/// The name that was not looked up, if that is why `error` came about.
pub(crate) fn refused_name(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(Error::NotAllowed { host }) = error.downcast_ref() {
            return Some(host.clone());
        }
        next = error.source();
    }
    None
}

/// The names of an [`Egress`], looked up by the system; others are refused before anybody is asked.
///
/// An address in numbers never comes here: those are stopped by [`Egress::check`].
impl Resolve for Egress {
    fn resolve(&self, name: Name) -> Resolving {
        if !self.may_be_looked_up(name.as_str()) {
            let error = self.refuse(name.as_str());
            return Box::pin(async move { Err(error.into()) });
        }
        Box::pin(async move {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place where a name is looked up"
            )]
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<_> = found.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Remembers what was refused.
    #[derive(Debug, Default)]
    struct Refusals(Mutex<Vec<String>>);

    impl ContactLog for Refusals {
        fn request(&self, _: &Peer, _: u64) -> Result<(), Box<dyn StdError + Send + Sync>> {
            Ok(())
        }

        fn response(&self, _: &Peer, _: u64, _: bool) {}

        fn not_sent(&self, _: &Peer, _: u64) {}

        fn refused(&self, host: &str) {
            self.0.lock().unwrap().push(host.to_owned());
        }
    }

    fn egress(proxy: Option<&str>) -> (Egress, Arc<Refusals>) {
        let endpoint = "https://csv.webfleet.example/extern".parse().unwrap();
        let proxy = proxy.map(|proxy| proxy.parse().unwrap());
        let refusals = Arc::new(Refusals::default());
        let egress = Egress::new(&endpoint, proxy.as_ref(), Some(refusals.clone()));
        (egress, refusals)
    }

    #[test]
    fn only_the_very_endpoint_may_be_asked() {
        let (egress, refusals) = egress(Some("http://proxy.example:3128"));
        let allowed = |url: &str| egress.check(&url.parse().unwrap()).is_ok();
        assert!(allowed("https://csv.webfleet.example/extern?account=a"));
        assert!(allowed("https://CSV.webfleet.example:443/other"));
        assert!(refusals.0.lock().unwrap().is_empty());
        for other in [
            "http://csv.webfleet.example/extern",
            "https://csv.webfleet.example:8443/extern",
            "https://webfleet.example/extern",
            "https://csv.webfleet.example.evil.example/",
            "https://csv.webfleet.example@evil.example/",
            "https://evil.example/?csv.webfleet.example",
            "https://192.0.2.1/",
            "http://proxy.example:3128/",
        ] {
            assert!(!allowed(other), "{other}");
        }
        assert_eq!(refusals.0.lock().unwrap().len(), 8);
    }

    #[tokio::test]
    async fn with_a_proxy_its_name_is_looked_up_and_the_endpoints_is_not() {
        let (egress, refusals) = egress(Some("http://proxy.example:3128"));
        assert!(egress.may_be_looked_up("Proxy.example."));
        assert!(!egress.may_be_looked_up("csv.webfleet.example"));
        let (direct, _) = self::egress(None);
        assert!(direct.may_be_looked_up("CSV.webfleet.example."));
        assert!(!direct.may_be_looked_up("proxy.example"));
        let refused = egress.resolve("telemetry.example".parse().unwrap()).await;
        let error = refused.err().unwrap();
        assert!(error.to_string().contains("telemetry.example"), "{error}");
        assert_eq!(*refusals.0.lock().unwrap(), ["telemetry.example"]);
    }

    #[tokio::test]
    async fn an_allowed_name_is_looked_up_by_the_system() {
        let endpoint = "https://localhost/extern".parse().unwrap();
        let egress = Egress::new(&endpoint, None, None);
        let found = egress.resolve("localhost".parse().unwrap()).await;
        assert!(
            found
                .ok()
                .unwrap()
                .all(|address| address.ip().is_loopback())
        );
    }
}
