//! What is said of where places are kept.

use std::io;
use std::path::Path;

use kplaces_edition::{Manifest, NotInEdition};
use kplaces_store::StoreUrl;
use kplaces_text::{Hint, Language, Text, command, of_io, text};

use crate::error::{CliError, Kind};
use crate::location::{KEY_FILE, Kept, Location};

/// Where places are kept is not known, so nothing is.
pub const UNKNOWN: &str = "?";

/// What stands behind the store, where there is more to say than its name.
pub fn remark(kept: Kept, language: Language) -> &'static str {
    match kept {
        Kept::AsSet | Kept::Plain | Kept::Encrypted => "",
        Kept::EncryptedMissing => language.pick(
            " (encrypted; its file is missing)",
            " (verschlüsselt; die Datei fehlt)",
        ),
        Kept::Turning => language.pick(
            " (turning encryption on or off was cut off)",
            " (das Ein- oder Ausschalten der Verschlüsselung wurde abgebrochen)",
        ),
    }
}

/// The folder that would say it cannot be looked at.
pub(crate) fn unseen(folder: &Path, error: &io::Error) -> CliError {
    let what = text!(
        "it cannot be told whether the places on this device are encrypted",
        "es lässt sich nicht feststellen, ob die Orte auf diesem Gerät verschlüsselt sind"
    );
    CliError::new(Kind::Store, what)
        .because(text!(l =>
            "{folder} cannot be looked at: {error}",
            "{folder} lässt sich nicht prüfen: {error}",
            folder = folder.display(),
            error = of_io(error).in_language(l)
        ))
        .hint(text!(
            "check the folder's permissions, then run the command again; nothing was changed",
            "die Zugriffsrechte des Ordners prüfen, dann den Befehl wiederholen; es wurde nichts geändert"
        ))
}

/// `store` names a plain store in a folder that has encrypted places.
pub(crate) fn readable_beside_encrypted(url: &StoreUrl, folder: &Path) -> CliError {
    let what = text!(
        "`store` would put readable places beside encrypted ones",
        "`store` würde lesbare Orte neben verschlüsselte legen"
    );
    CliError::new(Kind::Configuration, what)
        .because(text!(
            "the places in {folder} are encrypted, and {url} is not",
            "die Orte in {folder} sind verschlüsselt, {url} ist es nicht",
            folder = folder.display()
        ))
        .hint(Hint::set("store", |store| {
            let show = command("config show");
            text!(
                "take {store} out of the settings; {show} says where it is set",
                "{store} aus den Einstellungen entfernen; {show} zeigt, wo es gesetzt ist"
            )
        }))
        .hint(Hint::run("encrypt off", |off| {
            text!(
                "or name a file in another folder; {off} gives encryption up",
                "oder eine Datei in einem anderen Ordner nennen; {off} hebt die Verschlüsselung auf"
            )
        }))
}

/// The key is there, and the file that it opens is not.
pub(crate) fn missing(location: &Location) -> CliError {
    let there = |name: &str| location.data_dir.join(name).symlink_metadata().is_ok();
    let folder = location.data_dir.display();
    let found = CliError::new(
        Kind::Store,
        text!(
            "the places on this device are encrypted, and their file is missing",
            "die Orte auf diesem Gerät sind verschlüsselt, und ihre Datei fehlt"
        ),
    );
    if !there(KEY_FILE) {
        return found
            .because(text!(
                "there are encrypted backups in {folder}, but neither places.sealed nor places.key",
                "in {folder} gibt es verschlüsselte Sicherungen, aber weder places.sealed noch places.key"
            ))
            .hint(text!(
                "bring places.key back from a backup of this device",
                "places.key aus einer Sicherung dieses Geräts zurückholen"
            ))
            .hint(Hint::run("encrypt on", |on| {
                text!(
                    "without it nobody can open the backups: move them away, and run {on} before anything else",
                    "ohne sie kann niemand die Sicherungen öffnen: sie wegräumen und vor allem anderen {on} ausführen"
                )
            }));
    }
    let mut found = found.because(text!(
        "places.sealed is not in {folder}, where its key is",
        "places.sealed ist nicht in {folder}, wo der Schlüssel dazu liegt"
    ));
    if there("places.db") {
        found = found
            .because(text!(
                "the readable places.db there is not used",
                "die lesbare places.db dort wird nicht verwendet"
            ))
            .hint(Hint::run("encrypt on", |on| {
                text!(
                    "{on} encrypts what is in it",
                    "{on} verschlüsselt ihren Inhalt"
                )
            }));
    }
    found
        .hint(Hint::run("sync", |sync| {
            text!(
                "{sync} downloads the places again, encrypted",
                "{sync} lädt die Orte erneut herunter, verschlüsselt"
            )
        }))
        .hint(Hint::run("backup restore latest", |restore| {
            let list = command("backup list");
            text!(
                "{list} lists encrypted backups, {restore} brings the newest one back",
                "{list} zeigt verschlüsselte Sicherungen, {restore} stellt die neueste wieder her"
            )
        }))
        .hint(Hint::run("encrypt off", |off| {
            text!(
                "or bring the file back yourself; {off} gives encryption up",
                "oder die Datei selbst zurückholen; {off} hebt die Verschlüsselung auf"
            )
        }))
}

/// Something would change readable places while encryption is being turned on or off.
pub(crate) fn turning(location: &Location) -> CliError {
    let what = text!(
        "turning encryption on or off was cut off, so nothing is changed before that is finished",
        "das Ein- oder Ausschalten der Verschlüsselung wurde abgebrochen; bevor es abgeschlossen ist, wird nichts geändert"
    );
    CliError::new(Kind::Store, what)
        .because(text!(
            "there are readable places in {folder}, and a key",
            "in {folder} liegen lesbare Orte und ein Schlüssel",
            folder = location.data_dir.display()
        ))
        .hint(Hint::run("encrypt on", |on| {
            let off = command("encrypt off");
            text!(
                "{on} encrypts them, {off} leaves them readable",
                "{on} verschlüsselt sie, {off} belässt sie lesbar"
            )
        }))
}

/// The places are encrypted, and this edition cannot open them.
pub(crate) fn of_another_edition(
    refused: NotInEdition,
    location: &Location,
    manifest: &Manifest,
) -> CliError {
    let mut found = CliError::from(refused).because(text!(
        "the places in {folder} are encrypted, and {edition} begins no readable ones beside them",
        "die Orte in {folder} sind verschlüsselt, und {edition} legt keine lesbaren daneben an",
        folder = location.data_dir.display(),
        edition = manifest.title
    ));
    if location.kept == Kept::EncryptedMissing {
        found = found.because(text!("their file is missing", "ihre Datei fehlt"));
    }
    found.hint(text!(
        "3Kplaces Enterprise opens them; its `encrypt off` makes them readable here",
        "3Kplaces Enterprise öffnet sie; dort macht `encrypt off` sie hier lesbar"
    ))
}

/// What was opened is not in use any more.
pub(crate) fn moved() -> Text {
    text!(
        "encryption was turned on or off meanwhile, so the places are in another file now",
        "die Verschlüsselung wurde inzwischen ein- oder ausgeschaltet, die Orte sind jetzt in einer anderen Datei"
    )
}

/// For a command that puts places where they can be read.
pub(crate) fn encrypted_elsewhere(usual: &Path) -> Text {
    text!(
        "the places in {usual} are encrypted; those in the store that is set are not",
        "die Orte in {usual} sind verschlüsselt; die im eingestellten Bestand sind es nicht",
        usual = usual.display()
    )
}
