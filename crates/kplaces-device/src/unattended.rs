//! A run as the system's scheduler would start it: with what the environment may be carried of, and with
//! nobody to ask.

use std::sync::Arc;

use kplaces_config::{Carried, Safe};
use kplaces_store::StoreErrorKind;

use crate::ask::Nobody;
use crate::{Asking, CliError, Device, text};

impl Device {
    /// What of this environment a run that the system starts is to be given.
    pub fn carried(&self) -> Carried {
        let mut carried = self.sources.carried();
        // A flag says more than a variable, and is carried by itself.
        for (flag, variable) in [
            ("--config", "KPLACES_CONFIG"),
            ("--data-dir", "KPLACES_DATA_DIR"),
        ] {
            if self.named_paths.iter().any(|(named, _)| *named == flag) {
                carried.variables.retain(|(name, _)| name != variable);
            }
        }
        carried
    }

    fn unattended(&self) -> Self {
        let sources = self.sources.with_carried(&self.carried());
        let mut run = self.again(sources.into());
        run.ask = Arc::new(Nobody);
        run
    }

    /// Fails where a run that the system starts could not read the login, or not open the store: the
    /// keyring, sealed files and commands are tried, and nobody is asked.
    pub async fn check_unattended(&self) -> Result<(), CliError> {
        let run = self.unattended();
        run.credential(Asking::Forbidden).await?;
        if run.has_store()? {
            let folder = run.location()?.data_dir.clone();
            let url = run.store_url()?;
            let opened = run.backends()?.open_read_only(&url, folder).await;
            // Anything else is nothing of a terminal's.
            if let Err(error) = opened
                && error.kind() == StoreErrorKind::Locked
            {
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Fails where a run that the system starts would certainly find no login, as far as that can be told
    /// without opening or running anything.
    pub fn glance_unattended(&self) -> Result<(), CliError> {
        let run = self.unattended();
        let sources = &run.sources;
        if sources.opens() == Some(Safe::Sealed) && !sources.has_passphrase()? {
            return Err(text::login::no_passphrase(&text::login::the_login()));
        }
        if sources.login_outline()?.password.is_none() {
            return Err(text::errors::no_login());
        }
        Ok(())
    }
}
