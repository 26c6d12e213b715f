use std::error::Error as StdError;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use kplaces_app::{AppError, UnknownGroups};
use kplaces_config::{ConfigError, ProblemKind};
use kplaces_domain::{FoldedName, FoldedQuery, Shrink, Timestamp, one_line, printable};
use kplaces_edition::NotInEdition;
use kplaces_state::{Cause, Holder};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_text::{Hint, Language, text};
use kplaces_webfleet::{CodeKind, Error};

use super::format;
use crate::error::{CliError, Kind};

pub const INTERNAL: &str = "3Kplaces made a mistake";
pub const INTERNAL_HINT: &str = "please report this; `3kplaces status` says what is on this device";
pub const INTERRUPTED: &str = "ended before it was done";
const QUOTA: &str = "the request quota of WEBFLEET is used up";
pub const OUTPUT: &str = "the answer could not be written";

/// `KPLACES_LANG` names a language there are no texts in.
pub fn no_language() -> CliError {
    CliError::new(Kind::Configuration, "the configuration is not valid")
        .because("KPLACES_LANG must be en or de")
        .hint("correct it, or take it away")
}

/// An error for people: what, why, what to do.
pub fn human(error: &CliError, language: Language) -> String {
    let what = error.spoken(&error.what, language);
    let word = language.pick("error", "Fehler");
    format!("{word}: {}\n{}", printable(&what), reasons(error, language))
}

/// Why, and what to do, a line each.
pub fn reasons(error: &CliError, language: Language) -> String {
    let [why, hint] = language.pick(["why", "try"], ["Grund", "Abhilfe"]);
    let mut out = String::new();
    for text in &error.why {
        for line in error.spoken(text, language).lines() {
            let _ = writeln!(out, "  {why}: {}", printable(line));
        }
    }
    for text in &error.hints {
        let line = error.spoken(text.text(), language);
        let _ = writeln!(out, "  {hint}: {}", printable(&line));
    }
    out
}

/// An error of a sync; where it is known when to try again, it says so by the clock.
pub fn with_time(error: AppError, now: Timestamp) -> CliError {
    let AppError::Fetch(Error::Held { wait, refused, .. }) = &error else {
        return error.into();
    };
    let cause = error.failure().cause;
    let seconds = i64::try_from((*wait + Duration::from_millis(999)).as_secs()).unwrap_or(i64::MAX);
    let at = Timestamp::from_unix(now.unix().saturating_add(seconds));
    let mut found = CliError::new(Kind::Quota, QUOTA).recorded_as(cause);
    found = match refused {
        Some(refused) => found
            .because(refused.to_string())
            .because(match refused.again_in() {
                Some(_) => "it says when to come again",
                None => {
                    "it does not say for how long, so a whole window of the quota counts as used"
                }
            }),
        None => found.because("this device has asked as often as the account allows"),
    };
    found
        .because(format!(
            "the next request can go out in {}, at {}",
            format::seconds_up(*wait),
            format::moment(at)
        ))
        .hint("run the command again then, or with --wait")
}

pub fn busy(holder: &Holder) -> CliError {
    let who = holder
        .pid
        .map_or_else(String::new, |pid| format!(" (process {pid})"));
    let since = holder.since.map_or_else(String::new, |since| {
        format!(" since {}", format::moment(since))
    });
    CliError::new(Kind::Busy, "another sync is under way on this device")
        .because(format!("it is running{since}{who}"))
        .hint("wait for its end, or run the command with --wait")
}

