//! What people read.

use std::path::Path;

use kplaces_config::Dirs;
use kplaces_device::text::record;
use kplaces_device::{CliError, Finding, Kind};
use kplaces_domain::{Timestamp, one_line};
use kplaces_state::{Outcome, Run};
use kplaces_text::{Hint, Language, Text, command, of_io, say, text};

use crate::TenantName;
use crate::belongings::Belongings;

/// What a tenant has.
pub(crate) struct Row {
    pub(crate) places: u64,
    pub(crate) as_of: Option<Timestamp>,
    pub(crate) login: bool,
    /// The newest sync, dry runs aside.
    pub(crate) last: Option<Run>,
}

/// A tenant, the device's own one without a name, and what was found of it.
pub(crate) type Seen = (Option<TenantName>, Result<Row, CliError>);

/// How a tenant is shown, the device's own among them.
fn shown(tenant: Option<&str>, language: Language) -> &str {
    tenant.unwrap_or(language.pick("(default)", "(ohne Namen)"))
}

pub(crate) fn list(rows: &[Seen], language: Language) -> String {
    let headings = language.pick(
        ["tenant", "places", "as of", "login", "last sync"],
        ["Mandant", "Orte", "Stand", "Anmeldung", "letzter Abgleich"],
    );
    let mut lines = vec![headings.map(str::to_owned).to_vec()];
    lines.extend(rows.iter().map(|(tenant, row)| {
        let name = tenant.as_ref().map(TenantName::as_str);
        let name = shown(name, language).to_owned();
        match row {
            Ok(row) => cells(name, row, language),
            Err(error) => vec![name, one_line(&error.spoken(&error.what, language), 80)],
        }
    }));
    let whole = |line: &&Vec<String>| line.len() == headings.len();
    let width = |n: usize| {
        let cells = lines
            .iter()
            .filter(whole)
            .map(|line| line[n].chars().count());
        cells.max().unwrap_or_default()
    };
    let names = lines.iter().map(|line| line[0].chars().count()).max();
    let names = names.unwrap_or_default();
    let [places, as_of, login] = [1, 2, 3].map(width);
    let line = |line: &Vec<String>| match line.as_slice() {
        [name, n, at, kept, last] => {
            format!("{name:names$}  {n:>places$}  {at:as_of$}  {kept:login$}  {last}\n")
        }
        other => format!("{:names$}  {}\n", other[0], other[1]),
    };
    lines.iter().map(line).collect()
}

fn cells(name: String, row: &Row, language: Language) -> Vec<String> {
    let never = || language.pick("never", "nie").to_owned();
    let as_of = row.as_of.map(|at| language.moment(at.unix()));
    let [none, kept] = language.pick(["none", "kept"], ["keine", "gespeichert"]);
    let login = if row.login { kept } else { none };
    let last = row.last.as_ref().map(|run| last_sync(run, language));
    vec![
        name,
        language.number(row.places),
        as_of.unwrap_or_else(never),
        login.to_owned(),
        last.unwrap_or_else(never),
    ]
}

fn last_sync(run: &Run, language: Language) -> String {
    let at = language.moment(run.started.at.unix());
    match run.ended.as_ref().map(|ended| &ended.outcome) {
        None => say!(language, "{at}, not finished", "{at}, nicht beendet"),
        Some(Outcome::Done) => at,
        Some(Outcome::Failed(failure)) => say!(
            language,
            "{at}, failed ({kind})",
            "{at}, gescheitert ({kind})",
            kind = record::kind(failure.kind).in_language(language)
        ),
    }
}

pub(crate) fn added(name: &TenantName, dirs: &Dirs, language: Language) -> String {
    say!(
        language,
        "Tenant {name} is there:\n\n  configuration  {config}\n  places         {data}\n  records        {state}\n\n\
         Run {login}, then {sync}.\n",
        "Mandant {name} ist angelegt:\n\n  Konfiguration   {config}\n  Orte            {data}\n  \
         Aufzeichnungen  {state}\n\nWeiter mit {login}, dann {sync}.\n",
        config = dirs.config.display(),
        data = dirs.data.display(),
        state = dirs.state.display(),
        login = of("login", name),
        sync = of("sync", name),
    )
}

/// A command for one tenant, also where another one, or none, was named.
fn of(arguments: &str, name: &TenantName) -> String {
    command(&format!("--tenant {name} {arguments}"))
}

fn places(belongings: &Belongings, language: Language) -> String {
    match belongings.places {
        Some(n) => language.count(n, ["place", "places"], ["Ort", "Orte"]),
        None => language
            .pick(
                "its places, which cannot be counted",
                "Orte, die sich nicht zählen lassen",
            )
            .to_owned(),
    }
}

