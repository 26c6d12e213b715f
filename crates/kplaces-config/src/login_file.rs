use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use kplaces_files::{behind_links, create_folder, must_be_file, remove_behind_links};
use kplaces_text::{Text, text};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::document::Node;
use crate::encoding::{self, bare};
use crate::error::{Problem, ProblemKind};
use crate::kept::Safe;
use crate::layers::{self, cannot_be_read, items};
use crate::text::{quoted, shown_key};
use crate::trust::{self, Doubt};
use crate::{ConfigError, Credential, Origin, Sources};

/// What the login file holds; any part may be missing.
#[derive(Default)]
pub(crate) struct LoginFile {
    pub(crate) account: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<SecretString>,
    pub(crate) apikey: Option<SecretString>,
    /// Where the secrets are, if not here.
    pub(crate) keep: Option<Safe>,
    /// The server it is for, where that is known; what is sealed says it itself.
    pub(crate) server: Option<String>,
    /// Which sealed file is meant, by what it holds; any, where it was kept before that was written down.
    pub(crate) sealed: Option<String>,
}

impl Sources {
    /// Where the login file is, whether there is one or not.
    pub fn login_file(&self) -> PathBuf {
        self.dirs.config.join("login.toml")
    }

    /// Fails where something that is no file has one of the names that a login is kept under.
    pub fn can_keep_login(&self) -> Result<(), ConfigError> {
        let files = [
            self.login_file(),
            self.sealed_login_file(),
            self.next_sealed_login_file(),
        ];
        files.into_iter().try_for_each(|path| {
            let is_free = must_be_file(&path);
            is_free.map_err(|source| ConfigError::LoginFile { path, source })
        })
    }

    /// Writes the login file with the secrets in it, readable for the user only, in place of the one
    /// there may be.
    ///
    /// It is written beside its place and moved there when it is complete and on the disk.
    pub fn save_credential(&self, credential: &Credential) -> Result<PathBuf, ConfigError> {
        let path = self.login_file();
        let Credential {
            account,
            user,
            password,
            apikey,
        } = credential;
        let server = self.server()?;
        let parts = [
            ("account", account.as_str()),
            ("user", user.as_str()),
            ("password", password.expose_secret()),
            ("apikey", apikey.expose_secret()),
            ("server", server.as_str()),
        ];
        self.write_login(&path, &parts)?;
        Ok(path)
    }

    /// Writes into the login file whose login it is and where its secrets are.
    pub fn save_whereabouts(
        &self,
        credential: &Credential,
        safe: Safe,
    ) -> Result<PathBuf, ConfigError> {
        let path = self.login_file();
        let parts = [
            ("account", credential.account.as_str()),
            ("user", credential.user.as_str()),
            ("keep", safe.word()),
        ];
        self.write_login(&path, &parts)?;
        Ok(path)
    }

    /// Binds the kept login to the server that the settings name, where it is not bound yet: one that was
    /// kept before logins were bound, and that WEBFLEET has accepted now.
    pub fn bind_login(&self) -> Result<(), ConfigError> {
        let path = self.login_file();
        let failed = |source| ConfigError::LoginFile {
            path: path.clone(),
            source,
        };
        let known = self.read_login().unwrap_or_default();
        let bytes = match read_private(&path, self.home.as_deref()) {
            Ok(bytes) if known.server.is_none() => bytes,
            _ => return Ok(()),
        };
        let Ok(text) = encoding::text(&bytes) else {
            return Ok(());
        };
        let text = Zeroizing::new(text.into_owned());
        let line = format!("\nserver = {}\n", quoted(&self.server()?));
        let lines = [text.trim_end().as_bytes(), line.as_bytes()];
        write(&self.dirs.config, &path, &lines).map_err(failed)
    }

    /// What the login file holds.
    pub(crate) fn read_login(&self) -> Result<LoginFile, Vec<Problem>> {
        read(&self.login_file(), self.home.as_deref())
    }

    pub(crate) fn write_login(
        &self,
        path: &Path,
        parts: &[(&str, &str)],
    ) -> Result<(), ConfigError> {
        let empty: Vec<Problem> = parts
            .iter()
            .filter(|(_, text)| bare(text).is_empty())
            .map(|(name, _)| {
                Problem::new(ProblemKind::Missing, text!("is empty", "ist leer"))
                    .key(format!("login.{name}"))
            })
            .collect();
        if !empty.is_empty() {
            return Err(ConfigError::LoginMissing { problems: empty });
        }
        let lines: Vec<Zeroizing<String>> = parts
            .iter()
            .map(|(name, text)| {
                let text = Zeroizing::new(quoted(text));
                Zeroizing::new(format!("{name} = {}\n", *text))
            })
            .collect();
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        write(&self.dirs.config, path, &lines).map_err(|source| ConfigError::LoginFile {
            path: path.to_owned(),
            source,
        })
    }

    /// Removes the login file and returns where it was, or `None` if there was none. What is in a
    /// keyring or sealed stays.
    pub fn remove_credential(&self) -> Result<Option<PathBuf>, ConfigError> {
        remove(self.login_file())
    }
}

