//! What people read.

use std::io;
use std::path::Path;

use kplaces_device::{CliError, Kept, Kind};
use kplaces_text::{Hint, Language, Text, command, of_io, say, text};
use kplaces_vault::{KeyringError, SealError};

use crate::keep::Keep;

/// What a passphrase opens.
pub(crate) fn the_places() -> Text {
    text!("the places", "die Orte")
}

fn keep(keep: Keep) -> Text {
    match keep {
        Keep::Keyring => text!("the system's keyring", "im Schlüsselspeicher des Systems"),
        Keep::Passphrase => text!(
            "places.key, sealed with a passphrase",
            "in places.key, mit einer Passphrase versiegelt"
        ),
    }
}

fn backups(number: usize, language: Language) -> String {
    language.count(
        number as u64,
        ["backup", "backups"],
        ["Sicherung", "Sicherungen"],
    )
}

/// What `encrypt on` did.
pub(crate) struct On {
    /// How many places were moved.
    pub(crate) places: Option<u64>,
    pub(crate) copies: usize,
    pub(crate) erased: usize,
    pub(crate) keep: Keep,
    /// How the places were kept before.
    pub(crate) was: Kept,
}

pub(crate) fn on(done: &On, language: Language) -> String {
    let mut out = match (done.places, done.was) {
        (Some(places), _) => say!(
            language,
            "The places on this device are encrypted: {places}\n",
            "Die Orte auf diesem Gerät sind verschlüsselt: {places}\n",
            places = language.number(places)
        ),
        (None, Kept::Encrypted) => say!(
            language,
            "The places on this device were encrypted already.\n",
            "Die Orte auf diesem Gerät waren schon verschlüsselt.\n"
        ),
        (None, _) => say!(
            language,
            "The places on this device will be encrypted, from the first sync on.\n",
            "Die Orte auf diesem Gerät werden vom ersten Abgleich an verschlüsselt.\n"
        ),
    };
    let key = keep(done.keep);
    let key = key.in_language(language);
    let erased = language.count(
        done.erased as u64,
        ["plain file", "plain files"],
        ["lesbare Datei", "lesbare Dateien"],
    );
    let copies = done.copies;
    out.push_str(&say!(
        language,
        "  backups  {copies} encrypted with them\n  key      in {key}\n  erased   {erased}\n\n\
         Without the key nobody can read them, you neither: a sync brings the places back, not the\nbackups. \
         Files you exported stay as they are. Erased files were overwritten where they were;\na journal that keeps data, a file \
         system that copies what is written, snapshots and flash\nmemory can still hold older copies.\n",
        "  Sicherungen  {copies} mit ihnen verschlüsselt\n  Schlüssel    {key}\n  gelöscht     {erased}\n\n\
         Ohne den Schlüssel kann sie niemand lesen, auch Sie nicht: Ein Abgleich bringt die Orte zurück, die\n\
         Sicherungen nicht. Exportierte Dateien bleiben, wie sie sind. Gelöschte Dateien wurden an ihrer Stelle\n\
         überschrieben; ein Journal mit Daten, ein Dateisystem, das beim Schreiben kopiert, Schnappschüsse und\n\
         Flash-Speicher können noch ältere Fassungen enthalten.\n",
    ));
    if done.was == Kept::EncryptedMissing && done.places.is_none() {
        out.push_str(&was_missing(language));
    }
    out
}

/// There is an encrypted store again, and it is a new one.
fn was_missing(language: Language) -> String {
    say!(
        language,
        "\nThe file with the encrypted places was missing, and there is an empty one now. {restore}\n\
         brings the newest encrypted backup back, {sync} downloads the places again.\n",
        "\nDie Datei mit den verschlüsselten Orten fehlte; jetzt gibt es eine leere. {restore}\n\
         stellt die neueste verschlüsselte Sicherung wieder her, {sync} lädt die Orte neu.\n",
        restore = command("backup restore latest"),
        sync = command("sync")
    )
}

