use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

use crate::{EndpointFault, Error};

/// Where WEBFLEET answers: an `https` address, or `http` on this device itself for a stand-in.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl Endpoint {
    /// The address without anything that could be secret: scheme, host, port and path.
    pub fn shown(&self) -> String {
        let port = self
            .0
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        format!(
            "{}://{}{port}{}",
            self.0.scheme(),
            self.host(),
            self.0.path()
        )
    }

    /// The host's name or address.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The port, which need not be written in the address.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// Whether the connection is encrypted; if not, it does not leave this device.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub(crate) fn url(&self) -> Url {
        self.0.clone()
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    /// Refuses everything but `https://HOST[:PORT]/PATH` and `http://` with a loopback address in
    /// numbers (a name such as `localhost` could lead elsewhere). A user, password, query or
    /// fragment in the address is refused too: they do not belong there.
    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = |why| Error::Endpoint { why };
        let url = Url::parse(text.trim()).map_err(|_| bad(EndpointFault::NoAddress))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad(EndpointFault::HoldsLogin));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(bad(EndpointFault::HasQuery));
        }
        let host = url
            .host_str()
            .unwrap_or_default()
            .trim_start_matches('[')
            .trim_end_matches(']');
        let loopback = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if loopback => Ok(Self(url)),
            "http" => Err(bad(EndpointFault::NotEncrypted)),
            _ => Err(bad(EndpointFault::NotHttps)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_device_is_accepted() {
        for good in [
            "https://csv.webfleet.com/extern",
            "http://127.0.0.1:8080/extern",
            "http://[::1]:1/extern",
            "http://127.9.9.9/x",
        ] {
            assert!(good.parse::<Endpoint>().is_ok(), "{good}");
        }
        let bad = [
            "http://csv.webfleet.com/extern",
            "http://localhost/extern",
            "http://127.0.0.1.example.com/",
            "http://128.0.0.1/",
            "ftp://csv.webfleet.com/",
            "csv.webfleet.com",
            "",
            "https://",
            "https://u:p@csv.webfleet.com/extern",
            "https://csv.webfleet.com/extern?apikey=1",
            "https://csv.webfleet.com/extern#x",
            "http://[::2]/",
        ];
        for bad in bad {
            assert!(bad.parse::<Endpoint>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_shown_has_no_query() {
        let endpoint: Endpoint = "http://[::1]:8080/extern".parse().unwrap();
        assert_eq!(endpoint.shown(), "http://[::1]:8080/extern");
        assert_eq!(format!("{endpoint:?}"), "http://[::1]:8080/extern");
    }
}
