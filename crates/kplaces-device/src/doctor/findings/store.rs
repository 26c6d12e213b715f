use crate::text::said;
use kplaces_app::doctor::Stock;
use kplaces_app::{Backup, BackupError, Gone};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_text::{Hint, Language, command, text};

use super::records::{check_permissions, run_sync};
use crate::doctor::facts::{Copies, Facts, StoreFacts};
use crate::text::errors;
use crate::{Finding, State};

const ID: &str = "store";
const BACKUPS: &str = "backups";

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let misplaced = facts.misplaced.clone();
    let mut all: Vec<Finding> = misplaced
        .map(|(code, error)| Finding::of_error(ID, code, error))
        .into_iter()
        .collect();
    let elsewhere = facts.elsewhere.clone();
    all.extend(elsewhere.map(|text| Finding::warning(ID, "readable-elsewhere", text)));
    let Some(store) = &facts.store else {
        return all;
    };
    match &store.stock {
        Ok(stock) => all.extend(sound(stock, store, facts)),
        // It was said already, and with more words.
        Err(error) if error.kind() == StoreErrorKind::Missing && facts.misplaced.is_some() => {}
        Err(error) => all.push(not_read(error, store.unasked)),
    }
    all.extend(facts.gone.map(gone));
    all.extend(store.copies.as_ref().map(|it| backups(it, store.unasked)));
    all.extend(store.aside.iter().map(aside));
    all
}

fn sound(stock: &Stock, store: &StoreFacts, facts: &Facts) -> Vec<Finding> {
    let text = text!(l =>
        "read from end to end and sound: {places} in {groups}, revision {revision}, {backend}",
        "vollständig gelesen und in Ordnung: {places} in {groups}, Revision {revision}, {backend}",
        places = places(stock.state.places, l),
        groups = l.count(stock.groups.len() as u64, ["group", "groups"], ["Gruppe", "Gruppen"]),
        revision = l.number(stock.state.revision.0),
        backend = store.backend.unwrap_or_default()
    );
    let mut all = vec![Finding::ok(ID, "sound", text)];
    if let Some(as_of) = stock.as_of().filter(|_| stock.is_stale(facts.now)) {
        let text = text!(l =>
            "the places were downloaded {age}",
            "die Orte wurden {age} heruntergeladen",
            age = l.age(as_of.unix(), facts.now.unix())
        );
        all.push(Finding::warning("places", "old", text).hint(run_sync()));
    }
    if let Some(limit) = stock.state.provenance.as_ref().and_then(|it| it.cut_at) {
        let text = text!(l =>
            "the account holds more than the {limit} addresses taken",
            "das Konto hat mehr als die {limit} übernommenen Adressen",
            limit = l.number(u64::from(limit))
        );
        all.push(Finding::note("places", "cut", text));
    }
    all
}

fn places(n: u64, language: Language) -> String {
    language.count(n, ["place", "places"], ["Ort", "Orte"])
}

fn gone(gone: Gone) -> Finding {
    let text = text!(l =>
        "the {places} of the sync of {when} are not there any more",
        "nicht mehr vorhanden: {places} aus dem Abgleich vom {when}",
        places = places(gone.places, l),
        when = l.moment(gone.at.unix())
    );
    Finding::problem("places", "gone", text)
        .hint(run_sync())
        .hint(Hint::run("backup restore latest", |restore| {
            let list = command("backup list");
            text!(
                "or {restore}, if {list} shows a copy",
                "oder {restore}, wenn {list} eine Sicherung zeigt"
            )
        }))
}

fn not_read(error: &StoreError, unasked: bool) -> Finding {
    let code: &'static str = error.kind().into();
    let state = match error.kind() {
        // Nothing is wrong, as far as anybody can tell.
        StoreErrorKind::Locked if unasked => State::Warning,
        // A device without places is of no use to anybody yet.
        StoreErrorKind::Missing => State::Warning,
        StoreErrorKind::Older | StoreErrorKind::Busy => State::Note,
        _ => State::Problem,
    };
    Finding::of_error(ID, code, errors::store(error)).state(state)
}

