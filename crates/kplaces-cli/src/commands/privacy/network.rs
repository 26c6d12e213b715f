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
    let approaches = session.product().approaches.as_ref();
    let positions = approaches.map(|approaches| approaches.source(session));
    let record = session.network();
    let contacts = record.contacts()?;
    let record = record.path().display().to_string();
    Ok(Output::of(
        (endpoint, proxy, positions, contacts, record),
        move |(endpoint, proxy, positions, contacts, _), language| {
            let (proxy, positions) = (proxy.as_deref(), positions.as_ref());
            text::privacy::network::network(language, endpoint, proxy, positions, contacts)
        },
        |(endpoint, proxy, positions, contacts, record)| {
            let positions = positions.iter().flatten().find_map(|source| source.port);
            serde_json::to_value(NetworkJson::new(
                endpoint,
                proxy.as_deref(),
                positions,
                contacts,
                record,
            ))
        },
    ))
}
