use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use kplaces_text::text;

use crate::error::{Problem, ProblemKind};
use crate::text::shown_key;
use crate::{ConfigError, Origin, home};

pub(crate) const PREFIX: &str = "KPLACES_";
pub(crate) const USER_FILE: &str = "KPLACES_CONFIG";
pub(crate) const LANGUAGE: &str = "KPLACES_LANG";
pub(crate) const TENANT: &str = "KPLACES_TENANT";
pub(crate) const TEST_NOW: &str = "KPLACES_TEST_NOW";

/// The variables that move the folders of a user, where the system uses them.
const FOLDERS: [&str; 3] = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];

/// Where settings and login are looked for.
///
/// Its `Debug` names variables and flags, not their values: one of them may be a password.
#[derive(Clone, Default)]
pub struct Sources {
    /// The file of the device's administrator; it need not exist.
    pub system_file: Option<PathBuf>,
    /// The user's file; it must exist if `KPLACES_CONFIG` is set, which names it.
    pub user_file: Option<PathBuf>,
    /// Environment variables; only `KPLACES_*` are looked at.
    pub env: Vec<(String, String)>,
    /// The variables that moved `dirs`, such as `XDG_DATA_HOME`, with their values.
    pub folders: Vec<(String, String)>,
    /// Flags as dotted keys and texts; one for a list adds to those before it.
    pub flags: Vec<(String, String)>,
    /// Where files of ours go.
    pub dirs: Dirs,
    /// The home folder of the user, where there is one: `~` in a path that is set.
    pub home: Option<PathBuf>,
    /// The locale of the system's messages, such as `de_DE.UTF-8`; empty where it has none.
    pub locale: String,
    /// The tenant whose folders these are; `None` for the device's own, which has no name. Setting it
    /// moves no folder: [`Dirs::of_tenant`] says where a tenant's are.
    pub tenant: Option<String>,
}

/// The folders of this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dirs {
    /// Configuration and login.
    pub config: PathBuf,
    /// What is downloaded.
    pub data: PathBuf,
    /// What may be lost, such as counters and locks.
    pub state: PathBuf,
}

impl Dirs {
    /// The folders of the current user by the platform's convention; `XDG_*` counts where it is used.
    fn of_user() -> Result<Self, ConfigError> {
        const NAME: &str = "3kplaces";
        let base = etcetera::choose_base_strategy().map_err(|_| ConfigError::NoHome)?;
        if cfg!(windows) {
            // The local folder: the roaming one is copied to a server, and addresses and login
            // are to stay on the device.
            let local = base.cache_dir().join(NAME);
            return Ok(Self {
                config: local.join("config"),
                data: local.join("data"),
                state: local.join("state"),
            });
        }
        let data = base.data_dir().join(NAME);
        let dirs = Self {
            config: base.config_dir().join(NAME),
            state: match base.state_dir() {
                Some(state) => state.join(NAME),
                None => data.join("state"),
            },
            data,
        };
        // From the current folder, which is another one each time.
        let all = [&dirs.config, &dirs.data, &dirs.state];
        if all.iter().any(|folder| folder.is_relative()) {
            return Err(ConfigError::RelativeHome);
        }
        Ok(dirs)
    }

    /// The folders of the tenant of this name: each is one below. The name is not looked at here;
    /// only one that was checked may come in.
    #[must_use]
    pub fn of_tenant(&self, name: &str) -> Self {
        let below = |folder: &Path| folder.join(Self::TENANTS).join(name);
        Self {
            config: below(&self.config),
            data: below(&self.data),
            state: below(&self.state),
        }
    }

    /// The folder of all tenants in each of our folders.
    pub const TENANTS: &str = "tenants";
}

