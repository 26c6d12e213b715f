use kplaces_state::{Contact, ContactRole};
use kplaces_webfleet::Endpoint;
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::iso;

/// Whom this device contacted, and whom it may contact.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NetworkJson {
    contacts: Vec<ContactJson>,
    allowed: AllowedJson,
    record: String,
}

#[derive(Serialize, JsonSchema)]
struct ContactJson {
    host: String,
    port: u16,
    role: ContactRole,
    #[schemars(extend("format" = "date-time"))]
    first: String,
    #[schemars(extend("format" = "date-time"))]
    last: String,
    requests: u64,
    failed: u64,
    /// Tries that reached nobody; nothing of the request left the device.
    unreached: u64,
    bytes_sent: u64,
    bytes_received: u64,
}

#[derive(Serialize, JsonSchema)]
struct AllowedJson {
    endpoint: PlaceJson,
    proxy: Option<String>,
    listens_on: [&'static str; 2],
    /// The port of this device that `alerts.source` names, which `watch` and the alerts of the map connect to; missing
    /// where positions come from no port, and in Basic.
    #[serde(skip_serializing_if = "Option::is_none")]
    positions: Option<PlaceJson>,
}

#[derive(Serialize, JsonSchema)]
struct PlaceJson {
    host: String,
    port: u16,
}

impl NetworkJson {
    pub(crate) fn new(
        endpoint: &Endpoint,
        proxy: Option<&str>,
        positions: Option<u16>,
        contacts: &[Contact],
        record: &str,
    ) -> Self {
        let contact = |it: &Contact| ContactJson {
            host: it.host.clone(),
            port: it.port,
            role: it.role,
            first: iso(it.first()),
            last: iso(it.last()),
            requests: it.requests,
            failed: it.failed,
            unreached: it.unreached,
            bytes_sent: it.bytes_sent,
            bytes_received: it.bytes_received,
        };
        Self {
            contacts: contacts.iter().map(contact).collect(),
            allowed: AllowedJson {
                endpoint: PlaceJson {
                    host: endpoint.host().to_owned(),
                    port: endpoint.port(),
                },
                proxy: proxy.map(str::to_owned),
                listens_on: ["127.0.0.1", "::1"],
                positions: positions.map(|port| PlaceJson {
                    host: "127.0.0.1".to_owned(),
                    port,
                }),
            },
            record: record.to_owned(),
        }
    }
}
