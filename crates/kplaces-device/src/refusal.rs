//! Logins that WEBFLEET has refused: what is sent again and again can lock the user.

use kplaces_config::{Credential, Wrapped};
use kplaces_domain::Timestamp;
use kplaces_state::{RecordId, Refusals, Refused, StateError};
use kplaces_vault::sealed;
use secrecy::SecretString;

use crate::{CliError, Device, text};

/// So many refusals in a row, and whoever has nobody to ask does not send the login again.
pub const MOST_REFUSALS: u32 = 3;

/// What this device knows of a login that WEBFLEET may have refused.
///
/// On record is neither the login nor a hash of it that could be tried quickly: something that only this login opens.
#[derive(Debug)]
pub struct Refusal {
    record: Refusals,
    key: SecretString,
}

impl Refusal {
    /// Of a login for a server, of which WEBFLEET knows the user by `id`.
    pub(crate) fn of(
        device: &Device,
        id: RecordId,
        credential: &Credential,
    ) -> Result<Self, CliError> {
        let server = device.sources.server()?;
        Ok(Self {
            record: Refusals::new(&device.dirs().state, &id),
            key: Wrapped::new(credential, &server).secret().clone(),
        })
    }

    /// Fails where WEBFLEET has refused this very login so often in a row.
    pub(crate) fn check(&self, most: u32) -> Result<(), CliError> {
        match self.known() {
            Some(refused) if refused.times >= most => Err(text::login::refused_before(
                Timestamp::from_unix(refused.at),
            )),
            _ => Ok(()),
        }
    }

    /// What is on record of this very login. A record that cannot be read keeps nobody from a sync.
    fn known(&self) -> Option<Refused> {
        let found = self.record.read().ok().flatten()?;
        let is_this_one = sealed::open(&found.known_by, &self.key).is_ok();
        is_this_one.then_some(found)
    }

    /// WEBFLEET has refused it.
    pub(crate) fn refused(&self, now: Timestamp) {
        let (times, known_by) = match self.known() {
            Some(before) => (before.times.saturating_add(1), Ok(before.known_by)),
            None => (1, sealed::seal(b"refused", &self.key)),
        };
        let Ok(known_by) = known_by else { return };
        let at = now.unix();
        told(self.record.write(&Refused {
            times,
            at,
            known_by,
        }));
    }

    /// Forgets all of a device: what would be left of a login that is taken off it.
    pub(crate) fn forget_all(device: &Device) {
        told(Refusals::forget_all(&device.dirs().state));
    }

    /// WEBFLEET has accepted it, or somebody has given one.
    pub(crate) fn forget(&self) {
        told(self.record.forget());
    }
}

fn told(written: Result<(), StateError>) {
    if let Err(error) = written {
        tracing::warn!(%error, "that WEBFLEET refused the login could not be written down");
    }
}