impl Sources {
    /// The sources of this process, without flags. No file is opened here.
    ///
    /// A variable `KPLACES_*` that is not UTF-8 is an error that names it.
    #[expect(
        clippy::disallowed_methods,
        reason = "the crate that reads the environment"
    )]
    pub fn from_process() -> Result<Self, ConfigError> {
        let mut env = Vec::new();
        let mut problems = Vec::new();
        for (name, value) in std::env::vars_os() {
            if !is_ours(&name) {
                continue;
            }
            match (name.to_str(), value.into_string()) {
                (Some(name), Ok(value)) => env.push((in_capitals(name), value)),
                _ => problems.push(
                    Problem::new(
                        ProblemKind::Unreadable,
                        text!("must be UTF-8 text", "muss Text in UTF-8 sein"),
                    )
                    .at(&Origin::Env(shown_key(&name.to_string_lossy()))),
                ),
            }
        }
        if !problems.is_empty() {
            return Err(ConfigError::Invalid { problems });
        }
        // The system's order is no order; errors are to come the same each time.
        env.sort();
        let dirs = Dirs::of_user()?;
        let mut sources = Self {
            system_file: cfg!(unix).then(|| PathBuf::from("/etc/3kplaces/config.toml")),
            user_file: Some(dirs.config.join("config.toml")),
            env,
            folders: folders(),
            flags: Vec::new(),
            dirs,
            home: etcetera::home_dir().ok().filter(|home| home.is_absolute()),
            locale: locale(),
            tenant: None,
        };
        let named = sources.env.iter().find(|(name, _)| name == USER_FILE);
        if let Some((_, path)) = named {
            sources.user_file = Some(sources.at_home(path));
        }
        Ok(sources)
    }

    /// A path that somebody has set, with the home folder for `~`.
    pub fn at_home(&self, path: impl AsRef<Path>) -> PathBuf {
        match &self.home {
            Some(home) => home::resolved(path.as_ref(), home),
            None => path.as_ref().to_owned(),
        }
    }
}

/// The variables that moved the folders; a path that is not absolute moves none.
#[expect(
    clippy::disallowed_methods,
    reason = "the crate that reads the environment"
)]
fn folders() -> Vec<(String, String)> {
    if cfg!(windows) {
        return Vec::new();
    }
    FOLDERS
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?)))
        .filter(|(_, path)| Path::new(path).is_absolute())
        .collect()
}

/// The locale of this process's messages, such as `de_DE.UTF-8`, in the order of POSIX; empty where it has
/// none.
#[expect(
    clippy::disallowed_methods,
    reason = "the crate that reads the environment"
)]
pub fn locale() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}

/// Windows does not tell cases of variable names apart.
fn in_capitals(name: &str) -> String {
    if cfg!(windows) {
        name.to_ascii_uppercase()
    } else {
        name.to_owned()
    }
}

fn is_ours(name: &OsStr) -> bool {
    let head = name.as_encoded_bytes().get(..PREFIX.len());
    head.is_some_and(|head| {
        head == PREFIX.as_bytes() || (cfg!(windows) && head.eq_ignore_ascii_case(PREFIX.as_bytes()))
    })
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.clone()).collect()
        };
        f.debug_struct("Sources")
            .field("system_file", &self.system_file)
            .field("user_file", &self.user_file)
            .field("env", &names(&self.env))
            .field("folders", &self.folders)
            .field("flags", &names(&self.flags))
            .field("dirs", &self.dirs)
            .field("home", &self.home)
            .field("locale", &self.locale)
            .field("tenant", &self.tenant)
            .finish()
    }
}

impl Sources {
    /// The language that `KPLACES_LANG` asks for, as it stands there; `None` if it is not set.
    pub fn language(&self) -> Option<&str> {
        let set = self.env.iter().find(|(name, _)| name == LANGUAGE);
        set.map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The tenant that `KPLACES_TENANT` asks for, as it stands there; `None` if it is not set or empty.
    pub fn wanted_tenant(&self) -> Option<&str> {
        let set = self.env.iter().find(|(name, _)| name == TENANT);
        set.map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Whether a file of settings was named by `KPLACES_CONFIG`.
    pub fn names_file(&self) -> bool {
        self.env.iter().any(|(name, _)| name == USER_FILE)
    }

    /// The moment a test wants it to be (`KPLACES_TEST_NOW`, seconds since 1970). Whoever reads the
    /// clock decides whether to listen.
    pub fn test_now(&self) -> Option<i64> {
        let (_, value) = self.env.iter().find(|(name, _)| name == TEST_NOW)?;
        value.parse().ok()
    }
}

/// The address of the session bus, where the system names one (`DBUS_SESSION_BUS_ADDRESS`).
#[expect(
    clippy::disallowed_methods,
    reason = "the crate that reads the environment"
)]
pub fn session_bus() -> Option<String> {
    let address = std::env::var_os("DBUS_SESSION_BUS_ADDRESS")?;
    Some(address.to_string_lossy().into_owned())
}

/// Whether the user wants no colour (<https://no-color.org>): `NO_COLOR` is set to any text.
#[expect(
    clippy::disallowed_methods,
    reason = "the crate that reads the environment"
)]
pub fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}
