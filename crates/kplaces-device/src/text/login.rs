use std::io;

use kplaces_app::doctor::{Readable, Reports};
use kplaces_config::{LoginOrigin, UnsendableUser};
use kplaces_domain::Timestamp;
use kplaces_state::Holder;
use kplaces_text::{Hint, Language, Text, command, of_io, say, text};
use kplaces_vault::{KeyringError, SealError};

use crate::error::{CliError, Kind};
use crate::place::Place;
use crate::text::fetch::who;
use crate::text::said;

/// What is asked for, or read from standard input.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    Account,
    User,
    Password,
    ApiKey,
    Passphrase,
}

impl Asked {
    /// The question, or the subject of a sentence.
    pub fn text(self) -> Text {
        match self {
            Self::Account => text!("WEBFLEET account", "WEBFLEET-Konto"),
            Self::User => text!("User", "Benutzer"),
            Self::Password => text!("Password", "Kennwort"),
            Self::ApiKey => text!("API key", "API-Schlüssel"),
            Self::Passphrase => Text::same("Passphrase"),
        }
    }
}

impl Asked {
    /// Where to find it, for whoever is asked.
    pub fn explained(self) -> Text {
        match self {
            Self::Account => text!(
                "The WEBFLEET account is the name of your company's account, also the first field when you log in to WEBFLEET.",
                "Das WEBFLEET-Konto ist der Kontoname Ihrer Firma; das erste Feld auch bei der Anmeldung in WEBFLEET."
            ),
            Self::User => text!(
                "The user is the name that logs in there. Best is one of its own for devices, with the right to use \
                 WEBFLEET.connect and to read addresses; the administrator of the account can create it.",
                "Der Benutzer ist der Name, mit dem man sich dort anmeldet. Am besten ist ein eigener für Geräte, mit dem Recht, \
                 WEBFLEET.connect zu benutzen und Adressen zu lesen; der Administrator des Kontos kann ihn anlegen."
            ),
            Self::Password => text!(
                "The password is that of this user. Of what you type only stars are shown.",
                "Das Kennwort ist das dieses Benutzers. Von der Eingabe sind nur Sterne zu sehen."
            ),
            Self::ApiKey => text!(
                "The API key belongs to the access to WEBFLEET.connect; the administrator of the account creates it in WEBFLEET.",
                "Der API-Schlüssel gehört zum Zugang zu WEBFLEET.connect; der Administrator des Kontos erzeugt ihn in WEBFLEET."
            ),
            Self::Passphrase => Text::default(),
        }
    }
}

/// The question for a part that was answered before: `shown` is the answer, where it is no secret.
pub fn asked_again(what: Asked, shown: Option<&str>) -> Text {
    let what = what.text();
    match shown {
        Some(shown) => text!(l =>
            "{what} (Enter keeps {shown})",
            "{what} (Eingabetaste behält {shown})",
            what = what.in_language(l)
        ),
        None => text!(l =>
            "{what} (Enter keeps what was typed)",
            "{what} (Eingabetaste behält die letzte Eingabe)",
            what = what.in_language(l)
        ),
    }
}

/// What to know before the same is asked once more.
pub fn try_again() -> Text {
    text!(
        "Nothing was kept. What was wrong can be typed anew; Ctrl-C ends it.",
        "Es wurde nichts gespeichert. Was falsch war, lässt sich neu eingeben; Strg-C bricht ab."
    )
}