pub fn fetch(error: &Error) -> CliError {
    let new = |kind, what: &str| CliError::new(kind, what).caused_by(error);
    match error {
        Error::Endpoint { .. } => CliError::new(Kind::Configuration, error.to_string())
            .hint("check `webfleet.url` with `3kplaces config show`"),
        Error::Setup(_) => new(Kind::Configuration, "the connection to WEBFLEET could not be prepared")
            .hint("check `webfleet.proxy` with `3kplaces config show`"),
        Error::Api(api) => match api.kind() {
            CodeKind::Login => new(Kind::Login, "WEBFLEET does not accept the login")
                .hint(Hint::run("login", |login| text!(
                    "check account, user, password and API key, then run {login}",
                    "Account, Benutzer, Passwort und API-Schlüssel prüfen, dann {login} ausführen"
                )))
                .hint("it was tried once only: too many wrong logins can lock the user"),
            CodeKind::Outdated => new(Kind::Login, "WEBFLEET no longer takes a login that is sent this way")
                .hint("the login itself may be right: look for a newer 3Kplaces; until then `webfleet.method = \"post\"` keeps account and API key out of the address"),
            CodeKind::Denied if api.code == 9126 => new(Kind::Login, "WEBFLEET does not let this device ask")
                .hint("the account allows only some network addresses; ask your WEBFLEET administrator to add that of this network"),
            CodeKind::Denied => new(Kind::Login, "WEBFLEET accepts the login, but does not let it read addresses")
                .hint("ask your WEBFLEET administrator for the right to use WEBFLEET.connect and to read addresses"),
            CodeKind::Quota => new(Kind::Quota, QUOTA)
                .hint("wait one minute, then run the command again"),
            CodeKind::Busy => new(Kind::Network, "WEBFLEET is busy").hint("run the command again in a few minutes"),
            _ => new(Kind::Network, "WEBFLEET refused the request").hint("if it stays so, ask WEBFLEET what this error means"),
        },
        Error::NotAllowed { .. } => new(Kind::Internal, INTERNAL).hint(INTERNAL_HINT),
        Error::Uncounted(_) => new(Kind::Store, "requests to WEBFLEET cannot be counted on this device, so none was sent")
            .hint("check the permissions of the state folder, and that there is room; `3kplaces config path` names it"),
        Error::Status { status: 401, .. } => new(Kind::Login, "WEBFLEET does not accept the login")
            .hint(Hint::run("login", |login| text!(
                "check account, user, password and API key, then run {login}",
                "Account, Benutzer, Passwort und API-Schlüssel prüfen, dann {login} ausführen"
            )))
            .hint("it was tried once only: too many wrong logins can lock the user"),
        Error::Status { status: 403, .. } => new(Kind::Login, "the request was forbidden")
            .hint("ask your WEBFLEET administrator, or whoever runs the network, who may use WEBFLEET.connect"),
        Error::Held { .. } | Error::Status { status: 429, .. } => new(Kind::Quota, QUOTA)
            .hint("wait one minute, then run the command again"),
        Error::Status { status: 407, .. } => new(Kind::Network, "the proxy wants a login of its own")
            .hint("put it into `webfleet.proxy` as http://USER:PASSWORD@HOST:PORT, or ask whoever runs the network"),
        Error::Status { status: 408, .. } => new(Kind::Network, "WEBFLEET did not answer in time")
            .hint("run the command again in a few minutes"),
        Error::Status { status: 400..500, .. } => new(Kind::Network, "the address of WEBFLEET is not right")
            .hint("check `webfleet.url` with `3kplaces config show`"),
        Error::Status { .. } => {
            let found = new(Kind::Network, "WEBFLEET is out of order for the moment");
            match error.again_in() {
                Some(wanted) => found
                    .because(format!("it asks to come again in {}", format::seconds_up(wanted)))
                    .hint("run the command again then"),
                None => found.hint("run the command again in a few minutes"),
            }
        }
        Error::Redirect { .. } => new(Kind::Network, "WEBFLEET was not reached: the connection was diverted")
            .hint("a network that wants a login page does this; check `webfleet.url` and the network"),
        Error::Intercepted { .. } => new(Kind::Network, "a web page came instead of addresses")
            .hint("a firewall, or a network that wants a login page, does this; ask whoever runs the network"),
        Error::Connect { source, .. } if error.is_certificate() => {
            CliError::new(Kind::Network, "the certificate that came is not one of WEBFLEET that this device trusts")
                .because(root_of(source.as_ref()))
                .hint("check date and time of this device; a certificate is valid for a while only")
                .hint("a company that inspects encrypted traffic does this: have its certificate added to those that the system trusts, or WEBFLEET left out of the inspection")
        }
        Error::Connect { source, .. } if error.is_handshake() => {
            CliError::new(Kind::Network, "something answered that is not WEBFLEET over TLS 1.2 or later")
                .because(root_of(source.as_ref()))
                .hint("nothing was told to it; check `webfleet.url`, and ask whoever runs the network what answers in its place")
        }
        Error::Connect { source, .. } => CliError::new(Kind::Network, "WEBFLEET cannot be reached")
            .because(error.to_string())
            .because(root_of(source.as_ref()))
            .hint("check the network; the places on this device can be used without it"),
        Error::Timeout { .. } => new(Kind::Network, "WEBFLEET did not answer in time")
            .hint("run the command again; `webfleet.idle_timeout_s` and `webfleet.total_timeout_s` set the patience"),
        Error::Cut { host } => CliError::new(Kind::Network, "the reply of WEBFLEET was cut short")
            .because(format!("{host} stopped in the middle of it"))
            .hint("nothing was changed; run the command again when the network is better"),
        Error::Unsupported { .. } => new(Kind::Network, "the reply of WEBFLEET cannot be unpacked or decoded")
            .hint("nothing was changed; a proxy between this device and WEBFLEET may do this: ask whoever runs the network"),
        Error::TooLarge { .. } => new(Kind::Network, "the reply of WEBFLEET is too large to be an address report")
            .hint("nothing was changed; check `webfleet.url`"),
        Error::Malformed { row: 0, .. } => new(Kind::Network, "the reply of WEBFLEET cannot be read")
            .hint("nothing was changed; run the command again, and report it if it stays so"),
        Error::Malformed { .. } => new(Kind::Network, "too much of the reply of WEBFLEET cannot be read")
            .hint("nothing was changed; run the command again")
            .hint("if it stays so, correct that address in WEBFLEET: quotation marks in its name do this; or try `webfleet.format = \"json\"`"),
        Error::MissingColumns { seen, .. } if seen.is_empty() => {
            new(Kind::Network, "the reply of WEBFLEET does not begin with the names of columns")
                .hint("nothing was changed; check `webfleet.url`, and report it if it stays so")
        }
        Error::MissingColumns { .. } => new(Kind::Network, "a report of WEBFLEET has other columns than expected")
            .hint("nothing was changed; please report the column names above: they hold no data"),
        _ => new(Kind::Network, "WEBFLEET could not be asked"),
    }
}

