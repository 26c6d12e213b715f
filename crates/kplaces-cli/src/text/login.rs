use std::io;

use kplaces_app::doctor::{Readable, Reports};
use kplaces_config::LoginOrigin;
use kplaces_vault::{KeyringError, SealError};

use kplaces_text::Hint;

use crate::error::{CliError, Kind};
use crate::keep::Place;

pub(crate) const ACCOUNT: &str = "WEBFLEET account";
pub(crate) const USER: &str = "User";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const APIKEY: &str = "API key";
pub(crate) const PASSPHRASE: &str = "Passphrase";
pub(crate) const PASSPHRASES_DIFFER: &str = "the two passphrases differ";
pub(crate) const AGAIN: &str = "The same again";
pub(crate) const THE_LOGIN: &str = "the login";
pub(crate) const THE_KEYRING: &str = "the keyring";
pub(crate) const NOT_IN_KEYRING: &str = "the keyring does not hold the login any more";
pub(crate) const NOT_OURS: &str = "holds no login";

/// The question for a passphrase.
pub(crate) fn passphrase_of(what: &str) -> String {
    format!("Passphrase of {what}")
}

/// The question for a passphrase that is still to be chosen.
pub(crate) fn new_passphrase_of(what: &str) -> String {
    format!("New passphrase to seal {what} with")
}

pub(crate) fn stored(place: Place, stored_in: &str, checked: bool) -> String {
    let accepted = if checked {
        "WEBFLEET accepts the login. "
    } else {
        ""
    };
    let how = match place {
        Place::Keyring => "It is kept in the keyring of this device's user.".to_owned(),
        Place::Sealed => {
            format!(
                "It is kept in {stored_in}, sealed with the passphrase. Without that it has to be given again."
            )
        }
        Place::File => format!("It is kept in {stored_in} as plain text, readable by you only."),
    };
    let how = if checked {
        how
    } else {
        how.replacen("It is", "The login is", 1)
    };
    format!("{accepted}{how}\nRun `3kplaces sync` to get the addresses.\n")
}

pub(crate) fn accepted(
    host: &str,
    origin: Option<&LoginOrigin>,
    reports: Option<Reports>,
) -> String {
    let from = origin.map_or_else(String::new, |origin| format!(" ({origin})"));
    let mut text = format!("{host} accepts the login of this device{from}. Nothing was changed.\n");
    if let Some(reports) = &reports
        && reports.iter().all(|(_, known)| known == Readable::Yes)
    {
        text.push_str("It may read each report that this edition needs.\n");
    }
    for (name, known) in reports.iter().flat_map(Reports::iter) {
        let known = match known {
            Readable::Yes => continue,
            Readable::Empty => "has no rows, says WEBFLEET",
            Readable::Unsaid => "the answer was empty, which proves nothing",
            Readable::NotAsked => "not asked for: the quota has no room now",
        };
        text.push_str(&format!("  {name}: {known}\n"));
    }
    text
}

/// What is known of a report, for programs.
pub(crate) fn known_word(known: Readable) -> &'static str {
    match known {
        Readable::Yes => "readable",
        Readable::Empty => "empty",
        Readable::Unsaid => "unsaid",
        Readable::NotAsked => "not-asked",
    }
}

/// Where a login is, for programs.
pub(crate) fn origin_word(origin: Option<&LoginOrigin>) -> &'static str {
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
pub(crate) fn unchecked(error: &CliError) -> String {
    let why = match error.why.first() {
        Some(why) if error.kind != Kind::Busy => format!("{} ({why})", error.what),
        _ => error.what.to_string(),
    };
    format!(
        "the login was kept, but could not be checked: {why}; `3kplaces login --check` checks it later"
    )
}

/// WEBFLEET says no.
pub(crate) fn not_kept(mut error: CliError) -> CliError {
    // What is right must be given anew, not looked up.
    error
        .hints
        .retain(|hint| !matches!(hint, Hint::Run { arguments, .. } if arguments == "login"));
    error
        .because("it was not kept; what was on this device before is unchanged")
        .hint("run `3kplaces login` again with the right one; `--no-check` keeps it without asking")
}

pub(crate) fn instead_of_keyring(error: &KeyringError) -> String {
    format!("the login is sealed with a passphrase, since the keyring cannot be used: {error}")
}