/// Why a passphrase is asked for, and what follows from it.
pub fn why_passphrase(no_keyring: Option<&KeyringError>) -> Text {
    let kept = match no_keyring {
        Some(error) => text!(l =>
            "The keyring of this device cannot be used ({error}), so the login is kept in a file that is encrypted with a \
             passphrase of yours.",
            "Der Schlüsselspeicher dieses Geräts lässt sich nicht benutzen ({error}), darum liegt die Anmeldung in einer Datei, die mit \
             einer Passphrase von Ihnen verschlüsselt ist.",
            error = said(error).in_language(l)
        ),
        None => text!(
            "The login is kept in a file that is encrypted with a passphrase of yours.",
            "Die Anmeldung liegt in einer Datei, die mit einer Passphrase von Ihnen verschlüsselt ist."
        ),
    };
    text!(l =>
        "{kept} Take four words or more that do not belong together. Each sync asks for the passphrase. A scheduled one that nobody watches needs `passphrase_command` or \
         KPLACES_PASSPHRASE_FILE, and fails without.",
        "{kept} Nehmen Sie vier oder mehr Wörter, die nicht zusammengehören. Jeder Abgleich fragt nach der Passphrase. Ein zeitgesteuerter ohne Aufsicht braucht `passphrase_command` oder \
         KPLACES_PASSPHRASE_FILE und schlägt sonst fehl.",
        kept = kept.in_language(l)
    )
}

/// A new passphrase could be guessed.
pub(crate) fn weak() -> Text {
    text!(
        "this passphrase can be guessed: take four words or more that do not belong together, or more characters, \
         and neither account nor user",
        "diese Passphrase lässt sich erraten: vier oder mehr Wörter nehmen, die nicht zusammengehören, oder mehr Zeichen, \
         und weder Konto noch Benutzer"
    )
}

/// A passphrase that is typed does not open what it is for; it is asked for once more.
pub(crate) fn mistyped() -> Text {
    text!(
        "the passphrase is wrong: type it once more",
        "die Passphrase ist falsch: noch einmal eingeben"
    )
}

/// A passphrase that was typed on the page does not open the login.
pub fn wrong_passphrase() -> CliError {
    let what = text!("the passphrase is wrong", "die Passphrase ist falsch");
    CliError::new(Kind::Login, what)
        .recorded_as(kplaces_state::Cause::NoPassphrase)
        .because(text!(
            "it does not open the login of this device",
            "sie öffnet die Anmeldung dieses Geräts nicht"
        ))
}

pub(crate) fn only_weak() -> CliError {
    CliError::new(Kind::Usage, weak())
        .because(text!("nothing was kept", "es wurde nichts gespeichert"))
}

/// A place of the login that is no file, for programs.
pub(crate) const THE_KEYRING: &str = "the keyring";

/// What a passphrase opens.
pub fn the_login() -> Text {
    text!("the login", "die Anmeldung")
}

/// WEBFLEET has refused this login before, and whoever wanted the sync could not be asked whether it is meant.
pub(crate) fn refused_before(at: Timestamp) -> CliError {
    let what = text!(
        "WEBFLEET has refused this login, so it was not sent again",
        "WEBFLEET hat diese Anmeldung abgelehnt, darum wurde sie nicht noch einmal gesendet"
    );
    let check = command("login --check");
    CliError::new(Kind::Login, what)
        .recorded_as(kplaces_state::Cause::RefusedBefore)
        .because(text!(l =>
            "that was {at}; each further attempt could lock the user at WEBFLEET",
            "das war am {at}; jeder weitere Versuch könnte den Benutzer bei WEBFLEET sperren",
            at = l.moment(at.unix())
        ))
        .hint(Hint::run("login", |login| {
            text!("log in anew with {login}", "sich mit {login} neu anmelden")
        }))
        .hint(text!(
            "where the login is right by now, {check} asks WEBFLEET once more",
            "stimmt die Anmeldung inzwischen, fragt {check} WEBFLEET noch einmal"
        ))
}

/// Somebody else changes the login just now.
pub(crate) fn held(holder: &Holder) -> CliError {
    let login = command("login");
    let what = text!(
        "the login of this device is being changed just now",
        "die Anmeldung dieses Geräts wird gerade geändert"
    );
    let who = who(holder);
    CliError::new(Kind::Busy, what)
        .because(text!(l =>
            "another 3Kplaces is at it{who}",
            "das tut ein anderes 3Kplaces{who}",
            who = who.in_language(l)
        ))
        .hint(text!(
            "wait for its end; a {login} that waits for an answer is ended with Ctrl-C",
            "auf sein Ende warten; ein {login}, das auf eine Eingabe wartet, lässt sich mit Strg-C beenden"
        ))
}

