//! What people read.

use std::io;
use std::path::Path;

use kplaces_cli::{CliError, Finding, Kind, moment};
use kplaces_config::Dirs;
use kplaces_domain::{Timestamp, one_line};
use kplaces_state::{Outcome, Run};
use kplaces_text::{Language, Text, text};

use crate::belongings::Belongings;
use crate::{BadName, TenantName};

/// What a tenant has.
pub(crate) struct Row {
    pub(crate) places: u64,
    pub(crate) as_of: Option<Timestamp>,
    pub(crate) login: bool,
    /// The newest sync, dry runs aside.
    pub(crate) last: Option<Run>,
}

/// How the device's own tenant is shown.
const DEFAULT: &str = "(default)";

fn shown(tenant: Option<&str>) -> &str {
    tenant.unwrap_or(DEFAULT)
}

pub(crate) fn list(rows: &[(Option<TenantName>, Result<Row, CliError>)]) -> String {
    let width = rows
        .iter()
        .map(|(tenant, _)| shown(tenant.as_ref().map(TenantName::as_str)).len())
        .max()
        .unwrap_or_default();
    let mut out = format!(
        "{:width$}  {:>7}  {:22}  {:5}  last sync\n",
        "tenant", "places", "as of", "login"
    );
    for (tenant, row) in rows {
        let name = shown(tenant.as_ref().map(TenantName::as_str));
        match row {
            Ok(row) => {
                let as_of = row.as_of.map_or_else(|| "never".to_owned(), moment);
                let login = if row.login { "kept" } else { "none" };
                let last = row.last.as_ref().map_or_else(|| "never".to_owned(), last);
                out.push_str(&format!(
                    "{name:width$}  {:>7}  {as_of:22}  {login:5}  {last}\n",
                    row.places
                ));
            }
            Err(error) => out.push_str(&format!(
                "{name:width$}  {}\n",
                one_line(&error.what.to_string(), 80)
            )),
        }
    }
    out
}

fn last(run: &Run) -> String {
    let at = moment(run.started.at);
    match run.ended.as_ref().map(|ended| &ended.outcome) {
        None => format!("{at}, not finished"),
        Some(Outcome::Done) => at,
        Some(Outcome::Failed(failure)) => format!("{at}, failed ({})", failure.kind.word()),
    }
}

pub(crate) fn added(name: &TenantName, dirs: &Dirs) -> String {
    format!(
        "Tenant {name} is there:\n\n  configuration  {}\n  places         {}\n  records        {}\n\n\
         Run `3kplaces --tenant {name} login`, then `3kplaces --tenant {name} sync`.\n",
        dirs.config.display(),
        dirs.data.display(),
        dirs.state.display()
    )
}

fn places(belongings: &Belongings) -> String {
    match belongings.places {
        Some(1) => "1 place".to_owned(),
        Some(n) => format!("{n} places"),
        None => "its places, which cannot be counted".to_owned(),
    }
}

fn folders(belongings: &Belongings) -> String {
    let lines: Vec<String> = belongings
        .folders
        .iter()
        .map(|folder| format!("  {}\n", folder.display()))
        .collect();
    lines.concat()
}

pub(crate) fn removed(name: &TenantName, belongings: &Belongings) -> String {
    format!(
        "Tenant {name} is gone, with {}, backups, login, records and settings:\n\n{}",
        places(belongings),
        folders(belongings)
    )
}

/// What is asked before.
pub(crate) fn question(name: &TenantName, belongings: &Belongings) -> String {
    format!(
        "This erases {} of tenant {name}, and backups, login, records and settings:\n\n{}\n\
         A scheduled sync is stopped by `3kplaces --tenant {name} schedule remove`, before.\n\
         Type {name} to go on: ",
        places(belongings),
        folders(belongings)
    )
}

pub(crate) fn not_confirmed(name: &TenantName, belongings: &Belongings) -> CliError {
    let lost = places(belongings);
    CliError::new(Kind::Guard, format!("tenant {name} was not removed"))
        .because(format!(
            "it would lose {lost}, backups, login, records and settings"
        ))
        .hint(format!(
            "stop its scheduled sync first, if it has one: `3kplaces --tenant {name} schedule remove`"
        ))
        .hint(format!("`3kplaces tenants remove {name} --yes` removes it"))
}

pub(crate) fn bad_name(name: &str, error: BadName) -> CliError {
    CliError::new(
        Kind::Usage,
        format!("`{}` cannot be the name of a tenant", one_line(name, 40)),
    )
    .because(error.to_string())
    .hint("`3kplaces tenants list` lists the tenants")
}

