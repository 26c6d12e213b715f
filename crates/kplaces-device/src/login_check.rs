//! Whether WEBFLEET accepts a login.

use std::sync::Arc;

use kplaces_app::WaitPolicy;
use kplaces_app::doctor::{self, Reports};
use kplaces_config::Credential;
use kplaces_state::{SyncLock, Trigger};

use crate::{Asking, CliError, Connection, Device, Waits};

/// What to ask WEBFLEET with a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Questions {
    /// Whether it is right.
    One,
    /// Whether it may read each report that the edition needs, too.
    Each,
}

impl Device {
    /// Sends one request with this login, under the same count as those of a sync, and others only once it
    /// was accepted: too many wrong logins can lock the user. It waits for nobody.
    pub async fn check_login(
        &self,
        login: Credential,
        questions: Questions,
    ) -> Result<(Connection, Option<Reports>), CliError> {
        let connection = self.connect_as(
            login,
            Waits {
                asking: Asking::Forbidden,
                patience: WaitPolicy::NoWait,
                trigger: Trigger::ByHand,
                on_pause: Arc::new(|_| {}),
                on_wait: Arc::new(|_| {}),
                tries: Some(1),
            },
        )?;
        let turn = &connection.turn;
        // WEBFLEET answers one request of an account at a time.
        let lock = SyncLock::acquire(&turn.state_dir, &turn.account, self.clock.now())?;
        let client = &connection.client;
        let asked = match questions {
            Questions::One => doctor::probe(client).await.map(|_| None),
            Questions::Each => {
                let groups = self.product.groups.as_deref();
                doctor::probe_each(client, groups).await.map(Some)
            }
        };
        drop(lock);
        match &asked {
            Ok(_) => connection.refusal.forget(),
            // One that is only typed is not kept, and nothing sends it again.
            Err(error) if error.is_login() && questions == Questions::Each => {
                connection.refusal.refused(self.clock.now().timestamp());
            }
            Err(_) => {}
        }
        let reports = asked?;
        Ok((connection, reports))
    }
}