pub(crate) fn not_in_keyring() -> Text {
    text!(
        "the keyring does not hold the login any more",
        "der Schlüsselspeicher enthält die Anmeldung nicht mehr"
    )
}

pub(crate) fn not_ours() -> Text {
    text!("holds no login", "enthält keine Anmeldung")
}

/// The question for a passphrase.
pub(crate) fn passphrase_of(what: &Text) -> Text {
    text!(l => "Passphrase of {what}", "Passphrase für {what}", what = what.in_language(l))
}

/// The question for a passphrase that is still to be chosen.
pub(crate) fn new_passphrase_of(what: &Text) -> Text {
    text!(l =>
        "New passphrase to seal {what} with",
        "Neue Passphrase für {what}",
        what = what.in_language(l)
    )
}

/// The question for the same once more.
pub(crate) fn again() -> Text {
    text!("Repeat passphrase", "Passphrase wiederholen")
}

pub(crate) fn differ() -> Text {
    text!(
        "the two passphrases differ",
        "die beiden Passphrasen sind nicht gleich"
    )
}

pub fn stored(place: Place, stored_in: &str, checked: bool, language: Language) -> String {
    // What was just named is named by a pronoun.
    let (accepted, it) = if checked {
        (
            language.pick(
                "WEBFLEET accepts the login. ",
                "WEBFLEET nimmt die Anmeldung an. ",
            ),
            language.pick("It", "Sie"),
        )
    } else {
        ("", language.pick("The login", "Die Anmeldung"))
    };
    let sync = command("sync");
    let how = match place {
        Place::Keyring => say!(
            language,
            "{it} is kept in the keyring of this device's user.",
            "{it} liegt im Schlüsselspeicher des Benutzers dieses Geräts."
        ),
        Place::Sealed => say!(
            language,
            "{it} is kept in {stored_in}, sealed with the passphrase. Without that it has to be given again.",
            "{it} liegt in {stored_in}, mit der Passphrase verschlüsselt. Ohne diese muss sie neu eingegeben werden."
        ),
        Place::File => say!(
            language,
            "{it} is kept in {stored_in} as plain text, readable by you only.",
            "{it} liegt unverschlüsselt in {stored_in}, nur für Sie lesbar."
        ),
    };
    say!(
        language,
        "{accepted}{how}\nRun {sync} to get the addresses.\n",
        "{accepted}{how}\n{sync} lädt die Adressen herunter.\n"
    )
}

/// What a report is about.
pub(crate) fn report(name: &str) -> Text {
    match name {
        "addresses" => text!("addresses", "Adressen"),
        "memberships" => text!("memberships", "Gruppenzugehörigkeiten"),
        "groups" => text!("groups", "Gruppen"),
        other => Text::same(other),
    }
}

pub fn accepted(
    host: &str,
    origin: Option<&LoginOrigin>,
    reports: Option<Reports>,
    language: Language,
) -> String {
    let from = origin.map_or_else(String::new, |origin| {
        format!(" ({})", origin.text().in_language(language))
    });
    let mut out = say!(
        language,
        "{host} accepts the login of this device{from}. Nothing was changed.\n",
        "{host} nimmt die Anmeldung dieses Geräts an{from}. Es wurde nichts geändert.\n"
    );
    if let Some(reports) = &reports
        && reports.iter().all(|(_, known)| known == Readable::Yes)
    {
        out.push_str(language.pick(
            "It may read each report that this edition needs.\n",
            "Sie darf jeden Bericht lesen, den diese Edition braucht.\n",
        ));
    }
    for (name, known) in reports.iter().flat_map(Reports::iter) {
        let known = match known {
            Readable::Yes => continue,
            Readable::Empty => {
                language.pick("has no rows, says WEBFLEET", "laut WEBFLEET ohne Zeilen")
            }
            Readable::Unsaid => language.pick(
                "the answer was empty, which proves nothing",
                "die Antwort war leer, was nichts beweist",
            ),
            Readable::NotAsked => language.pick(
                "not asked for: the quota has no room now",
                "nicht abgefragt: Das Kontingent lässt es jetzt nicht zu",
            ),
        };
        let name = report(name);
        out.push_str(&format!("  {}: {known}\n", name.in_language(language)));
    }
    out
}