pub(crate) fn off(places: u64, copies: usize, language: Language) -> String {
    say!(
        language,
        "The places on this device are no longer encrypted: {places}, and {backups}.\nThe key was removed.\n",
        "Die Orte auf diesem Gerät sind nicht mehr verschlüsselt: {places} und {backups}.\n\
         Der Schlüssel wurde entfernt.\n",
        places = language.number(places),
        backups = backups(copies, language)
    )
}

pub(crate) fn rekeyed(copies: usize, kept: Keep, language: Language) -> String {
    say!(
        language,
        "The places on this device and {backups} have a new key.\n  key      in {key}\n\
         Copies of the files that were made before still open with the old one.\n",
        "Die Orte auf diesem Gerät und {backups} haben einen neuen Schlüssel.\n  Schlüssel  {key}\n\
         Früher angefertigte Kopien der Dateien lassen sich weiter mit dem alten öffnen.\n",
        backups = backups(copies, language),
        key = keep(kept).in_language(language)
    )
}

/// What `encrypt status` found.
pub(crate) struct Status {
    pub(crate) store: Kept,
    pub(crate) kept: Option<Keep>,
    pub(crate) file: String,
    pub(crate) sealed_backups: usize,
    pub(crate) plain_backups: usize,
    pub(crate) plain_store: bool,
}

impl Status {
    /// Whether places are encrypted here.
    pub(crate) fn encrypted(&self) -> bool {
        matches!(self.store, Kept::Encrypted | Kept::EncryptedMissing)
    }
}

pub(crate) fn status(status: &Status, language: Language) -> String {
    let on = command("encrypt on");
    if status.store == Kept::Turning {
        return say!(
            language,
            "Turning encryption on or off was cut off: the places can still be read, and are not changed\n\
             meanwhile. {on} encrypts them, {off} leaves them readable.\n",
            "Das Ein- oder Ausschalten der Verschlüsselung wurde unterbrochen: Die Orte sind noch lesbar und\n\
             werden solange nicht geändert. {on} verschlüsselt sie, {off} lässt sie lesbar.\n",
            off = command("encrypt off")
        );
    }
    if !status.encrypted() {
        return say!(
            language,
            "The places on this device are not encrypted. {on} encrypts them.\n",
            "Die Orte auf diesem Gerät sind nicht verschlüsselt. {on} verschlüsselt sie.\n"
        );
    }
    let nowhere = text!(
        "nowhere: places.key is missing",
        "nirgends: places.key fehlt"
    );
    let key = status.kept.map_or(nowhere, keep);
    let is_missing = status.store == Kept::EncryptedMissing;
    let missing = if is_missing {
        language.pick(", which is missing", " (fehlt)")
    } else {
        ""
    };
    let mut out = say!(
        language,
        "The places on this device are encrypted.\n  file     {file}{missing}\n  key      in {key}\n  \
         backups  {backups} encrypted\n",
        "Die Orte auf diesem Gerät sind verschlüsselt.\n  Datei        {file}{missing}\n  Schlüssel    {key}\n  \
         Sicherungen  {backups} verschlüsselt\n",
        file = status.file,
        key = key.in_language(language),
        backups = status.sealed_backups
    );
    if is_missing {
        out.push_str(&say!(
            language,
            "Until the file is there again there are no places: {sync} downloads them, encrypted;\n\
             {restore} brings the newest encrypted backup back.\n",
            "Bis die Datei wieder da ist, gibt es keine Orte: {sync} lädt sie verschlüsselt,\n\
             {restore} stellt die neueste verschlüsselte Sicherung wieder her.\n",
            sync = command("sync"),
            restore = command("backup restore latest")
        ));
    }
    if status.plain_store || status.plain_backups > 0 {
        out.push_str(&say!(
            language,
            "There are plain files left; {on} encrypts and erases them.\n",
            "Es sind noch lesbare Dateien da; {on} verschlüsselt und löscht sie.\n"
        ));
    }
    out
}

