use std::path::Path;

use kplaces_config::{Dirs, Loaded, Origin, Sources};
use kplaces_device::{CliError, TenantAccess};
use kplaces_state::{Ledger, RecordId};
use kplaces_text::Text;

use crate::{TenantName, folders, text};

/// Keeps tenants apart by folders.
#[derive(Debug)]
pub(crate) struct Apart;

/// The checked name of the tenant that `sources` are of.
fn tenant(sources: &Sources) -> Result<Option<TenantName>, CliError> {
    let name = sources.tenant.as_deref();
    name.map(|name| name.parse().map_err(|_| text::bad_name(name)))
        .transpose()
}

impl TenantAccess for Apart {
    fn enter(
        &self,
        name: &str,
        device: &Sources,
        file_is_named: bool,
    ) -> Result<Sources, CliError> {
        let name = folders::find(&device.dirs, name)?;
        let mut sources = device.clone();
        sources.dirs = device.dirs.of_tenant(name.as_str());
        if !file_is_named {
            sources.user_file = Some(sources.dirs.config.join("config.toml"));
        }
        sources.tenant = Some(name.as_str().to_owned());
        Ok(sources)
    }

    fn settle(
        &self,
        device: &Dirs,
        sources: &Sources,
        mut loaded: Loaded,
    ) -> Result<Loaded, CliError> {
        let mut entries = loaded.entries.iter_mut();
        let entry = entries.find(|entry| entry.key == "data_dir");
        let Some(entry) = entry.filter(|entry| entry.source != Origin::Default) else {
            return Ok(loaded);
        };
        let configured = &loaded.settings.data_dir;
        let known = folders::known(device)?;
        if let Some(owner) = folders::owner(&folders::real(configured)?, &known) {
            return Err(text::folder_of_another(configured, owner));
        }
        // What is set for all is the folder of all; each tenant has its own in it.
        if let Some(name) = tenant(sources)? {
            let own = folders::below(configured, &name)?;
            entry.value = Text::same(own.display().to_string());
            loaded.settings.data_dir = own;
        }
        Ok(loaded)
    }

    fn check_store(
        &self,
        device: &Dirs,
        sources: &Sources,
        data_dir: &Path,
        file: &Path,
    ) -> Result<(), CliError> {
        let real = folders::real(file)?;
        let folder = folders::real(data_dir)?;
        match tenant(sources)? {
            Some(name) if real.starts_with(&folder) && real != folder => {
                // Not in the folder of one that is inside of this one's, should there be such.
                let inside = real.strip_prefix(&folder).unwrap_or(&real);
                match folders::owner(inside, &folders::known(device)?) {
                    Some(owner) => Err(text::store_of_another(file, owner)),
                    None if inside.starts_with(Dirs::TENANTS) => {
                        Err(text::store_outside(file, &name, data_dir))
                    }
                    None => Ok(()),
                }
            }
            Some(name) => Err(text::store_outside(file, &name, data_dir)),
            // The usual place is nobody else's, whatever the folders above it are called.
            None if real.starts_with(&folder) && !real.starts_with(folder.join(Dirs::TENANTS)) => {
                Ok(())
            }
            None => match folders::owner(&real, &folders::known(device)?) {
                Some(owner) => Err(text::store_of_another(file, owner)),
                None => Ok(()),
            },
        }
    }

    fn shares_login(&self, device: &Dirs, sources: &Sources, login: &RecordId) -> bool {
        // What cannot be looked at is no reason against a sync.
        let known = folders::known(device).unwrap_or_default();
        let own = sources.tenant.as_deref();
        let others = known.iter().map(|name| Some(name.as_str()));
        std::iter::once(None)
            .chain(others)
            .filter(|other| *other != own)
            .any(|other| {
                let state = match other {
                    Some(name) => device.of_tenant(name).state,
                    None => device.state.clone(),
                };
                Ledger::new(&state, login).exists()
            })
    }
}