/// What is known of a report, for programs.
pub fn known_word(known: Readable) -> &'static str {
    match known {
        Readable::Yes => "readable",
        Readable::Empty => "empty",
        Readable::Unsaid => "unsaid",
        Readable::NotAsked => "not-asked",
    }
}

/// Where a login is, for programs.
pub fn origin_word(origin: Option<&LoginOrigin>) -> &'static str {
    match origin {
        Some(LoginOrigin::Env(_)) => "variable",
        Some(LoginOrigin::SecretFile { .. }) => "secret-file",
        Some(LoginOrigin::LoginFile(_)) => "file",
        Some(LoginOrigin::Keyring) => "keyring",
        Some(LoginOrigin::Sealed(_)) => "sealed",
        Some(LoginOrigin::Command(_)) => "command",
        _ => "configuration",
    }
}

/// WEBFLEET could not say whether the login is right; it was kept all the same.
pub fn unchecked(error: &CliError) -> Text {
    let check = command("login --check");
    let why = match error.why.first() {
        Some(why) if error.kind != Kind::Busy => {
            let what = &error.what;
            Text::made(|l| format!("{} ({})", what.in_language(l), why.in_language(l)))
        }
        _ => error.what.clone(),
    };
    text!(l =>
        "the login was kept, but could not be checked: {why}; {check} checks it later",
        "die Anmeldung wurde gespeichert, ließ sich aber nicht prüfen: {why}; {check} prüft sie später",
        why = why.in_language(l)
    )
}

/// WEBFLEET says no.
pub fn not_kept(mut error: CliError) -> CliError {
    // What is right must be given anew, not looked up.
    error
        .hints
        .retain(|hint| !matches!(hint, Hint::Run { arguments, .. } if arguments == "login"));
    error
        .because(text!(
            "it was not kept; what was on this device before is unchanged",
            "sie wurde nicht gespeichert; was vorher auf diesem Gerät war, ist unverändert"
        ))
        .hint(Hint::run("login", |login| {
            text!(
                "run {login} again with the right one; `--no-check` keeps it without asking",
                "{login} mit den richtigen Angaben wiederholen; `--no-check` bewahrt sie ungeprüft auf"
            )
        }))
}

/// The same without what to run next: it goes on here.
pub fn without_hints(error: &CliError) -> CliError {
    CliError {
        hints: Vec::new(),
        ..error.clone()
    }
}

pub fn instead_of_keyring(error: &KeyringError) -> Text {
    text!(l =>
        "the login is sealed with a passphrase, since the keyring cannot be used: {error}",
        "die Anmeldung ist mit einer Passphrase verschlüsselt, weil sich der Schlüsselspeicher nicht benutzen lässt: {error}",
        error = said(error).in_language(l)
    )
}

/// What is wrong with a sealed login; goes after its path.
pub(crate) fn sealed(error: SealError) -> Text {
    match error {
        SealError::WrongPassphrase => text!(
            "the passphrase is wrong: run the command again with the right one, typed on a terminal or set as \
             KPLACES_PASSPHRASE_FILE or `passphrase_command`; if it is the right one, the file was changed",
            "die Passphrase ist falsch: den Befehl mit der richtigen wiederholen, im Terminal eingegeben oder als \
             KPLACES_PASSPHRASE_FILE oder `passphrase_command` gesetzt; ist es die richtige, wurde die Datei verändert"
        ),
        _ => said(&error),
    }
}

pub fn left_behind(error: &KeyringError) -> Text {
    text!(l =>
        "the login before this one is still in the keyring: {error}",
        "die vorherige Anmeldung ist noch im Schlüsselspeicher: {error}",
        error = said(error).in_language(l)
    )
}

pub(crate) fn no_keyring(error: &KeyringError) -> CliError {
    let what = text!(
        "the login cannot be kept in the keyring",
        "die Anmeldung lässt sich nicht im Schlüsselspeicher aufbewahren"
    );
    CliError::new(Kind::Login, what)
        .because(said(error))
        .hint(text!(
            "open the keyring, or start a session that has one",
            "den Schlüsselspeicher öffnen oder eine Sitzung starten, die einen hat"
        ))
        .hint(text!(
            "or use `--keep sealed`: a file that is sealed with a passphrase",
            "oder `--keep sealed` verwenden: eine mit einer Passphrase verschlüsselte Datei"
        ))
}