pub(crate) fn plain_left() -> Text {
    text!(
        "the places are encrypted, but plain files of them are left",
        "die Orte sind verschlüsselt, aber es sind noch lesbare Dateien von ihnen da"
    )
}

pub(crate) fn finish() -> Hint {
    Hint::run("encrypt on", |on| {
        text!(
            "{on} encrypts and erases them",
            "{on} verschlüsselt und löscht sie"
        )
    })
}

pub(crate) fn key_missing() -> Text {
    text!(
        "the places are encrypted, and places.key is missing",
        "die Orte sind verschlüsselt, und places.key fehlt"
    )
}

pub(crate) fn bring_back() -> Text {
    text!(
        "bring places.key back from a backup of this device",
        "places.key aus einer Sicherung dieses Geräts zurückholen"
    )
}

pub(crate) fn encrypted(kept: Keep) -> Text {
    let key = keep(kept);
    text!(language =>
        "the places are encrypted; the key is in {key}",
        "die Orte sind verschlüsselt; der Schlüssel liegt {key}",
        key = key.in_language(language),
    )
}

pub(crate) fn of_backup(name: &str) -> Text {
    text!(
        "it is the backup {name}; delete it if it is not needed, then run this again",
        "betroffen ist die Sicherung {name}; wird sie nicht gebraucht, löschen und den Befehl wiederholen"
    )
}

pub(crate) fn not_on() -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "the places on this device are not encrypted",
            "die Orte auf diesem Gerät sind nicht verschlüsselt"
        ),
    )
    .hint(Hint::run("encrypt on", |on| {
        text!("{on} encrypts them", "{on} verschlüsselt sie")
    }))
}

/// What to do where turning encryption on or off was cut off.
pub(crate) fn go_on_or_back() -> Text {
    let (on, off) = (command("encrypt on"), command("encrypt off"));
    text!(
        "{on} encrypts the places, {off} leaves them readable",
        "{on} verschlüsselt die Orte, {off} lässt sie lesbar"
    )
}

pub(crate) fn turning() -> CliError {
    CliError::new(
        Kind::Store,
        text!(
            "turning encryption on or off was cut off",
            "das Ein- oder Ausschalten der Verschlüsselung wurde unterbrochen"
        ),
    )
    .hint(go_on_or_back())
}

fn without_key(folder: &Path) -> CliError {
    let folder = folder.display();
    CliError::new(
        Kind::Store,
        text!(
            "there is no key for the encrypted places",
            "es gibt keinen Schlüssel für die verschlüsselten Orte"
        ),
    )
    .because(text!(
        "places.key is not in {folder}",
        "places.key ist nicht in {folder}"
    ))
    .hint(text!(
        "bring the file back from a backup of this device",
        "die Datei aus einer Sicherung dieses Geräts zurückholen"
    ))
}

pub(crate) fn no_key(folder: &Path) -> CliError {
    let (on, sync) = (command("encrypt on"), command("sync"));
    without_key(folder).hint(text!(
        "without it nobody can open them: move places.sealed and its backups away, and run {on} before anything \
         else, then {sync}",
        "ohne ihn kann niemand sie öffnen: places.sealed und die Sicherungen wegräumen, als Erstes {on} \
         ausführen, dann {sync}"
    ))
}

/// A store that is set is to be encrypted, and no key was ever made.
pub(crate) fn no_key_yet(folder: &Path) -> CliError {
    without_key(folder).hint(Hint::run("encrypt on", |on| {
        text!(
            "if there never was one, {on} makes it while `store` is not set",
            "gab es nie einen, erzeugt ihn {on}, solange `store` nicht gesetzt ist"
        )
    }))
}

