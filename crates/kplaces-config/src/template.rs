//! A file of settings that explains each key, for whoever begins one.

use std::io::{self, Write as _};
use std::path::PathBuf;

use kplaces_edition::Feature;
use kplaces_files::{Draft, Notes, behind_links, create_folder, folder_of, replace_for_good};
use kplaces_text::{Language, command, say, spoken};

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
        let real = behind_links(path).map_err(failed)?;
        create_folder(folder_of(&real)).map_err(failed)?;
        self.must_load(text)?;
        let written = if replacing {
            replace_for_good(&real, &[text.as_bytes()]).map(drop)
        } else {
            Draft::begin(folder_of(&real), &Notes::nowhere()).and_then(|draft| {
                draft.file().write_all(text.as_bytes())?;
                draft.file().sync_all()?;
                draft.place(&real)
            })
        };
        match written {
            Ok(()) => Ok(Some(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(failed(error)),
        }
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
