use std::io;

use crate::error::{CliError, Kind};

pub(crate) const ACCOUNT: &str = "WEBFLEET account";
pub(crate) const USER: &str = "User";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const APIKEY: &str = "API key";

pub(crate) fn stored(path: &str) -> String {
    format!(
        "The login is stored in {path}, readable by you only.\nRun `3kplaces sync` to get the addresses.\n"
    )
}

pub(crate) fn removed(path: Option<&str>) -> String {
    match path {
        Some(path) => format!("The login was removed: {path} is gone.\n"),
        None => "There was no stored login.\n".to_owned(),
    }
}

pub(crate) fn empty(what: &str) -> CliError {
    CliError::new(Kind::Usage, format!("{what} must not be empty"))
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