pub(crate) fn remove(path: PathBuf) -> Result<Option<PathBuf>, ConfigError> {
    match must_be_file(&path).and_then(|()| remove_behind_links(&path)) {
        Ok(()) => Ok(Some(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::LoginFile { path, source }),
    }
}

pub(crate) fn write(folder: &Path, path: &Path, lines: &[&[u8]]) -> io::Result<()> {
    create_folder(folder)?;
    must_be_file(path)?;
    // A link stays, and what it leads to is replaced.
    let path = behind_links(path)?;
    // The login before it is overwritten; where that fails it is deleted.
    kplaces_files::replace_for_good(&path, lines).map(drop)
}

/// Reads the login file. No file is an empty login.
fn read(path: &Path, home: Option<&Path>) -> Result<LoginFile, Vec<Problem>> {
    let origin = Origin::File(path.to_owned());
    let bytes = match read_private(path, home) {
        Ok(bytes) => bytes,
        Err(Unread::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(LoginFile::default());
        }
        Err(unread) => {
            let (kind, why) = unread.said(path);
            return Err(vec![Problem::new(kind, why).at(&origin)]);
        }
    };
    let mut login = LoginFile::default();
    let mut problems = Vec::new();
    let items = items(&bytes).map_err(|problem| vec![problem.at(&origin)])?;
    for item in items {
        let mut note = |kind, message: Text| {
            problems.push(
                Problem::new(kind, message)
                    .at(&origin)
                    .line(Some(item.line))
                    .key(shown_key(&item.key)),
            );
        };
        let known = [
            "account", "user", "password", "apikey", "keep", "server", "sealed",
        ];
        match (item.key.as_str(), item.value) {
            ("account", Node::Text(text)) if !text.is_empty() => login.account = Some(text),
            ("user", Node::Text(text)) if !text.is_empty() => login.user = Some(text),
            ("password", Node::Text(text)) if !text.is_empty() => {
                login.password = Some(SecretString::from(text));
            }
            ("apikey", Node::Text(text)) if !text.is_empty() => {
                login.apikey = Some(SecretString::from(text));
            }
            ("server", Node::Text(text)) if !text.is_empty() => login.server = Some(text),
            ("sealed", Node::Text(text)) if !text.is_empty() => login.sealed = Some(text),
            ("keep", Node::Text(text)) => match Safe::of_word(&text) {
                Some(safe) => login.keep = Some(safe),
                None => note(
                    ProblemKind::BadValue,
                    text!("must be keyring or sealed", "muss keyring oder sealed sein"),
                ),
            },
            (key, _) if known.contains(&key) => {
                note(
                    ProblemKind::BadValue,
                    text!(
                        "must be a text that is not empty",
                        "muss ein Text sein, der nicht leer ist"
                    ),
                );
            }
            _ => note(
                ProblemKind::UnknownKey,
                text!(
                    "is not one of account, user, password and apikey",
                    "ist keines von account, user, password und apikey"
                ),
            ),
        }
    }
    if login.keep.is_some() && (login.password.is_some() || login.apikey.is_some()) {
        let problem = Problem::new(
            ProblemKind::BadValue,
            text!("stands beside a secret", "steht neben einem Geheimnis"),
        );
        problems.push(problem.at(&origin).key("keep"));
    }
    if problems.is_empty() {
        Ok(login)
    } else {
        Err(problems)
    }
}

/// No login is longer.
const MAX: u64 = 64 * 1024;

/// Why a file of the login is not read.
pub(crate) enum Unread {
    /// The system said so.
    Io(io::Error),
    /// Others can read it.
    Exposed,
    /// Others may have written it.
    Doubted(Doubt),
}

impl Unread {
    pub(crate) fn said(&self, path: &Path) -> (ProblemKind, Text) {
        match self {
            Self::Io(error) => (ProblemKind::Unreadable, cannot_be_read(error)),
            Self::Exposed => {
                let path = path.display();
                let why = text!(
                    "can be read by others: run `chmod 600 {path}`, and change the password if they \
                     should not know it",
                    "ist für andere lesbar: `chmod 600 {path}` ausführen und das Kennwort ändern, wenn sie es \
                     nicht kennen sollen"
                );
                (ProblemKind::Exposed, why)
            }
            Self::Doubted(doubt) => {
                let why = text!(language =>
                    "is not believed, since {doubt}",
                    "ist nicht vertrauenswürdig: {doubt}",
                    doubt = doubt.text().in_language(language)
                );
                (ProblemKind::Untrusted, why)
            }
        }
    }
}

pub(crate) fn read_private(path: &Path, home: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, Unread> {
    let file = layers::open(path).map_err(Unread::Io)?;
    // The opened file is asked, not the path: they could differ by now.
    let metadata = file.metadata().map_err(Unread::Io)?;
    if others_may_read(&metadata) {
        return Err(Unread::Exposed);
    }
    if let Some(doubt) = trust::doubt(path, &file, home).map_err(Unread::Io)? {
        return Err(Unread::Doubted(doubt));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(
        usize::try_from(metadata.len().min(MAX)).unwrap_or_default() + 1,
    ));
    file.take(MAX).read_to_end(&mut bytes).map_err(Unread::Io)?;
    Ok(bytes)
}

/// On Windows the folder of the user is private by its access list.
fn others_may_read(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}
