//! The server that a login is for.

use figment::Figment;

use crate::layers::gather;
use crate::{ConfigError, Sources};

/// The setting that names it.
pub(crate) const KEY: &str = "webfleet.url";

/// The server of an address: scheme, host and port, as in `https://csv.webfleet.com:443`.
///
/// Two texts of the same server may come out differently, and then count as two; texts of two servers
/// never come out the same.
pub(crate) fn of_address(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split('/').next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    let usual = if scheme == "http" { 80 } else { 443 };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().unwrap_or(usual)),
        _ => (host.as_str(), usual),
    };
    format!("{scheme}://{name}:{port}")
}

impl Sources {
    /// The server that the settings name, to which a login is bound when it is kept.
    pub fn server(&self) -> Result<String, ConfigError> {
        let (layers, problems) = gather(self);
        if !problems.is_empty() {
            return Err(ConfigError::Invalid { problems });
        }
        let merged = layers.into_iter().fold(Figment::new(), Figment::merge);
        Ok(of_settings(&merged))
    }
}

/// [`of_address`], of the address that is set.
pub(crate) fn of_settings(merged: &Figment) -> String {
    let url = merged.find_value(KEY).ok();
    let url = url.as_ref().and_then(|url| url.as_str());
    of_address(url.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_host_and_port_make_a_server() {
        let webfleet = "https://csv.webfleet.com:443";
        for same in [
            "https://csv.webfleet.com/extern",
            "https://csv.webfleet.com",
            "HTTPS://CSV.Webfleet.com:443/other",
        ] {
            assert_eq!(of_address(same), webfleet, "{same}");
        }
        for other in [
            "http://csv.webfleet.com/extern",
            "https://csv.webfleet.com:444/extern",
            "https://csv.webfleet.com.example/extern",
            "https://example/csv.webfleet.com:443",
        ] {
            assert_ne!(of_address(other), webfleet, "{other}");
        }
        assert_eq!(of_address("http://[::1]/x"), "http://[::1]:80");
        assert_eq!(of_address("http://[::1]:8080/x"), "http://[::1]:8080");
    }
}
