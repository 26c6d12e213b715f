//! One at a time changes the login that is kept on a device.

use kplaces_state::{LockError, RecordId, SyncLock};

use crate::{CliError, Device, text};

/// The right to change the login that is kept. It ends when dropped, and with the process.
#[derive(Debug)]
pub struct LoginLock {
    _held: Option<SyncLock>,
}

impl Device {
    /// Takes the right to change the login that is kept, or tells who has it. It waits for nobody.
    ///
    /// Where nothing can be locked, as on a medium that is full, the login can be changed all the same: it must be
    /// possible to take it away.
    pub fn hold_login(&self) -> Result<LoginLock, CliError> {
        let id = RecordId::kept_login(&self.dirs().config.to_string_lossy());
        let held = match SyncLock::acquire(&self.dirs().state, &id, self.clock.now()) {
            Ok(held) => Some(held),
            Err(LockError::Held(holder)) => return Err(text::login::held(&holder)),
            Err(LockError::State(error)) => {
                tracing::warn!(%error, "nobody else is kept from changing the login");
                None
            }
        };
        Ok(LoginLock { _held: held })
    }
}