/// The last cause: those between tell of the layers of the program, not of the network.
fn root_of(error: &(dyn StdError + 'static)) -> String {
    let mut root = error;
    while let Some(next) = root.source() {
        root = next;
    }
    root.to_string()
}

pub fn store(error: &StoreError) -> CliError {
    let new = |what: &str| CliError::new(kind_of(error.kind()), what).caused_by(error);
    match error.kind() {
        StoreErrorKind::Busy => new("another program is using the places on this device")
            .hint("run the command again in a moment"),
        StoreErrorKind::Conflict => {
            new("the places on this device changed meanwhile").hint("run the command again")
        }
        StoreErrorKind::Corrupt => new(
            "the file with the places is damaged, or is not one of 3Kplaces",
        )
        .hint(
            "`3kplaces backup list` lists copies, `3kplaces backup restore NAME` brings one back",
        )
        .hint(
            "without one, move the file away, then run `3kplaces sync`; `3kplaces config path` says where it is",
        ),
        StoreErrorKind::Missing => new("there are no places on this device yet")
            .hint("run `3kplaces sync`"),
        StoreErrorKind::Older => new("the places there were written by an older 3Kplaces")
            .hint("any command that opens them for writing brings them up to date"),
        StoreErrorKind::Exists => new("a file is in the way").hint("move it away"),
        StoreErrorKind::Unsupported => new("this store cannot do that")
            .hint("`store` in the configuration says where places are kept"),
        StoreErrorKind::Newer => new("the places on this device were written by a newer 3Kplaces")
            .hint("use that version or a later one"),
        StoreErrorKind::Denied => new("the places cannot be stored there")
            .hint("check the folder's permissions, or choose another with --data-dir"),
        StoreErrorKind::Locked => new("the places on this device are encrypted, and were not opened")
            .hint("the passphrase is asked for on a terminal, or is what KPLACES_PASSPHRASE, KPLACES_PASSPHRASE_FILE or `passphrase_command` say")
            .hint("`3kplaces encrypt status` says what keeps the key"),
        StoreErrorKind::Full => new("there is no room left on this device")
            .hint("nothing was changed; make room, then run the command again"),
        StoreErrorKind::Location => CliError::new(Kind::Configuration, error.to_string())
            .hint("check `store` with `3kplaces config show`"),
        _ => new("the places on this device cannot be read or written")
            .hint(TRY_AGAIN)
            .hint(FAILING_MEDIUM),
    }
}

/// What helps against an error of a medium that passes, and what against one that stays.
pub const TRY_AGAIN: &str = "run the command again: not every error of a medium stays";
pub const FAILING_MEDIUM: &str = "if it stays, the medium is failing: copy the data folder to another one while it can be read, and name it with --data-dir; `3kplaces config path` says where it is";

pub fn store_is_set() -> CliError {
    CliError::new(
        Kind::Configuration,
        "`store` is set, so places are not in their usual place",
    )
    .because("only the store in its usual place is encrypted and decrypted")
    .hint("take `store` out of the settings; `3kplaces config show` says where it is set")
    .hint("or set it to `sealed:PATH`: a new store there is encrypted, and filled by a sync")
}

pub fn guard(shrink: Shrink, other_choice: bool, cut_at: Option<u32>) -> CliError {
    let why = match (shrink, cut_at) {
        _ if other_choice => {
            "other groups or another limit were asked for than the time before".to_owned()
        }
        (Shrink::Places { .. }, Some(limit)) => format!(
            "only the first {} addresses are taken, and WEBFLEET sent others first this time",
            format::number(u64::from(limit))
        ),
        (Shrink::Places { removed, stored }, None) => format!(
            "that is {}; a wrong account or a faulty reply does this",
            if removed == stored {
                "all there are"
            } else {
                "more than a fifth"
            }
        ),
        (Shrink::Content { .. }, _) => {
            "a faulty report, or one that lacks fields, does this".to_owned()
        }
    };
    CliError::new(
        Kind::Guard,
        format!(
            "the sync was stopped: it would {}",
            super::sync::loss(shrink)
        ),
    )
    .because(why)
    .hint("the same command with --dry-run shows what would be lost")
    .hint("the same command with --accept-shrink does it")
}

pub fn not_in_edition(missing: &NotInEdition) -> CliError {
    let title = missing.edition.title();
    CliError::new(Kind::Edition, missing.text())
        .because(text!("this is {title}", "dies ist {title}"))
        .hint(Hint::run("edition", |edition| {
            text!(
                "{edition} compares the editions",
                "{edition} vergleicht die Editionen"
            )
        }))
}

pub fn blank_group() -> CliError {
    CliError::new(Kind::Usage, "a group without a name was asked for")
        .because("an empty variable of a script does this")
        .hint("leave --group out for all places")
}

pub fn unknown_groups(groups: &UnknownGroups) -> CliError {
    let mut error = CliError::new(Kind::Usage, groups.to_string());
    for unknown in &groups.unknown {
        let near = FoldedQuery::new(unknown.as_str()).and_then(|query| {
            groups
                .known
                .iter()
                .find(|known| query.rank(&FoldedName::new(known.as_str())).is_some())
        });
        if let Some(near) = near {
            error = error.hint(format!("did you mean `{}`?", one_line(near.as_str(), 40)));
        }
    }
    error.hint("`3kplaces groups` lists the groups; quote names with blanks")
}

pub const NOT_WRITTEN: &str = "the file could not be written";

pub fn config(error: &ConfigError) -> CliError {
    let mut found = match error {
        ConfigError::LoginMissing { .. } => no_login(),
        ConfigError::LoginUnusable { .. } => CliError::new(
            Kind::Login,
            "the WEBFLEET login on this device cannot be used",
        ),
        ConfigError::LoginFile { path, .. } => {
            let found = CliError::new(Kind::Store, "the login could not be changed");
            let found = found.caused_by(error);
            return if path.is_symlink() {
                found.hint("let only you change the folder behind the link, or remove the link")
            } else {
                found
            };
        }
        ConfigError::RelativeHome => {
            return CliError::new(Kind::Configuration, error.to_string())
                .because("places and login would be kept in whatever folder is the current one")
                .hint("set HOME to the whole path, such as /home/anna");
        }
        _ => CliError::new(Kind::Configuration, error.to_string())
            .hint("`3kplaces config path` says where the configuration is"),
    };
    for problem in error.problems() {
        found = found.because(problem.to_string());
        if problem.kind == ProblemKind::Closed {
            found = found
                .hint("if it cannot be opened any more, `3kplaces login` keeps the login anew");
        }
    }
    found
}

pub fn no_login() -> CliError {
    CliError::new(
        Kind::Login,
        "there is no complete WEBFLEET login on this device",
    )
    .hint("run `3kplaces login`")
}

pub fn no_config_file(path: &Path) -> CliError {
    CliError::new(
        Kind::Configuration,
        format!("there is no configuration file {}", path.display()),
    )
    .recorded_as(Cause::NoConfigurationFile)
}

pub fn not_utf8(flag: &str) -> CliError {
    CliError::new(Kind::Usage, format!("{flag} must be UTF-8 text"))
}

/// Store failures that come from what the user wrote are not the store's.
fn kind_of(kind: StoreErrorKind) -> Kind {
    match kind {
        StoreErrorKind::Location => Kind::Configuration,
        _ => Kind::Store,
    }
}
