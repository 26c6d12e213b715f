use crate::text::said;
use kplaces_state::{Outcome, Record, Run, StateError};
use kplaces_text::{Hint, Language, Text, of_io, say, text};

use crate::Finding;
use crate::doctor::facts::{Facts, Records};
use crate::text::record as words;

const SYNCS: &str = "syncs";
const LOCK: &str = "lock";
const QUOTA: &str = "quota";

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let Some(records) = &facts.records else {
        return Vec::new();
    };
    let mut all = match &records.journal {
        Ok(record) => syncs(record, records, facts),
        Err(error) => vec![unreadable(SYNCS, error)],
    };
    all.extend(lock(records));
    all.extend(quota(records));
    all
}

fn unreadable(id: &'static str, error: &StateError) -> Finding {
    let what = text!(
        "what this device remembers of its syncs cannot be read",
        "was dieses Gerät über seine Abgleiche festhält, ist nicht lesbar"
    );
    Finding::problem(id, "unreadable", what)
        .details(details(error))
        .hint(check_permissions())
}

pub(super) fn run_sync() -> Hint {
    Hint::run("sync", |sync| text!("run {sync}", "{sync} ausführen"))
}

pub(super) fn check_permissions() -> Text {
    text!(
        "check the folder's permissions",
        "die Zugriffsrechte des Ordners prüfen"
    )
}

fn details(error: &StateError) -> [Text; 1] {
    let kind = of_io(&error.kind().into());
    [Text::joined(&[said(error), kind], ": ")]
}

fn syncs(record: &Record, records: &Records, facts: &Facts) -> Vec<Finding> {
    let mut all = Vec::new();
    if record.odd_lines > 0 {
        let text = text!(l =>
            "{lines} of the record of syncs cannot be understood, and are passed over",
            "unverständlich und übergangen im Protokoll der Abgleiche: {lines}",
            lines = l.count(record.odd_lines as u64, ["line", "lines"], ["Zeile", "Zeilen"])
        );
        all.push(Finding::note(SYNCS, "odd-lines", text));
    }
    let Some(run) = record.latest() else {
        let text = text!("no sync is on record", "kein Abgleich ist verzeichnet");
        all.push(Finding::ok(SYNCS, "none", text));
        return all;
    };
    all.push(last(run, record, records, facts));
    all
}

fn last(run: &Run, record: &Record, records: &Records, facts: &Facts) -> Finding {
    let when = |language: Language| language.age(run.started.at.unix(), facts.now.unix());
    match &run.ended {
        Some(ended) => match &ended.outcome {
            Outcome::Done => {
                let text = text!(l =>
                    "the last one went well, {when}",
                    "der letzte ist gelungen, {when}",
                    when = when(l)
                );
                Finding::ok(SYNCS, "done", text)
            }
            Outcome::Failed(failure) => {
                let kind = words::kind(failure.kind);
                let text = match record.failed_in_a_row() as u64 {
                    0 | 1 => text!(l =>
                        "the last one failed, {when} ({kind})",
                        "der letzte ist gescheitert, {when} ({kind})",
                        when = when(l),
                        kind = kind.in_language(l)
                    ),
                    many => text!(l =>
                        "the last {many} ones failed, the latest {when} ({kind})",
                        "die letzten {many} sind gescheitert, der jüngste {when} ({kind})",
                        many = l.number(many),
                        when = when(l),
                        kind = kind.in_language(l)
                    ),
                };
                Finding::warning(SYNCS, "failed", text)
                    .details([words::failure(*failure)])
                    .hint(Hint::run("log", |log| {
                        text!("{log} has more", "{log} zeigt mehr")
                    }))
            }
        },
        None if matches!(records.holder, Ok(Some(_))) => {
            Finding::ok(SYNCS, "under-way", text!("one is under way", "einer läuft"))
        }
        None => {
            let text = text!(l =>
                "the last one was cut off by a signal or a power cut, {when}",
                "der letzte wurde durch ein Signal oder einen Stromausfall abgebrochen, {when}",
                when = when(l)
            );
            Finding::note(SYNCS, "cut-off", text).hint(run_sync())
        }
    }
}

fn lock(records: &Records) -> Option<Finding> {
    let holder = match &records.holder {
        Ok(holder) => (*holder)?,
        Err(error) => {
            let what = text!(
                "it cannot be told whether a sync is under way",
                "es lässt sich nicht feststellen, ob ein Abgleich läuft"
            );
            return Some(Finding::problem(LOCK, "unreadable", what).details(details(error)));
        }
    };
    let locked = Text::made(|l| {
        let mut out = say!(l, "the store is locked", "der Bestand ist gesperrt");
        if let Some(pid) = holder.pid {
            out.push_str(&say!(l, " by process {pid}", " durch Prozess {pid}"));
        }
        if let Some(since) = holder.since {
            let since = l.moment(since.unix());
            out.push_str(&say!(l, ", since {since}", ", seit {since}"));
        }
        out
    });
    Some(if records.holder_lives == Some(false) {
        let text = text!(l =>
            "{locked}, but there is no such process",
            "{locked}, doch diesen Prozess gibt es nicht",
            locked = locked.in_language(l)
        );
        Finding::warning(LOCK, "orphaned", text).hint(text!(
            "a program that it started still holds the lock; end that, or restart the device",
            "ein von ihm gestartetes Programm hält die Sperre noch; dieses beenden oder das Gerät neu \
             starten"
        ))
    } else {
        Finding::note(LOCK, "held", locked)
    })
}

fn quota(records: &Records) -> Option<Finding> {
    match &records.counters {
        Err(error) => {
            let what = text!(
                "the count of requests cannot be read, so no sync can ask WEBFLEET",
                "der Zähler der Anfragen ist nicht lesbar, daher kann kein Abgleich WEBFLEET anfragen"
            );
            let found = Finding::problem(QUOTA, "unreadable", what).details(details(error));
            Some(found.hint(check_permissions()))
        }
        Ok(counters) if counters.damaged > 0 => {
            let what = text!(
                "a count of requests is damaged: it begins anew with the next request",
                "ein Zähler der Anfragen ist beschädigt: Er beginnt mit der nächsten Anfrage von vorn"
            );
            Some(Finding::note(QUOTA, "damaged", what))
        }
        Ok(counters) if counters.files == 0 => None,
        Ok(_) => Some(Finding::ok(
            QUOTA,
            "readable",
            text!(
                "the count of requests can be read",
                "der Zähler der Anfragen ist lesbar"
            ),
        )),
    }
}
