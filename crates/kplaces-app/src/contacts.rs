use std::error::Error;
use std::sync::Arc;

use kplaces_state::{Clock, ContactRole, NetworkRecord};
use kplaces_webfleet::{ContactLog, Peer, Role};

/// Writes down on this device whom a client contacts.
#[derive(Debug)]
pub struct Contacts {
    record: NetworkRecord,
    clock: Arc<dyn Clock>,
}

impl Contacts {
    /// Writes into `record`, by `clock`.
    pub fn new(record: NetworkRecord, clock: Arc<dyn Clock>) -> Self {
        Self { record, clock }
    }
}

impl ContactLog for Contacts {
    fn request(&self, peer: &Peer, bytes: u64) -> Result<(), Box<dyn Error + Send + Sync>> {
        let now = self.clock.now().timestamp();
        Ok(self
            .record
            .request((&peer.host, peer.port), role(peer), bytes, now)?)
    }

    fn response(&self, peer: &Peer, bytes: u64, failed: bool) {
        let now = self.clock.now().timestamp();
        let written = self
            .record
            .response((&peer.host, peer.port), role(peer), bytes, failed, now);
        if let Err(error) = written {
            // That it was contacted is on record already; only what came back is not.
            tracing::warn!(%error, "the record of hosts could not be updated");
        }
    }

    fn not_sent(&self, peer: &Peer, bytes: u64) {
        let now = self.clock.now().timestamp();
        let written = self
            .record
            .not_sent((&peer.host, peer.port), role(peer), bytes, now);
        if let Err(error) = written {
            // Then it stays counted as sent: more than was, never less.
            tracing::warn!(%error, "the record of hosts could not be updated");
        }
    }

    fn refused(&self, host: &str) {
        let now = self.clock.now().timestamp();
        let written = self.record.request((host, 0), ContactRole::Refused, 0, now);
        if let Err(error) = written {
            tracing::warn!(%error, "the record of hosts could not be updated");
        }
    }
}

fn role(peer: &Peer) -> ContactRole {
    match peer.role {
        Role::Endpoint => ContactRole::Endpoint,
        Role::Proxy => ContactRole::Proxy,
    }
}
