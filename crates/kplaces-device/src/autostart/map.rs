//! The map, started when the user logs in.

use std::path::{Path, PathBuf};

use kplaces_text::{Language, say};
use strum::{EnumString, VariantNames};

use super::systemd::CLOSED;
use super::{Start, StartFile, Unfit, desktop, launchd, name, systemd, windows};
use crate::Device;

/// What the files of the map hold in their first lines.
pub const MARK: &str = "3kplaces map remove";

/// What starts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum Starter {
    /// A desktop of Linux.
    Desktop,
    /// The user's own systemd.
    Systemd,
    /// macOS.
    Launchd,
    /// Windows.
    Windows,
}

impl Starter {
    /// Their names, as they are typed.
    pub fn names() -> &'static [&'static str] {
        Self::VARIANTS
    }

    /// What starts programs for people on this system.
    pub fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Launchd
        } else {
            Self::Desktop
        }
    }

    /// Those that this system may have.
    pub fn all_here() -> &'static [Self] {
        match Self::here() {
            Self::Windows => &[Self::Windows],
            Self::Launchd => &[Self::Launchd],
            _ => &[Self::Desktop, Self::Systemd],
        }
    }

    /// Where its file belongs.
    pub fn path(self, device: &Device) -> PathBuf {
        let tenant = device.tenant();
        let (folder, file) = match self {
            Self::Desktop => (
                desktop::autostart_folder(device),
                format!("{}.desktop", name("3kplaces", "-", tenant)),
            ),
            Self::Systemd => (systemd::folder(device), unit(tenant)),
            Self::Launchd => (launchd::folder(device), format!("{}.plist", label(tenant))),
            Self::Windows => (
                windows::startup_folder(device),
                format!("{}.cmd", name("3Kplaces", "-", tenant)),
            ),
        };
        folder.join(file)
    }

    /// The file, for people of this language.
    pub fn file(
        self,
        start: &Start,
        device: &Device,
        language: Language,
    ) -> Result<StartFile, Unfit> {
        let origin = say!(
            language,
            "written by 3kplaces map; {MARK} deletes it",
            "von 3kplaces geschrieben; {MARK} löscht die Datei"
        );
        let what = match device.tenant() {
            Some(tenant) => say!(
                language,
                "The 3Kplaces map of {tenant}",
                "3Kplaces: Karte von {tenant}"
            ),
            None => say!(language, "The 3Kplaces map", "3Kplaces: Karte"),
        };
        let content = match self {
            Self::Desktop => format!(
                "# {origin}\n[Desktop Entry]\nType=Application\nName=3Kplaces\nComment={what}\nExec={}\n\
                 Terminal=false\nStartupNotify=false\n",
                desktop::exec(start)?
            ),
            Self::Systemd => service(&origin, &what, &systemd::exec_start(start)?),
            Self::Launchd => {
                let when = "  <key>RunAtLoad</key>\n  <true/>\n";
                launchd::agent(&label(device.tenant()), &origin, start, when)?
            }
            Self::Windows => windows::batch(&origin, start)?,
        };
        Ok(StartFile {
            path: self.path(device),
            content,
            mark: MARK,
        })
    }

    /// What puts the file into effect at once; nothing where the next login does.
    pub fn enable(self, path: &Path, tenant: Option<&str>) -> Vec<String> {
        match self {
            Self::Desktop | Self::Windows => Vec::new(),
            Self::Systemd => vec![
                "systemctl --user daemon-reload".to_owned(),
                format!("systemctl --user enable --now {}", unit(tenant)),
            ],
            Self::Launchd => vec![launchd::enable(path)],
        }
    }
}

/// The files of ours that start the map, as far as they are there.
pub fn installed(device: &Device) -> Vec<PathBuf> {
    let paths = Starter::all_here().iter().map(|it| it.path(device));
    paths.filter(|path| path.exists()).collect()
}

/// The name of the service.
pub fn unit(tenant: Option<&str>) -> String {
    format!("{}.service", name("3kplaces-map", "-", tenant))
}

fn label(tenant: Option<&str>) -> String {
    name("com.3kplaces.map", ".", tenant)
}

/// A service that is started again when it fails.
fn service(origin: &str, what: &str, exec_start: &str) -> String {
    format!(
        "# {origin}\n\
         [Unit]\n\
         Description={what}\n\
         Documentation=man:3kplaces(1)\n\
         \n\
         [Service]\n\
         {exec_start}\
         Restart=on-failure\n\
         RestartSec=5\n\
         {CLOSED}\
         \n\
         [Install]\n\
         WantedBy=default.target\n"
    )
}
