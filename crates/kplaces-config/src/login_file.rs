use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::document::Node;
use crate::error::{Problem, ProblemKind};
use crate::layers::{cannot_be_read, items};
use crate::text::{quoted, shown_key};
use crate::{ConfigError, Credential, Origin, Sources};

/// What the login file holds; any part may be missing.
#[derive(Default)]
pub(crate) struct LoginFile {
    pub(crate) account: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<SecretString>,
    pub(crate) apikey: Option<SecretString>,
}

impl Sources {
    /// Where the login file is, whether there is one or not.
    pub fn login_file(&self) -> PathBuf {
        self.dirs.config.join("login.toml")
    }

    /// Writes the login file, readable for the user only, in place of the one there may be.
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
        let parts = [
            ("account", account.as_str()),
            ("user", user.as_str()),
            ("password", password.expose_secret()),
            ("apikey", apikey.expose_secret()),
        ];
        let empty: Vec<Problem> = parts
            .iter()
            .filter(|(_, text)| text.is_empty())
            .map(|(name, _)| {
                Problem::new(ProblemKind::Missing, "is empty").key(format!("login.{name}"))
            })
            .collect();
        if !empty.is_empty() {
            return Err(ConfigError::LoginMissing { problems: empty });
        }
        let lines = parts.map(|(name, text)| {
            let text = Zeroizing::new(quoted(text));
            Zeroizing::new(format!("{name} = {}\n", *text))
        });
        match write(&self.dirs.config, &path, &lines) {
            Ok(()) => Ok(path),
            Err(source) => Err(ConfigError::LoginFile { path, source }),
        }
    }

    /// Removes the login file and returns where it was, or `None` if there was none.
    pub fn remove_credential(&self) -> Result<Option<PathBuf>, ConfigError> {
        let path = self.login_file();
        match fs::remove_file(&path).and_then(|()| sync_folder(&self.dirs.config)) {
            Ok(()) => Ok(Some(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ConfigError::LoginFile { path, source }),
        }
    }
}

fn write(folder: &Path, path: &Path, lines: &[Zeroizing<String>]) -> io::Result<()> {
    create_folder(folder)?;
    // tempfile creates with 0600; a chmod afterwards would leave a moment with more.
    let mut file = tempfile::Builder::new()
        .prefix(".login-")
        .tempfile_in(folder)?;
    for line in lines {
        file.write_all(line.as_bytes())?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    sync_folder(folder)
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a new or removed name last through a power cut.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows does not open folders as files, and writes names through.
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Reads the login file. No file is an empty login.
pub(crate) fn read(path: &Path) -> Result<LoginFile, Vec<Problem>> {
    let origin = Origin::File(path.to_owned());
    let bytes = match read_private(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LoginFile::default()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && is_open(path) => {
            let message = format!(
                "can be read by others: run `chmod 600 {}`, and change the password if they should \
                 not know it",
                path.display()
            );
            return Err(vec![
                Problem::new(ProblemKind::Exposed, message).at(&origin),
            ]);
        }
        Err(error) => {
            let problem = Problem::new(ProblemKind::Unreadable, cannot_be_read(&error));
            return Err(vec![problem.at(&origin)]);
        }
    };
    let mut login = LoginFile::default();
    let mut problems = Vec::new();
    let items = items(&bytes).map_err(|problem| vec![problem.at(&origin)])?;
    for item in items {
        let mut note = |kind, message: &str| {
            problems.push(
                Problem::new(kind, message)
                    .at(&origin)
                    .line(Some(item.line))
                    .key(shown_key(&item.key)),
            );
        };
        let known = ["account", "user", "password", "apikey"];
        match (item.key.as_str(), item.value) {
            ("account", Node::Text(text)) if !text.is_empty() => login.account = Some(text),
            ("user", Node::Text(text)) if !text.is_empty() => login.user = Some(text),
            ("password", Node::Text(text)) if !text.is_empty() => {
                login.password = Some(SecretString::from(text));
            }
            ("apikey", Node::Text(text)) if !text.is_empty() => {
                login.apikey = Some(SecretString::from(text));
            }
            (key, _) if known.contains(&key) => {
                note(ProblemKind::BadValue, "must be a text that is not empty");
            }
            _ => note(
                ProblemKind::UnknownKey,
                "is not one of account, user, password and apikey",
            ),
        }
    }
    if problems.is_empty() {
        Ok(login)
    } else {
        Err(problems)
    }
}

/// No login is longer.
const MAX: u64 = 64 * 1024;

fn read_private(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let kind = fs::metadata(path)?;
    if kind.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !kind.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let file = fs::File::open(path)?;
    // The opened file is asked, not the path: they could differ by now.
    let metadata = file.metadata()?;
    if others_may_read(&metadata) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(
        usize::try_from(metadata.len().min(MAX)).unwrap_or_default() + 1,
    ));
    file.take(MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_open(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| others_may_read(&metadata))
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