pub(crate) fn still_in_keyring(error: &KeyringError) -> CliError {
    let what = text!(
        "the login could not be removed from the keyring",
        "die Anmeldung ließ sich nicht aus dem Schlüsselspeicher entfernen"
    );
    CliError::new(Kind::Login, what)
        .because(said(error))
        .hint(Hint::run("logout", |logout| {
            text!(
                "open the keyring, then run {logout}",
                "den Schlüsselspeicher öffnen, dann {logout} ausführen"
            )
        }))
}

/// No keyring, no passphrase, nobody to ask: a kiosk or a server.
pub(crate) fn no_place(error: &KeyringError) -> CliError {
    let what = text!(
        "there is no safe place for the login on this device",
        "auf diesem Gerät gibt es keinen sicheren Platz für die Anmeldung"
    );
    CliError::new(Kind::Login, what)
        .because(said(error))
        .because(text!(
            "no passphrase is set, and there is nobody to ask for one: standard input is not a terminal",
            "es ist keine Passphrase hinterlegt, und niemand kann danach gefragt werden: Die Standardeingabe ist kein Terminal"
        ))
        .hint(text!(
            "set KPLACES_PASSPHRASE_FILE or `passphrase_command`: then it is kept in a sealed file",
            "KPLACES_PASSPHRASE_FILE oder `passphrase_command` setzen: Dann liegt sie in einer verschlüsselten Datei"
        ))
        .hint(text!(
            "or do not keep it: set `login.password_command` and `login.apikey_command`, or KPLACES_LOGIN__PASSWORD_FILE and __APIKEY_FILE",
            "oder sie nicht aufbewahren: `login.password_command` und `login.apikey_command` setzen, oder KPLACES_LOGIN__PASSWORD_FILE und __APIKEY_FILE"
        ))
        .hint(text!(
            "or use `--keep file`: plain text that every program of this user can read",
            "oder `--keep file` verwenden: eine unverschlüsselte Datei, die jedes Programm dieses Benutzers lesen kann"
        ))
}

pub fn no_passphrase(what: &Text) -> CliError {
    let what = text!(l =>
        "a passphrase is needed for {what}, and none is set",
        "für {what} wird eine Passphrase gebraucht, und es ist keine hinterlegt",
        what = what.in_language(l)
    );
    CliError::new(Kind::Configuration, what)
        .recorded_as(kplaces_state::Cause::NoPassphrase)
        .because(text!(
            "there is nobody to ask for one",
            "niemand kann danach gefragt werden"
        ))
        .hint(text!(
            "set KPLACES_PASSPHRASE_FILE, or `passphrase_command` to a program that prints it",
            "KPLACES_PASSPHRASE_FILE setzen, oder `passphrase_command` auf ein Programm, das sie ausgibt"
        ))
        .hint(text!(
            "or run the command on a terminal",
            "oder den Befehl in einem Terminal ausführen"
        ))
}

pub(crate) fn passphrases_differ() -> CliError {
    CliError::new(Kind::Usage, differ())
        .because(text!("nothing was kept", "es wurde nichts gespeichert"))
}

pub fn removed(from: &[String], language: Language) -> String {
    let keyring = from.iter().any(|it| it == THE_KEYRING);
    let files = from.iter().filter(|it| *it != THE_KEYRING);
    let files: Vec<&str> = files.map(String::as_str).collect();
    let names = files.join(language.pick(" and ", " und "));
    match (keyring, files.len()) {
        (false, 0) => say!(
            language,
            "There was no stored login.\n",
            "Es war keine Anmeldung gespeichert.\n"
        ),
        (true, 0) => say!(
            language,
            "The login was removed from the keyring.\n",
            "Die Anmeldung wurde aus dem Schlüsselspeicher entfernt.\n"
        ),
        (true, _) => say!(
            language,
            "The login was removed from the keyring, and {names} is gone.\n",
            "Die Anmeldung wurde aus dem Schlüsselspeicher entfernt, {names} gelöscht.\n"
        ),
        (false, 1) => say!(
            language,
            "The login was removed: {names} is gone.\n",
            "Die Anmeldung wurde entfernt: {names} ist gelöscht.\n"
        ),
        (false, _) => say!(
            language,
            "The login was removed: {names} are gone.\n",
            "Die Anmeldung wurde entfernt: {names} sind gelöscht.\n"
        ),
    }
}