fn aside(store: &Backup) -> Finding {
    let name = &store.name;
    let text = text!(l =>
        "a damaged store is set aside: {name} of {when}, {size}",
        "ein beschädigter Bestand wurde beiseitegelegt: {name} vom {when}, {size}",
        when = l.moment(store.at.unix()),
        size = l.bytes(store.bytes)
    );
    let erase = command("privacy erase --all");
    Finding::note(ID, "set-aside", text)
        .hint(crate::text::backup::comes_back(name))
        .hint(text!(
            "once nothing of it is wanted, delete the file; {erase} takes it as well",
            "wenn nichts mehr davon gebraucht wird, die Datei löschen; {erase} entfernt sie ebenfalls"
        ))
}

fn backups(copies: &Copies, unasked: bool) -> Finding {
    let (count_of, newest, sound, unsound) = match copies {
        Copies::None => {
            let text = text!(
                "there are no copies of the places",
                "es gibt keine Sicherungen der Orte"
            );
            return Finding::ok(BACKUPS, "none", text);
        }
        Copies::Unread(error) => {
            return Finding::problem(BACKUPS, "unreadable", said(error)).hint(check_permissions());
        }
        Copies::Some {
            count,
            newest,
            sound,
            unsound,
        } => (*count, newest, sound, unsound),
    };
    let all = |language: Language| {
        language.count(
            count_of as u64,
            ["copy", "copies"],
            ["Sicherung", "Sicherungen"],
        )
    };
    let failed: Vec<&BackupError> = sound.as_ref().err().into_iter().chain(unsound).collect();
    let locked = |error: &&BackupError| is_of(error, StoreErrorKind::Locked);
    if unasked && !failed.is_empty() && failed.iter().all(locked) {
        let text = text!(l =>
            "{all} of the places, encrypted: none was looked into",
            "{all} der Orte, verschlüsselt: Keine wurde geprüft",
            all = all(l)
        );
        return Finding::warning(BACKUPS, "locked", text).hint(text!(
            "set the passphrase, or run the command on a terminal",
            "die Passphrase hinterlegen oder den Befehl in einem Terminal ausführen"
        ));
    }
    match sound {
        Ok(state) if unsound.is_empty() => {
            let newest = |language: Language| {
                let (places, size) = (places(state.places, language), language.bytes(newest.bytes));
                format!("{places}, {size}")
            };
            let text = match count_of {
                1 => text!(l =>
                    "{all}; the newest is sound: {newest}",
                    "{all}; die neueste ist in Ordnung: {newest}",
                    all = all(l),
                    newest = newest(l)
                ),
                _ => text!(l =>
                    "{all}, all sound; the newest: {newest}",
                    "{all}, alle in Ordnung; die neueste: {newest}",
                    all = all(l),
                    newest = newest(l)
                ),
            };
            Finding::ok(BACKUPS, "sound", text)
        }
        newest_is => {
            let is_unread = |error: &&BackupError| is_of(error, StoreErrorKind::Io);
            if failed.iter().all(is_unread) {
                let what = text!(
                    "a copy of the places could not be read",
                    "eine Sicherung der Orte konnte nicht gelesen werden"
                );
                return Finding::problem(BACKUPS, "unread", what)
                    .details(failed.iter().map(|it| said(*it)))
                    .hint(errors::try_again())
                    .hint(errors::failing_medium());
            }
            let (code, what) = match newest_is {
                Ok(_) => (
                    "old-unsound",
                    text!(
                        "an older copy of the places cannot be used",
                        "eine ältere Sicherung der Orte ist nicht verwendbar"
                    ),
                ),
                Err(_) => (
                    "unsound",
                    text!(
                        "the newest copy of the places cannot be used",
                        "die neueste Sicherung der Orte ist nicht verwendbar"
                    ),
                ),
            };
            Finding::problem(BACKUPS, code, what)
                .details(failed.iter().map(|it| said(*it)))
                .hint(Hint::run("backup verify", |verify| {
                    text!("{verify} looks at all of them", "{verify} prüft alle")
                }))
                .hint(Hint::run("backup create", |create| {
                    text!("{create} makes another", "{create} legt eine neue an")
                }))
        }
    }
}

fn is_of(error: &BackupError, kind: StoreErrorKind) -> bool {
    matches!(error, BackupError::Unsound { source, .. } if source.kind() == kind)
}