fn folders(belongings: &Belongings) -> String {
    let mut out = String::new();
    for folder in &belongings.folders {
        out.push_str(&format!("  {}\n", folder.display()));
    }
    out
}

pub(crate) fn removed(name: &TenantName, belongings: &Belongings, language: Language) -> String {
    say!(
        language,
        "Tenant {name} is gone, with {places}, backups, login, records and settings:\n\n{folders}",
        "Mandant {name} ist gelöscht: {places}, Sicherungen, Anmeldung, Aufzeichnungen und Einstellungen:\n\n{folders}",
        places = places(belongings, language),
        folders = folders(belongings)
    )
}

/// What is asked before.
pub(crate) fn question(name: &TenantName, belongings: &Belongings, language: Language) -> String {
    say!(
        language,
        "This erases {places} of tenant {name}, and backups, login, records and settings:\n\n{folders}\n\
         A scheduled sync is stopped by {stop}, before.\n\
         Type {name} to go on: ",
        "Gelöscht werden von Mandant {name}: {places}, Sicherungen, Anmeldung, Aufzeichnungen und \
         Einstellungen:\n\n{folders}\n\
         Ein zeitgesteuerter Abgleich wird vorher mit {stop} beendet.\n\
         Zum Fortfahren {name} eingeben: ",
        places = places(belongings, language),
        folders = folders(belongings),
        stop = of("schedule remove", name)
    )
}

pub(crate) fn not_confirmed(name: &TenantName, belongings: &Belongings) -> CliError {
    CliError::new(
        Kind::Guard,
        text!(
            "tenant {name} was not removed",
            "Mandant {name} wurde nicht gelöscht"
        ),
    )
    .because(text!(language =>
        "it would lose {places}, backups, login, records and settings",
        "verloren gingen {places}, Sicherungen, Anmeldung, Aufzeichnungen und Einstellungen",
        places = places(belongings, language),
    ))
    .hint(text!(
        "stop its scheduled sync first, if it has one: {stop}",
        "zuerst den zeitgesteuerten Abgleich beenden, falls es einen gibt: {stop}",
        stop = of("schedule remove", name)
    ))
    .hint(Hint::run(
        format!("tenants remove {name} --yes"),
        |remove| text!("{remove} removes it", "{remove} löscht ihn"),
    ))
}

pub(crate) fn bad_name(name: &str) -> CliError {
    let name = one_line(name, 40);
    CliError::new(
        Kind::Usage,
        text!(
            "`{name}` cannot be the name of a tenant",
            "`{name}` kann nicht der Name eines Mandanten sein"
        ),
    )
    .because(text!(
        "a name has letters without marks, digits and -, _, . inside, at most 64 of them; `default` and names \
         of devices such as CON are taken",
        "ein Name hat Buchstaben ohne Umlaute und Akzente, Ziffern und innen -, _, ., höchstens 64 Zeichen; \
         `default` und Gerätenamen wie CON sind vergeben"
    ))
    .hint(lists_them())
}

fn lists_them() -> Hint {
    Hint::run("tenants list", |list| {
        text!(
            "{list} lists the tenants",
            "{list} listet die Mandanten auf"
        )
    })
}

pub(crate) fn unknown(name: &TenantName, alike: Option<&TenantName>) -> CliError {
    let error = CliError::new(
        Kind::NotFound,
        text!(
            "there is no tenant {name} on this device",
            "auf diesem Gerät gibt es keinen Mandanten {name}"
        ),
    );
    match alike {
        Some(alike) => error.hint(text!(
            "capitals count: did you mean {alike}?",
            "Groß- und Kleinschreibung zählt: gemeint ist vielleicht {alike}"
        )),
        None => error
            .hint(lists_them())
            .hint(Hint::run(format!("tenants add {name}"), |add| {
                text!("{add} adds it", "{add} legt ihn an")
            })),
    }
}

pub(crate) fn taken(name: &TenantName, alike: &TenantName) -> CliError {
    let error = CliError::new(
        Kind::Usage,
        text!(
            "there is a tenant {alike} on this device",
            "auf diesem Gerät gibt es schon einen Mandanten {alike}"
        ),
    );
    if name == alike {
        let status = of("status", name);
        error.hint(text!("use it: {status}", "ihn benutzen: {status}"))
    } else {
        error
            .because(text!(
                "some file systems do not tell capitals from small letters",
                "manche Dateisysteme unterscheiden Groß- und Kleinbuchstaben nicht"
            ))
            .hint(text!("choose another name", "einen anderen Namen wählen"))
    }
}

