use kplaces_app::doctor::Stock;
use kplaces_app::{Backup, BackupError, Gone};
use kplaces_store::{StoreError, StoreErrorKind};

use super::super::errors;
use super::super::format::{age, bytes, count, moment, number};
use crate::commands::doctor::{Copies, Facts, StoreFacts};
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
    let text = format!(
        "read from end to end and sound: {} in {}, revision {}, {}",
        count(stock.state.places, "place", "places"),
        count(stock.groups, "group", "groups"),
        number(stock.state.revision.0),
        store.backend.unwrap_or_default(),
    );
    let mut all = vec![Finding::ok(ID, "sound", text)];
    if let Some(as_of) = stock.as_of().filter(|_| stock.is_stale(facts.now)) {
        let text = format!("the places were downloaded {}", age(as_of, facts.now));
        all.push(Finding::note("places", "old", text).hint("run `3kplaces sync`"));
    }
    if let Some(limit) = stock.state.provenance.as_ref().and_then(|it| it.cut_at) {
        let limit = number(u64::from(limit));
        let text = format!("the account holds more than the {limit} addresses taken");
        all.push(Finding::note("places", "cut", text));
    }
    all
}

fn gone(gone: Gone) -> Finding {
    let places = count(gone.places, "place", "places");
    let when = moment(gone.at);
    let text = format!("the {places} of the sync of {when} are not there any more");
    Finding::problem("places", "gone", text)
        .hint("run `3kplaces sync`")
        .hint("or `3kplaces backup restore latest`, if `3kplaces backup list` shows a copy")
}

fn not_read(error: &StoreError, unasked: bool) -> Finding {
    let code: &'static str = error.kind().into();
    let state = match error.kind() {
        // Nothing is wrong, as far as anybody can tell.
        StoreErrorKind::Locked if unasked => State::Warning,
        StoreErrorKind::Missing | StoreErrorKind::Older | StoreErrorKind::Busy => State::Note,
        _ => State::Problem,
    };
    Finding::of_error(ID, code, errors::store(error)).state(state)
}

fn aside(store: &Backup) -> Finding {
    let name = &store.name;
    let text = format!(
        "a damaged store is set aside: {name} of {}, {}",
        moment(store.at),
        bytes(store.bytes)
    );
    Finding::note(ID, "set-aside", text)
        .hint(kplaces_device::text::backup::comes_back(name))
        .hint("once nothing of it is wanted, delete the file; `3kplaces privacy erase --all` takes it as well")
}

fn backups(copies: &Copies, unasked: bool) -> Finding {
    let (count_of, newest, sound, unsound) = match copies {
        Copies::None => return Finding::ok(BACKUPS, "none", "there are no copies of the places"),
        Copies::Unread(error) => {
            return Finding::problem(BACKUPS, "unreadable", error.to_string())
                .hint("check the folder's permissions");
        }
        Copies::Some {
            count,
            newest,
            sound,
            unsound,
        } => (*count, newest, sound, unsound),
    };
    let all = count(count_of as u64, "copy", "copies");
    let failed: Vec<&BackupError> = sound.as_ref().err().into_iter().chain(unsound).collect();
    let locked = |error: &&BackupError| is_of(error, StoreErrorKind::Locked);
    if unasked && !failed.is_empty() && failed.iter().all(locked) {
        let text = format!("{all} of the places, encrypted: none was looked into");
        return Finding::warning(BACKUPS, "locked", text)
            .hint("set the passphrase, or run the command on a terminal");
    }
    match sound {
        Ok(state) if unsound.is_empty() => {
            let which = match count_of {
                1 => "; the newest is sound",
                _ => ", all sound; the newest",
            };
            let text = format!(
                "{all}{which}: {}, {}",
                count(state.places, "place", "places"),
                bytes(newest.bytes),
            );
            Finding::ok(BACKUPS, "sound", text)
        }
        newest_is => {
            let is_unread = |error: &&BackupError| is_of(error, StoreErrorKind::Io);
            if failed.iter().all(is_unread) {
                let what = "a copy of the places could not be read";
                return Finding::problem(BACKUPS, "unread", what)
                    .details(failed.iter().map(ToString::to_string))
                    .hint(errors::try_again())
                    .hint(errors::failing_medium());
            }
            let (code, what) = match newest_is {
                Ok(_) => ("old-unsound", "an older copy of the places cannot be used"),
                Err(_) => ("unsound", "the newest copy of the places cannot be used"),
            };
            Finding::problem(BACKUPS, code, what)
                .details(failed.iter().map(ToString::to_string))
                .hint("`3kplaces backup verify` looks at all of them")
                .hint("`3kplaces backup create` makes another")
        }
    }
}

fn is_of(error: &BackupError, kind: StoreErrorKind) -> bool {
    matches!(error, BackupError::Unsound { source, .. } if source.kind() == kind)
}
