use figment::Figment;
use kplaces_text::text;
use secrecy::SecretString;

use crate::command;
use crate::encoding::bare;
use crate::error::{Problem, ProblemKind};
use crate::layers::gather;
use crate::{ConfigError, Origin, Sources};

pub(crate) const NEW: &str = "KPLACES_NEW_PASSPHRASE";
pub(crate) const TEXT: &str = "KPLACES_PASSPHRASE";
pub(crate) const FILE: &str = "KPLACES_PASSPHRASE_FILE";
const COMMAND: &str = "passphrase_command";

impl Sources {
    /// Whether a passphrase is set somewhere. Nothing is opened or run.
    pub fn has_passphrase(&self) -> Result<bool, ConfigError> {
        let set = [TEXT, FILE]
            .iter()
            .any(|name| self.variable(name).is_some());
        Ok(set || self.passphrase_command()?.is_some())
    }

    /// The passphrase of what is sealed, from the first that is set: `KPLACES_PASSPHRASE`,
    /// `KPLACES_PASSPHRASE_FILE` (first line), `passphrase_command` (first line it prints). `None`
    /// if none is; then somebody can be asked.
    pub fn passphrase(&self) -> Result<Option<SecretString>, ConfigError> {
        let unusable = |problem: Problem| ConfigError::Invalid {
            problems: vec![problem],
        };
        if let Some(text) = self.variable(TEXT) {
            if bare(text).is_empty() {
                let problem = Problem::new(
                    ProblemKind::BadValue,
                    text!("is set, but empty", "ist gesetzt, aber leer"),
                );
                return Err(unusable(problem.at(&Origin::Env(TEXT.to_owned()))));
            }
            return Ok(Some(SecretString::from(text)));
        }
        let (found, origin) = if let Some(path) = self.variable(FILE) {
            let found = command::from_file(&self.at_home(path), self.home.as_deref());
            (found, Origin::Env(FILE.to_owned()))
        } else if let Some((value, origin)) = self.passphrase_command()? {
            (command::run(&value), origin)
        } else {
            return Ok(None);
        };
        found.map(Some).map_err(|no_secret| {
            let problem = Problem::new(ProblemKind::Command, no_secret.0);
            let problem = problem.at(&origin);
            unusable(match origin {
                Origin::Env(name) if name == FILE => problem,
                _ => problem.key(COMMAND),
            })
        })
    }

    /// The passphrase to change to, from `KPLACES_NEW_PASSPHRASE`; `None` if it is not set or empty.
    pub fn new_passphrase(&self) -> Option<SecretString> {
        let text = self.variable(NEW).filter(|text| !bare(text).is_empty())?;
        Some(SecretString::from(text))
    }

    fn variable(&self, name: &str) -> Option<&str> {
        // The last one counts, as in a shell.
        let (_, text) = self.env.iter().rfind(|(known, _)| known == name)?;
        Some(text)
    }

    fn passphrase_command(&self) -> Result<Option<(figment::value::Value, Origin)>, ConfigError> {
        let (layers, problems) = gather(self);
        if !problems.is_empty() {
            return Err(ConfigError::Invalid { problems });
        }
        let merged = layers.into_iter().fold(Figment::new(), Figment::merge);
        let Ok(value) = merged.find_value(COMMAND) else {
            return Ok(None);
        };
        let origin = Origin::from_metadata(merged.find_metadata(COMMAND));
        Ok(Some((value, origin)))
    }
}
