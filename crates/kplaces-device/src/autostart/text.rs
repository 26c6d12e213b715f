//! What people read of files that make a system start something.

use std::path::PathBuf;

use kplaces_text::{Language, Text, command, of_io, say, text};

use super::systemd::NotStarted;
use super::{StartFile, Trouble, Unfit};
use crate::{CliError, Kind};

/// The files under headings, and how they take effect.
pub fn files(files: &[StartFile], enable: &[String], language: Language) -> String {
    let mut out = String::new();
    for file in files {
        out.push_str(&format!(
            "==> {} <==\n{}\n",
            file.path.display(),
            file.content
        ));
    }
    out + &to_enable(enable, language)
}

/// What puts files into effect.
pub fn to_enable(enable: &[String], language: Language) -> String {
    if enable.is_empty() {
        let next = language.pick(
            "It takes effect at the next login to this computer.\n",
            "Gilt ab der nächsten Anmeldung am Rechner.\n",
        );
        return next.to_owned();
    }
    let mut out = language
        .pick("To put it into effect:\n", "So tritt es in Kraft:\n")
        .to_owned();
    for line in enable {
        out.push_str(&format!("  {line}\n"));
    }
    out
}

/// Why the user's own systemd did not start something.
pub fn not_started(why: NotStarted) -> Text {
    match why {
        NotStarted::Missing => text!(
            "there is no systemd on this device",
            "auf diesem Gerät gibt es kein systemd"
        ),
        NotStarted::Silent => text!(
            "the systemd of this user does not answer",
            "systemd antwortet für diesen Benutzer nicht"
        ),
        NotStarted::Refused => text!("systemd refused", "systemd hat abgelehnt"),
    }
}

/// How something is started that the user's own systemd did not start.
pub fn to_start(why: NotStarted, instead: &str, enable: &[String], language: Language) -> String {
    let how = match why {
        NotStarted::Missing => {
            let instead = command(instead);
            return say!(
                language,
                "To start it, have another program of this system run {instead}, such as cron.\n",
                "So startet es: ein anderes Programm dieses Systems {instead} ausführen lassen, etwa cron.\n"
            );
        }
        NotStarted::Silent => language.pick(
            "To start it, log in to this computer as this user (on a server first `loginctl enable-linger`), then:\n",
            "So startet es: sich als dieser Benutzer am Rechner anmelden (auf einem Server vorher \
             `loginctl enable-linger`), dann:\n",
        ),
        NotStarted::Refused => language.pick(
            "To start it, and to see why systemd refused:\n",
            "So startet es, und so zeigt sich, warum systemd abgelehnt hat:\n",
        ),
    };
    let lines = enable.iter().map(|line| format!("  {line}\n"));
    lines.fold(how.to_owned(), |out, line| out + &line)
}

/// That these were written.
pub fn written(files: &[StartFile], language: Language) -> String {
    let mut out = String::new();
    for file in files {
        let path = file.path.display();
        out.push_str(&say!(
            language,
            "Written: {path}\n",
            "Geschrieben: {path}\n"
        ));
    }
    out
}

/// That these were removed.
pub fn removed(paths: &[PathBuf], language: Language) -> String {
    let mut out = String::new();
    for path in paths {
        let path = path.display();
        out.push_str(&say!(language, "Removed: {path}\n", "Gelöscht: {path}\n"));
    }
    out
}

/// A file cannot hold this.
pub fn unfit(unfit: &Unfit) -> CliError {
    let name = unfit.0.escape_debug();
    CliError::new(
        Kind::Usage,
        text!(
            "`{name}` cannot be written into the file that the system reads",
            "`{name}` lässt sich nicht in die Datei schreiben, die das System liest"
        ),
    )
    .hint(text!(
        "put the program and its folders where names are plain",
        "das Programm und seine Ordner dorthin legen, wo Namen keine Sonderzeichen haben"
    ))
}

/// It is not known what would be started.
pub fn no_program() -> CliError {
    CliError::new(
        Kind::Store,
        text!(
            "it is not known where this program is",
            "es ist nicht bekannt, wo dieses Programm liegt"
        ),
    )
    .hint(text!(
        "start it by its full path",
        "es mit seinem vollen Pfad starten"
    ))
}

/// A file was not written or removed.
pub fn trouble(trouble: &Trouble) -> CliError {
    match trouble {
        Trouble::Foreign(path) => {
            let path = path.display();
            CliError::new(
                Kind::Store,
                text!(
                    "{path} was written by somebody else",
                    "{path} stammt von jemand anderem"
                ),
            )
            .because(text!(
                "it does not carry the mark of 3Kplaces",
                "die Datei trägt nicht das Zeichen von 3Kplaces"
            ))
            .hint(text!(
                "move it away, or replace it with --force",
                "sie wegräumen oder mit --force ersetzen"
            ))
        }
        Trouble::Io(path, error) => {
            let path = path.display();
            CliError::new(
                Kind::Store,
                text!("{path} cannot be changed", "{path} lässt sich nicht ändern"),
            )
            .because(of_io(error))
            .hint(text!(
                "check the folder's permissions",
                "die Rechte des Ordners prüfen"
            ))
        }
    }
}