pub(crate) fn kept_elsewhere(keep: Keep) -> CliError {
    let name: &'static str = keep.into();
    let what = text!(language =>
        "the key is kept by the {name} already",
        "den Schlüssel verwahrt schon {name}",
        name = match (keep, language) {
            (Keep::Keyring, Language::German) => "der Schlüsselspeicher",
            (Keep::Passphrase, Language::German) => "eine mit einer Passphrase versiegelte Datei",
            _ => name,
        },
    );
    let rekey = text!(language =>
        "{rekey} moves it",
        "{rekey} verlegt ihn",
        rekey = command(language.pick("encrypt rekey --keep WHERE", "encrypt rekey --keep WO")),
    );
    CliError::new(Kind::Usage, what).hint(rekey)
}

pub(crate) fn no_passphrase() -> CliError {
    CliError::new(
        Kind::Usage,
        text!("a passphrase is missing", "eine Passphrase fehlt"),
    )
}

pub(crate) fn not_in_keyring() -> CliError {
    CliError::new(
        Kind::Store,
        text!(
            "the key of the places is not in the system's keyring",
            "der Schlüssel der Orte ist nicht im Schlüsselspeicher des Systems"
        ),
    )
    .because(text!(
        "another user or another login session has another keyring",
        "ein anderer Benutzer oder eine andere Sitzung hat einen anderen Schlüsselspeicher"
    ))
    .hint(text!(
        "use the session in which the places were encrypted",
        "die Sitzung benutzen, in der die Orte verschlüsselt wurden"
    ))
}

pub(crate) fn keyring(error: &KeyringError) -> CliError {
    CliError::new(
        Kind::Store,
        text!(
            "the system's keyring cannot be used for the key of the places",
            "der Schlüsselspeicher des Systems ist für den Schlüssel der Orte nicht benutzbar"
        ),
    )
    .caused_by(error)
    .hint(text!(
        "`--keep passphrase` keeps it without a keyring",
        "`--keep passphrase` verwahrt ihn ohne Schlüsselspeicher"
    ))
}

pub(crate) fn not_opened(error: SealError) -> CliError {
    let what = match error {
        SealError::WrongPassphrase => text!(
            "the passphrase of the places is wrong",
            "die Passphrase der Orte ist falsch"
        ),
        _ => text!(
            "the key of the places cannot be opened",
            "der Schlüssel der Orte lässt sich nicht öffnen"
        ),
    };
    CliError::new(Kind::Store, what)
        .caused_by(&error)
        .hint(text!("nothing was changed", "es wurde nichts geändert"))
}

pub(crate) fn key_file_unreadable(path: &Path, error: &io::Error) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Store,
        text!("{path} cannot be read", "{path} ist nicht lesbar"),
    )
    .because(of_io(error))
    .hint(text!(
        "bring it back from a backup of this device",
        "die Datei aus einer Sicherung dieses Geräts zurückholen"
    ))
}

pub(crate) fn not_written(path: &Path, error: &io::Error) -> CliError {
    let path = path.display();
    let what = text!(
        "{path} cannot be written",
        "{path} kann nicht geschrieben werden"
    );
    CliError::new(Kind::Store, what).because(of_io(error))
}

pub(crate) fn not_erased(path: &Path, error: &io::Error) -> CliError {
    let path = path.display();
    let what = text!(
        "{path} cannot be erased",
        "{path} kann nicht gelöscht werden"
    );
    CliError::new(Kind::Store, what)
        .because(of_io(error))
        .hint(text!(
            "everything is encrypted; run this again to erase what is left",
            "alles ist verschlüsselt; den Befehl wiederholen, um den Rest zu löschen"
        ))
}

pub(crate) fn not_the_same(path: &Path) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Store,
        text!(
            "the copy does not hold what the store holds",
            "die Kopie enthält nicht, was der Bestand enthält"
        ),
    )
    .because(text!("it is {path}", "es ist {path}"))
    .hint(text!(
        "move it away, then run this again; nothing was erased",
        "sie wegräumen, dann den Befehl wiederholen; gelöscht wurde nichts"
    ))
}