/// A link or a file in the place of a folder.
pub(crate) fn no_folder(path: &Path) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Store,
        text!(
            "{path} is not a folder of its own",
            "{path} ist kein eigener Ordner"
        ),
    )
    .because(text!(
        "a link could lead into the folder of another tenant",
        "ein Link könnte in den Ordner eines anderen Mandanten führen"
    ))
    .hint(Hint::set("data_dir", |key| {
        text!(
            "put a folder there; {key} keeps places elsewhere",
            "dort einen Ordner anlegen; {key} legt Orte anderswo ab"
        )
    }))
}

fn check_permissions() -> Text {
    text!(
        "check the folder's permissions",
        "die Rechte des Ordners prüfen"
    )
}

pub(crate) fn folder(path: &Path, error: &std::io::Error) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Store,
        text!(
            "{path} cannot be read or made",
            "{path} ist nicht lesbar oder lässt sich nicht anlegen"
        ),
    )
    .because(of_io(error))
    .hint(check_permissions())
}

pub(crate) fn not_removed(path: &Path, error: &std::io::Error) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Store,
        text!("{path} is not gone", "{path} ist nicht gelöscht"),
    )
    .because(of_io(error))
    .hint(text!(
        "check the folder's permissions, then run the command again",
        "die Rechte des Ordners prüfen, dann den Befehl wiederholen"
    ))
}

fn of_another(path: &Path, owner: &TenantName) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Configuration,
        text!(
            "{path} belongs to tenant {owner}",
            "{path} gehört dem Mandanten {owner}"
        ),
    )
}

/// `data_dir` is the folder of a tenant, or in it.
pub(crate) fn folder_of_another(path: &Path, owner: &TenantName) -> CliError {
    let tenant = command(&format!("--tenant {owner}"));
    of_another(path, owner)
        .because(text!(
            "`data_dir` is the folder of all tenants; each has a folder of its own in it",
            "`data_dir` ist der Ordner aller Mandanten; darin hat jeder seinen eigenen"
        ))
        .hint(text!(
            "leave `data_dir` away, and use {tenant}",
            "`data_dir` weglassen und {tenant} benutzen"
        ))
}

pub(crate) fn store_of_another(file: &Path, owner: &TenantName) -> CliError {
    let tenant = command(&format!("--tenant {owner}"));
    of_another(file, owner)
        .because(text!(
            "`store` names a file in the folder of a tenant",
            "`store` nennt eine Datei im Ordner eines Mandanten"
        ))
        .hint(text!(
            "name another one, or use {tenant}",
            "eine andere nennen oder {tenant} benutzen"
        ))
}

pub(crate) fn store_outside(file: &Path, name: &TenantName, folder: &Path) -> CliError {
    let (file, folder) = (file.display(), folder.display());
    CliError::new(
        Kind::Configuration,
        text!(
            "{file} is not in the folder of tenant {name}",
            "{file} liegt nicht im Ordner des Mandanten {name}"
        ),
    )
    .because(text!(
        "two tenants with the same store would see each other's places",
        "zwei Mandanten mit demselben Bestand sähen gegenseitig ihre Orte"
    ))
    .hint(text!(
        "name it without its folder in `store`; it is kept in {folder}",
        "sie in `store` ohne Ordner nennen; sie liegt dann in {folder}"
    ))
}

/// A report of one among several.
pub(crate) fn synced(tenant: Option<&str>, report: &str, language: Language) -> String {
    match tenant {
        // It says so itself.
        Some(_) => report.to_owned(),
        None => format!("{}: {report}", shown(None, language)),
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
        None => Text::made(|language| shown(None, language).to_owned()),
    }
}

pub(crate) fn nobody_to_sync() -> CliError {
    let login = command("--tenant NAME login");
    CliError::new(
        Kind::Login,
        text!(
            "no tenant of this device has a login",
            "kein Mandant auf diesem Gerät hat eine Anmeldung"
        ),
    )
    .hint(text!("run {login}", "{login} ausführen"))
}

/// For `doctor`: how many there are.
pub(crate) fn finding(tenants: usize) -> Finding {
    let text = match tenants {
        1 => text!(
            "1 tenant, in folders of its own",
            "1 Mandant, in eigenen Ordnern"
        ),
        n => text!(
            "{n} tenants, each in folders of its own",
            "{n} Mandanten, jeder in eigenen Ordnern"
        ),
    };
    Finding::ok("tenants", "apart", text)
}

/// For `doctor`: something is in the place of a tenant's folder.
pub(crate) fn bad_folders(error: &CliError) -> Finding {
    let mut finding = Finding::problem("tenants", "not-apart", error.what.clone());
    finding.details.clone_from(&error.why);
    finding.hints.clone_from(&error.hints);
    finding
}