pub(crate) fn unknown(name: &TenantName, alike: Option<&TenantName>) -> CliError {
    let error = CliError::new(
        Kind::Usage,
        format!("there is no tenant {name} on this device"),
    );
    match alike {
        Some(alike) => error.hint(format!("capitals count: did you mean {alike}?")),
        None => error
            .hint("`3kplaces tenants list` lists the tenants")
            .hint(format!("`3kplaces tenants add {name}` adds it")),
    }
}

pub(crate) fn taken(name: &TenantName, alike: &TenantName) -> CliError {
    let error = CliError::new(
        Kind::Usage,
        format!("there is a tenant {alike} on this device"),
    );
    if name == alike {
        error.hint(format!("use it: `3kplaces --tenant {name} status`"))
    } else {
        error
            .because("some file systems do not tell capitals from small letters")
            .hint("choose another name")
    }
}

/// A link or a file in the place of a folder.
pub(crate) fn no_folder(path: &Path) -> CliError {
    CliError::new(
        Kind::Store,
        format!("{} is not a folder of its own", path.display()),
    )
    .because("a link could lead into the folder of another tenant")
    .hint("put a folder there; `data_dir` keeps places elsewhere")
}

pub(crate) fn folder(path: &Path, error: &io::Error) -> CliError {
    CliError::new(
        Kind::Store,
        format!("{} cannot be read or made", path.display()),
    )
    .because(error.to_string())
    .hint("check the folder's permissions")
}

pub(crate) fn not_removed(path: &Path, error: &io::Error) -> CliError {
    CliError::new(Kind::Store, format!("{} is not gone", path.display()))
        .because(error.to_string())
        .hint("check the folder's permissions, then run the command again")
}

/// `data_dir` is the folder of a tenant, or in it.
pub(crate) fn folder_of_another(path: &Path, owner: &TenantName) -> CliError {
    CliError::new(
        Kind::Configuration,
        format!("{} belongs to tenant {owner}", path.display()),
    )
    .because("`data_dir` is the folder of all tenants; each has a folder of its own in it")
    .hint(format!(
        "leave `data_dir` away, and use `3kplaces --tenant {owner}`"
    ))
}

pub(crate) fn store_of_another(file: &Path, owner: &TenantName) -> CliError {
    CliError::new(
        Kind::Configuration,
        format!("{} belongs to tenant {owner}", file.display()),
    )
    .because("`store` names a file in the folder of a tenant")
    .hint(format!(
        "name another one, or use `3kplaces --tenant {owner}`"
    ))
}

pub(crate) fn store_outside(file: &Path, name: &TenantName, folder: &Path) -> CliError {
    CliError::new(
        Kind::Configuration,
        format!("{} is not in the folder of tenant {name}", file.display()),
    )
    .because("two tenants with the same store would see each other's places")
    .hint(format!(
        "name it without its folder in `store`; it is kept in {}",
        folder.display()
    ))
}

/// A report of one among several.
pub(crate) fn synced(tenant: Option<&str>, report: &str) -> String {
    match tenant {
        // It says so itself.
        Some(_) => report.to_owned(),
        None => format!("{DEFAULT}: {report}"),
    }
}

pub(crate) fn failed(tenant: Option<&str>, error: &CliError, language: Language) -> String {
    let what = one_line(&error.spoken(&error.what, language), 200);
    let heading = heading(tenant);
    let heading = heading.in_language(language);
    format!("{heading}: {what}\n{}", error.reasons(language))
}

/// A line that is about one of several.
pub(crate) fn of_tenant(tenant: Option<&str>, line: &Text) -> Text {
    Text::joined(&[&heading(tenant), line], ": ")
}

fn heading(tenant: Option<&str>) -> Text {
    match tenant {
        Some(name) => text!("Tenant {name}", "Mandant {name}"),
        None => DEFAULT.into(),
    }
}

pub(crate) fn nobody_to_sync() -> CliError {
    CliError::new(Kind::Login, "no tenant of this device has a login")
        .hint("run `3kplaces --tenant NAME login`")
}

/// For `doctor`: how many there are.
pub(crate) fn finding(tenants: usize) -> Finding {
    match tenants {
        1 => Finding::ok("tenants", "apart", "1 tenant, in folders of its own"),
        n => Finding::ok(
            "tenants",
            "apart",
            format!("{n} tenants, each in folders of its own"),
        ),
    }
}

/// For `doctor`: something is in the place of a tenant's folder.
pub(crate) fn bad_folders(error: &CliError) -> Finding {
    let mut finding = Finding::problem("tenants", "not-apart", error.what.clone());
    finding.details.clone_from(&error.why);
    finding.hints.clone_from(&error.hints);
    finding
}