/// What is wrong with a sealed login; goes after its path.
pub(crate) fn sealed(error: SealError) -> String {
    match error {
        SealError::WrongPassphrase => {
            format!("{error}; the passphrase is another one, or the file was changed")
        }
        _ => error.to_string(),
    }
}

pub(crate) fn left_behind(error: &KeyringError) -> String {
    format!("the login before this one is still in the keyring: {error}")
}

pub(crate) fn no_keyring(error: &KeyringError) -> CliError {
    CliError::new(Kind::Login, "the login cannot be kept in the keyring")
        .because(error.to_string())
        .hint("open the keyring, or start a session that has one")
        .hint("or use `--keep sealed`: a file that is sealed with a passphrase")
}

pub(crate) fn still_in_keyring(error: &KeyringError) -> CliError {
    CliError::new(
        Kind::Login,
        "the login could not be removed from the keyring",
    )
    .because(error.to_string())
    .hint("open the keyring, then run `3kplaces logout`")
}

/// No keyring, no passphrase, nobody to ask: a kiosk or a server.
pub(crate) fn no_place(error: &KeyringError) -> CliError {
    CliError::new(Kind::Login, "there is no safe place for the login on this device")
        .because(error.to_string())
        .because("no passphrase is set, and there is nobody to ask for one: standard input is not a terminal")
        .hint("set KPLACES_PASSPHRASE_FILE or `passphrase_command`: then it is kept in a sealed file")
        .hint("or do not keep it: set `login.password_command` and `login.apikey_command`, or KPLACES_LOGIN__PASSWORD_FILE and __APIKEY_FILE")
        .hint("or use `--keep file`: plain text that every program of this user can read")
}

pub(crate) fn no_passphrase(what: &str) -> CliError {
    CliError::new(
        Kind::Configuration,
        format!("a passphrase is needed for {what}, and none is set"),
    )
    .recorded_as(kplaces_state::Cause::NoPassphrase)
    .because("there is nobody to ask for one")
    .hint("set KPLACES_PASSPHRASE_FILE, or `passphrase_command` to a program that prints it")
    .hint("or run the command on a terminal")
}

pub(crate) fn passphrases_differ() -> CliError {
    CliError::new(Kind::Usage, PASSPHRASES_DIFFER).because("nothing was kept")
}

pub(crate) fn removed(from: &[String]) -> String {
    match from {
        [] => "There was no stored login.\n".to_owned(),
        [one] if one == THE_KEYRING => format!("The login was removed from {one}.\n"),
        [one] => format!("The login was removed: {one} is gone.\n"),
        [keyring, rest @ ..] if keyring == THE_KEYRING => {
            format!(
                "The login was removed from {keyring}, and {} is gone.\n",
                rest.join(" and ")
            )
        }
        all => format!("The login was removed: {} are gone.\n", all.join(" and ")),
    }
}

pub(crate) fn empty(what: &str) -> CliError {
    CliError::new(Kind::Usage, format!("{what} must not be empty"))
}

/// WEBFLEET would never hear of such a user.
pub(crate) fn unsendable_user(why: &str) -> CliError {
    let (what, why) = why.split_once(": ").unwrap_or((why, ""));
    CliError::new(Kind::Usage, format!("the name of a user {what}"))
        .because(why)
        .because("nothing was sent or kept")
        .hint("give the user as WEBFLEET lists it; account and user are two answers")
}

pub(crate) fn unreadable(what: &str, error: &io::Error) -> CliError {
    CliError::new(Kind::Usage, format!("{what} could not be read")).because(error.to_string())
}

pub(crate) fn missing_line(what: &str) -> CliError {
    CliError::new(Kind::Usage, format!("standard input ended before {what}"))
        .hint("give a line each: account, user, password, API key; leave out what stands on the command line")
}

pub(crate) fn nobody() -> CliError {
    CliError::new(
        Kind::Usage,
        "there is nobody to ask: standard input is not a terminal",
    )
    .hint("use `3kplaces login --stdin` and give a line each: account, user, password, API key")
    .hint("or set KPLACES_LOGIN__ACCOUNT, __USER, __PASSWORD_FILE and __APIKEY_FILE")
}
