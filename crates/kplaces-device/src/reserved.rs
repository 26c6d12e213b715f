//! What of this device no output may replace, and the one way in which commands write files that the
//! user names.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use kplaces_config::{Loaded, Settings};
use kplaces_export::{ExportError, Reserved, Target, write_atomically};
use kplaces_files::Notes;
use kplaces_store::StoreUrl;

use crate::autostart::map;
use crate::location::{KEY_FILE, STORE_FILES, TURNING_FILE};
use crate::privacy::by_itself;
use crate::{CliError, Device};

impl Device {
    /// Everything that is kept on this device, of this tenant and of all others: no output takes its
    /// place, whatever was asked for.
    pub fn reserved(&self) -> Reserved {
        let mut reserved = Reserved::nothing();
        for sources in [&self.sources, &self.before_tenants] {
            reserved.folder(&sources.dirs.config);
            reserved.folder(&sources.dirs.state);
            reserved.folder(&sources.dirs.data);
            for file in [&sources.user_file, &sources.system_file] {
                reserved.file(file.clone().unwrap_or_default());
            }
        }
        // Files with a secret, and what else variables name.
        let named = self.sources.env.iter();
        for (_, file) in named.filter(|(name, _)| name.ends_with("_FILE")) {
            reserved.file(self.sources.at_home(file));
        }
        // What runs a sync or the map by itself, and the program it runs.
        for file in by_itself(self).into_iter().chain(map::installed(self)) {
            reserved.file(file);
        }
        reserved.file(std::env::current_exe().unwrap_or_default());
        // Settings that cannot be read keep nobody from writing a support file about that.
        if let Ok(loaded) = self.loaded() {
            self.reserve_what_is_set(&mut reserved, loaded);
        }
        if let Ok(loaded) = self.before_tenants.load() {
            self.reserve_what_is_set(&mut reserved, &loaded);
        }
        reserved
    }

    fn reserve_what_is_set(&self, reserved: &mut Reserved, loaded: &Loaded) {
        let secrets = loaded.entries.iter();
        for entry in secrets.filter(|entry| entry.key.ends_with("_file")) {
            reserved.file(self.sources.at_home(entry.path()));
        }
        self.reserve_places(reserved, &loaded.settings);
    }

    /// Where places, copies and the key of encrypted stores are, and where they would be once they are
    /// encrypted or are not any more. A data folder that somebody named may hold other things, so not
    /// all of it is ours.
    fn reserve_places(&self, reserved: &mut Reserved, settings: &Settings) {
        reserved.file(settings.map.basemap.clone().unwrap_or_default());
        let folder = &settings.data_dir;
        let url = settings.store.parse::<StoreUrl>().ok();
        let set = url.and_then(|url| self.product.backends.file(&url, folder.clone()).ok()?);
        // Also where this edition keeps none: another one on the device may.
        let usual = STORE_FILES.map(|name| folder.join(name));
        for file in set.into_iter().chain(usual) {
            reserved.folder(beside(&file, "backups"));
            reserved.file(beside(&file, ".sealed.lock"));
            reserved.file(beside(&file, KEY_FILE));
            reserved.file(beside(&file, TURNING_FILE));
            reserved.store(file);
        }
    }

    /// Where it is noted that a file of the user is not finished.
    pub fn notes(&self) -> Notes {
        kplaces_state::unfinished(&self.dirs().state)
    }

    /// Begins a file that the user named.
    pub fn target(&self, path: &Path, replace: bool) -> Result<Target, ExportError> {
        Target::create(path, replace, &self.reserved(), &self.notes())
    }

    /// Writes a file that the user named, whole or not at all, readable for the user only.
    pub fn write_whole(
        &self,
        path: &Path,
        replace: bool,
        content: &[u8],
    ) -> Result<(), ExportError> {
        write_atomically(
            path,
            replace,
            &self.reserved(),
            &self.notes(),
            |mut out| -> io::Result<()> {
                out.write_all(content)?;
                out.flush()
            },
        )
    }

    /// Writes a file that the user named for a command of a feature, whole and past nothing that is reserved.
    pub fn write_file(&self, path: &Path, replace: bool, content: &str) -> Result<(), CliError> {
        let written = self.write_whole(path, replace, content.as_bytes());
        written.map_err(|error| CliError {
            what: crate::text::errors::not_written(),
            ..error.into()
        })
    }
}

fn beside(file: &Path, name: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(name)
}
