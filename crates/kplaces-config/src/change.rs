//! Changing one key of the user's file of settings.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kplaces_files::{behind_links, create_folder, folder_of, replace_for_good};
use kplaces_text::{Text, text};

use crate::document::Item;
use crate::edited::{self, NotEditable};
use crate::encoding;
use crate::error::{Problem, ProblemKind};
use crate::layers::{cannot_be_read, examined, items, no_such_setting, read, secret_in_a_file};
use crate::schema::{Key, Kind};
use crate::text::{shown_key, without_secrets};
use crate::{ConfigError, Origin, SettingKey, Sources, trust};

/// How often and how long somebody else who changes the file is waited for.
const TRIES: usize = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The file.
    pub file: PathBuf,
    /// Whether it says anything else now.
    pub is_other: bool,
}

impl Sources {
    /// Sets a key in the user's file of settings, which is made where it is missing. A list takes several
    /// values, each an entry as it is, or one as a variable has it.
    ///
    /// The file is read, changed and replaced as one step, whoever else does the same meanwhile. One that a
    /// device could not load is never written.
    pub fn set_in_file(&self, name: &str, values: &[String]) -> Result<Changed, ConfigError> {
        let on_the_line = Origin::Flag(shown_key(name));
        let refused = |kind, message: Text| {
            let problem = Problem::new(kind, message).at(&on_the_line);
            let problems = vec![problem.key(shown_key(name))];
            Err(ConfigError::Invalid { problems })
        };
        if let Some(key) = Key::find(name).filter(|key| key.kind == Kind::Secret) {
            return refused(ProblemKind::Exposed, secret_in_a_file(key));
        }
        let (Some(setting), Some(key)) = (SettingKey::find(name), Key::find(name)) else {
            let near = SettingKey::near(name).map(SettingKey::name);
            return refused(ProblemKind::UnknownKey, no_such_setting(near));
        };
        let Some(value) = setting.value(values) else {
            let given = values.first().map_or("", String::as_str);
            return refused(ProblemKind::BadValue, key.kind.refusal(given));
        };
        if let Some(text) = value.as_str()
            && matches!(key.kind, Kind::Proxy | Kind::Store)
            && without_secrets(text) != Text::same(text)
        {
            return refused(ProblemKind::Exposed, secret_on_the_line(self.config_file()));
        }
        self.change(&|text| edited::with(text, setting, &value).map(Some))
    }

    /// Takes a key out of the user's file of settings. It need be none that is known.
    pub fn unset_in_file(&self, name: &str) -> Result<Changed, ConfigError> {
        self.change(&|text| edited::without(text, name))
    }

    /// The file of settings that is changed: that of the user, or the one that was named.
    pub fn config_file(&self) -> &Path {
        self.user_file.as_deref().unwrap_or(Path::new(""))
    }

    /// `edit` gives the new text, or `None` where nothing is to be changed.
    fn change(
        &self,
        edit: &dyn Fn(&str) -> Result<Option<String>, NotEditable>,
    ) -> Result<Changed, ConfigError> {
        let path = self.config_file();
        let failed = |source| ConfigError::File {
            path: path.to_owned(),
            source,
        };
        let real = behind_links(path).map_err(failed)?;
        create_folder(folder_of(&real)).map_err(failed)?;
        let _lock = lock(folder_of(&real)).map_err(failed)?;
        let before = self.text_of(path)?;
        let same = Changed {
            file: path.to_owned(),
            is_other: false,
        };
        let after = match edit(&before) {
            Ok(Some(after)) if after != before => after,
            Ok(_) => return Ok(same),
            Err(why) => return Err(self.not_editable(&before, why)),
        };
        self.must_load(&after)?;
        replace_for_good(&real, &[after.as_bytes()]).map_err(failed)?;
        Ok(Changed {
            is_other: true,
            ..same
        })
    }

    /// The file as a text; an empty one where there is none.
    fn text_of(&self, path: &Path) -> Result<String, ConfigError> {
        let origin = Origin::File(path.to_owned());
        let invalid = |problem: Problem| ConfigError::Invalid {
            problems: vec![problem.at(&origin)],
        };
        let bytes = match read(path, self.home.as_deref()) {
            Ok((bytes, _)) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
            Err(error) => {
                let why = cannot_be_read(&error);
                return Err(invalid(Problem::new(ProblemKind::Unreadable, why)));
            }
        };
        // It names the line.
        items(&bytes).map_err(invalid)?;
        encoding::text(&bytes)
            .map(std::borrow::Cow::into_owned)
            .map_err(|wrong| invalid(Problem::new(ProblemKind::Syntax, wrong.text())))
    }

    /// Fails with what is wrong with a text as the file that it is to become.
    pub(crate) fn must_load(&self, text: &str) -> Result<(), ConfigError> {
        let path = self.config_file();
        let origin = Origin::File(path.to_owned());
        let mut problems = Vec::new();
        let found: Vec<Item> = items(text.as_bytes()).unwrap_or_else(|problem| {
            problems.push(problem.at(&origin));
            Vec::new()
        });
        let failed = |source| ConfigError::File {
            path: path.to_owned(),
            source,
        };
        // The file will be this user's alone; what leads to it may not be.
        let doubt = trust::doubt_of_new(path, self.home.as_deref()).map_err(failed)?;
        examined(&found, doubt.as_ref(), &origin, &mut problems);
        if problems.is_empty() {
            Ok(())
        } else {
            Err(ConfigError::Invalid { problems })
        }
    }

    fn not_editable(&self, before: &str, why: NotEditable) -> ConfigError {
        // What is no section where one belongs is a mistake that has a line.
        if let Err(error @ ConfigError::Invalid { .. }) = self.must_load(before) {
            return error;
        }
        let message = match why {
            NotEditable::Syntax => text!("is not TOML", "ist kein TOML"),
            NotEditable::NoSection => text!("has no such section", "hat keinen solchen Abschnitt"),
        };
        let problem = Problem::new(ProblemKind::Syntax, message);
        let origin = Origin::File(self.config_file().to_owned());
        ConfigError::Invalid {
            problems: vec![problem.at(&origin)],
        }
    }
}

fn secret_on_the_line(file: &Path) -> Text {
    let file = file.display();
    text!(
        "holds a user name or a password, which others can read on a command line: write it into {file} with an editor",
        "enthält einen Benutzernamen oder ein Kennwort, und andere können eine Befehlszeile lesen: mit einem Editor in {file} eintragen"
    )
}

/// Keeps other processes from changing files of settings in this folder. Of a folder, since the file itself is
/// replaced; where folders cannot be locked, a change in the very same moment may be lost.
pub(crate) fn lock(folder: &Path) -> io::Result<Option<File>> {
    let Ok(folder) = File::open(folder) else {
        return Ok(None);
    };
    for _ in 0..TRIES {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(io::Error::other(text!(
        "another program is changing it",
        "ein anderes Programm ändert sie gerade"
    )))
}
