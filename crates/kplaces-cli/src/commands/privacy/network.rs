use kplaces_edition::Feature;
use kplaces_webfleet::Endpoint;

use crate::json::NetworkJson;
use crate::{CliError, Output, Session, text};

/// Whom this device contacted, and whom it may contact.
pub(crate) fn network(session: &Session) -> Result<Output, CliError> {
    let settings = session.settings()?;
    let endpoint: Endpoint = settings.webfleet.url.parse()?;
    let proxy = settings.webfleet.proxy.as_deref();
    // An endpoint on this device itself is asked directly.
    let proxy = proxy
        .filter(|_| endpoint.is_encrypted())
        .map(kplaces_device::privacy::host_of);
    let watches = session.product().policy.has(Feature::ApproachAlerts);
    let record = session.network();
    let contacts = record.contacts()?;
    let record = record.path().display().to_string();
    Ok(Output::of(
        (endpoint, proxy, contacts, record),
        move |(endpoint, proxy, contacts, _), language| {
            let proxy = proxy.as_deref();
            text::privacy::network::network(language, endpoint, proxy, watches, contacts)
        },
        |(endpoint, proxy, contacts, record)| {
            serde_json::to_value(NetworkJson::new(
                endpoint,
                proxy.as_deref(),
                contacts,
                record,
            ))
        },
    ))
}
