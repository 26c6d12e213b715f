//! A file of settings that explains each key, for whoever begins one.

use std::io;
use std::path::{Path, PathBuf};

use kplaces_edition::Feature;
use kplaces_files::{behind_links, create_folder, folder_of, is_one_file, replace_for_good};
use kplaces_text::{Language, command, say, spoken, text};

use crate::change::lock;
use crate::layers::{items, read};
use crate::{ConfigError, SettingKey, Sources, edited};

/// The longest line of a remark.
const WIDTH: usize = 96;

impl Sources {
    /// A file of settings with every key of this edition, each explained and commented out but those that are
    /// `set` to values, as `config set` takes them.
    pub fn template(
        language: Language,
        has: &dyn Fn(Feature) -> bool,
        set: &[(SettingKey, Vec<String>)],
    ) -> String {
        let mut out = String::new();
        remark(&mut out, &head(language));
        let ours = SettingKey::all().filter(|key| key.feature().is_none_or(has));
        let (above, in_sections): (Vec<_>, Vec<_>) = ours.partition(|key| key.section().is_none());
        let mut section = None;
        for key in above.into_iter().chain(in_sections) {
            out.push('\n');
            if let Some(name) = key.section().filter(|_| key.section() != section) {
                if let Some(meaning) = key.section_meaning() {
                    remark(&mut out, meaning.in_language(language));
                }
                out.push_str(&format!("[{name}]\n\n"));
            }
            section = key.section();
            remark(&mut out, key.meaning().in_language(language));
            remark(&mut out, &takes(key, language));
            out.push_str(&format!("#{}\n", key.line()));
        }
        for (key, values) in set {
            let value = key.value(values);
            if let Some(Ok(text)) = value.map(|value| edited::with(&out, *key, &value)) {
                out = text;
            }
        }
        out
    }

    /// Writes the user's file of settings; says where it is, or `None` where one is there that is not to be
    /// replaced.
    pub fn write_config(
        &self,
        text: &str,
        replacing: bool,
    ) -> Result<Option<PathBuf>, ConfigError> {
        let path = self.config_file();
        let failed = |source| ConfigError::File {
            path: path.to_owned(),
            source,
        };
        self.must_be_for_settings(path).map_err(failed)?;
        let real = behind_links(path).map_err(failed)?;
        create_folder(folder_of(&real)).map_err(failed)?;
        let _lock = lock(folder_of(&real)).map_err(failed)?;
        if !replacing && path.symlink_metadata().is_ok() {
            return Ok(None);
        }
        self.must_load(text)?;
        replace_for_good(&real, &[text.as_bytes()]).map_err(failed)?;
        Ok(Some(path.to_owned()))
    }

    /// Fails where something else is kept: a file may be named that holds places, or the login.
    fn must_be_for_settings(&self, path: &Path) -> io::Result<()> {
        let login = [self.login_file(), self.sealed_login_file()];
        let is_login = login.iter().any(|it| it == path || is_one_file(it, path));
        let is_usual = path == self.dirs.config.join("config.toml");
        let is_other = !is_usual && read(path, None).is_ok_and(|(bytes, _)| items(&bytes).is_err())
            || path.exists() && read(path, None).is_err();
        if is_login || is_other {
            return Err(io::Error::other(text!(
                "it is no file of settings",
                "keine Datei mit Einstellungen"
            )));
        }
        Ok(())
    }
}

fn head(language: Language) -> String {
    let (check, show, login) = (
        command("config check"),
        command("config show"),
        command("login"),
    );
    let head = say!(
        language,
        "Settings of 3Kplaces. A line that begins with # is a remark: without it the line counts. {check} names \
         mistakes, {show} shows what is in force. Password and API key do not belong here: {login} keeps them.",
        "Einstellungen von 3Kplaces. Eine Zeile, die mit # beginnt, ist eine Bemerkung: Ohne # gilt sie. {check} nennt \
         Fehler, {show} zeigt, was gilt. Kennwort und API-Schlüssel gehören nicht hierher: {login} bewahrt sie auf."
    );
    spoken(&head, None)
}

fn takes(key: SettingKey, language: Language) -> String {
    let takes = key.takes();
    let takes = takes.in_language(language);
    match key.default() {
        Some(default) => say!(
            language,
            "{takes}; default {default}",
            "{takes}; Vorgabe: {default}"
        ),
        None => takes.to_owned(),
    }
}

/// Adds lines that are no settings, broken between words.
fn remark(out: &mut String, text: &str) {
    let mut at = 0;
    for word in text.split(' ') {
        let width = word.chars().count();
        if at > 0 && at + 1 + width > WIDTH {
            out.push('\n');
            at = 0;
        }
        out.push_str(if at == 0 { "# " } else { " " });
        out.push_str(word);
        at += 1 + width;
    }
    out.push('\n');
}