pub fn empty(what: Asked) -> CliError {
    let what = text!(l =>
        "{what} must not be empty",
        "{what} darf nicht leer sein",
        what = what.text().in_language(l)
    );
    CliError::new(Kind::Usage, what)
}

/// The map has sent so many wrong ones in a row.
pub fn too_many_wrong() -> CliError {
    let what = text!(
        "too many wrong logins in a row: more could lock the user at WEBFLEET",
        "zu viele falsche Anmeldungen nacheinander: noch mehr könnten den Benutzer bei WEBFLEET sperren"
    );
    CliError::new(Kind::Login, what).because(text!(
        "once what is right is known, 3Kplaces has to be started anew, or the login to be typed in a terminal",
        "sobald die richtigen Angaben bekannt sind, 3Kplaces neu starten oder die Anmeldung in einem Terminal eingeben"
    ))
}

/// A setting that counts from elsewhere.
pub fn set_elsewhere(what: &Text, origin: &Text) -> CliError {
    let what = text!(l =>
        "{what} is set in {origin} and is changed there",
        "{what} ist in {origin} festgelegt und wird dort geändert",
        what = what.in_language(l),
        origin = origin.in_language(l)
    );
    CliError::new(Kind::Configuration, what)
}

/// WEBFLEET would never hear of such a user.
pub fn unsendable_user(error: UnsendableUser) -> CliError {
    let what = text!(l =>
        "the name of a user {what}",
        "der Name eines Benutzers {what}",
        what = error.what().in_language(l)
    );
    CliError::new(Kind::Usage, what)
        .because(error.why())
        .because(text!(
            "nothing was sent or kept",
            "es wurde nichts gesendet und nichts gespeichert"
        ))
        .hint(text!(
            "give the user as WEBFLEET lists it; account and user are two answers",
            "den Benutzer so angeben, wie WEBFLEET ihn führt; Konto und Benutzer sind zwei Angaben"
        ))
}

pub fn unreadable(what: Asked, error: &io::Error) -> CliError {
    let what = text!(l =>
        "{what} could not be read",
        "{what} ließ sich nicht lesen",
        what = what.text().in_language(l)
    );
    CliError::new(Kind::Usage, what).because(of_io(error))
}

pub fn missing_line(what: Asked) -> CliError {
    let what = text!(l =>
        "standard input ended before {what}",
        "die Standardeingabe endete vor: {what}",
        what = what.text().in_language(l)
    );
    CliError::new(Kind::Usage, what).hint(text!(
        "give a line each: account, user, password, API key; leave out what stands on the command line",
        "je eine Zeile angeben: Konto, Benutzer, Kennwort, API-Schlüssel; weglassen, was auf der Befehlszeile steht"
    ))
}

pub fn nobody() -> CliError {
    let stdin = command("login --stdin");
    let what = text!(
        "there is nobody to ask: standard input is not a terminal",
        "niemand kann gefragt werden: Die Standardeingabe ist kein Terminal"
    );
    CliError::new(Kind::Usage, what)
        .hint(text!(
            "use {stdin} and give a line each: account, user, password, API key",
            "{stdin} verwenden und je eine Zeile angeben: Konto, Benutzer, Kennwort, API-Schlüssel"
        ))
        .hint(text!(
            "or set KPLACES_LOGIN__ACCOUNT, __USER, __PASSWORD_FILE and __APIKEY_FILE",
            "oder KPLACES_LOGIN__ACCOUNT, __USER, __PASSWORD_FILE und __APIKEY_FILE setzen"
        ))
}
