use kplaces_app::doctor::Stock;
use kplaces_app::{BackupError, Gone};
use kplaces_store::{StoreError, StoreErrorKind};

use super::super::errors;
use super::super::format::{age, bytes, count, moment, number};
use crate::commands::doctor::{Copies, Facts, StoreFacts};
use crate::{Finding, State};

const ID: &str = "store";
const BACKUPS: &str = "backups";

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let Some(store) = &facts.store else {
        return Vec::new();
    };
    let mut all = match &store.stock {
        Ok(stock) => sound(stock, store, facts),
        Err(error) => vec![not_read(error)],
    };
    all.extend(facts.gone.map(gone));
    all.extend(store.copies.as_ref().map(backups));
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

fn not_read(error: &StoreError) -> Finding {
    let code: &'static str = error.kind().into();
    let state = match error.kind() {
        StoreErrorKind::Missing | StoreErrorKind::Older | StoreErrorKind::Busy => State::Note,
        _ => State::Problem,
    };
    Finding::of_error(ID, code, errors::store(error)).state(state)
}

fn backups(copies: &Copies) -> Finding {
    match copies {
        Copies::None => Finding::ok(BACKUPS, "none", "there are no copies of the places"),
        Copies::Unread(error) => Finding::problem(BACKUPS, "unreadable", error.to_string())
            .hint("check the folder's permissions"),
        Copies::Some {
            count: number,
            newest,
            sound: Ok(state),
        } => {
            let text = format!(
                "{}; the newest is sound: {}, {}",
                count(*number as u64, "copy", "copies"),
                count(state.places, "place", "places"),
                bytes(newest.bytes),
            );
            Finding::ok(BACKUPS, "sound", text)
        }
        Copies::Some {
            sound: Err(error @ BackupError::Unsound { source, .. }),
            ..
        } if source.kind() == StoreErrorKind::Io => {
            let what = "the newest copy of the places could not be read";
            Finding::problem(BACKUPS, "unread", what)
                .details([error.to_string(), source.to_string()])
                .hint(errors::TRY_AGAIN)
                .hint(errors::FAILING_MEDIUM)
        }
        Copies::Some {
            sound: Err(error), ..
        } => {
            let what = "the newest copy of the places cannot be used";
            Finding::problem(BACKUPS, "unsound", what)
                .details([error.to_string()])
                .hint("`3kplaces backup verify` looks at all of them")
                .hint("`3kplaces backup create` makes another")
        }
    }
}
