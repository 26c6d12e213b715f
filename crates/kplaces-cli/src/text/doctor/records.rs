use kplaces_state::{Outcome, Record, Run, StateError};

use super::super::format::{age, count, moment};
use super::super::record as words;
use crate::Finding;
use crate::commands::doctor::{Facts, Records};

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
    let what = "what this device remembers of its syncs cannot be read";
    Finding::problem(id, "unreadable", what)
        .details([format!("{error}: {}", error.kind())])
        .hint("check the folder's permissions")
}

fn syncs(record: &Record, records: &Records, facts: &Facts) -> Vec<Finding> {
    let mut all = Vec::new();
    if record.odd_lines > 0 {
        let lines = count(record.odd_lines as u64, "line", "lines");
        let text =
            format!("{lines} of the record of syncs cannot be understood, and are passed over");
        all.push(Finding::note(SYNCS, "odd-lines", text));
    }
    let Some(run) = record.latest() else {
        all.push(Finding::ok(SYNCS, "none", "no sync is on record"));
        return all;
    };
    all.push(last(run, record, records, facts));
    all
}

fn last(run: &Run, record: &Record, records: &Records, facts: &Facts) -> Finding {
    let when = age(run.started.at, facts.now);
    let log = "`3kplaces log` has more";
    match &run.ended {
        Some(ended) => match &ended.outcome {
            Outcome::Done => Finding::ok(SYNCS, "done", format!("the last one went well, {when}")),
            Outcome::Failed(failure) => {
                let kind = failure.kind.word();
                let text = match record.failed_in_a_row() as u64 {
                    0 | 1 => format!("the last one failed, {when} ({kind})"),
                    many => {
                        let many = count(many, "one", "ones");
                        format!("the last {many} failed, the latest {when} ({kind})")
                    }
                };
                Finding::warning(SYNCS, "failed", text)
                    .details([words::failure(*failure)])
                    .hint(log)
            }
        },
        None if matches!(records.holder, Ok(Some(_))) => {
            Finding::ok(SYNCS, "under-way", "one is under way")
        }
        None => {
            let text = format!("the last one was cut off by a signal or a power cut, {when}");
            Finding::note(SYNCS, "cut-off", text).hint("run `3kplaces sync`")
        }
    }
}

fn lock(records: &Records) -> Option<Finding> {
    let holder = match &records.holder {
        Ok(holder) => (*holder)?,
        Err(error) => {
            let what = "it cannot be told whether a sync is under way";
            let details = [format!("{error}: {}", error.kind())];
            return Some(Finding::problem(LOCK, "unreadable", what).details(details));
        }
    };
    let who = holder
        .pid
        .map_or_else(String::new, |pid| format!(" by process {pid}"));
    let since = holder
        .since
        .map_or_else(String::new, |since| format!(", since {}", moment(since)));
    Some(if records.holder_lives == Some(false) {
        let text = format!("the store is locked{who}{since}, but there is no such process");
        Finding::warning(LOCK, "orphaned", text)
            .hint("a program that it started still holds the lock; end that, or restart the device")
    } else {
        Finding::note(LOCK, "held", format!("the store is locked{who}{since}"))
    })
}

fn quota(records: &Records) -> Option<Finding> {
    match &records.counters {
        Err(error) => {
            let what = "the count of requests cannot be read, so no sync can ask WEBFLEET";
            let details = [format!("{error}: {}", error.kind())];
            let found = Finding::problem(QUOTA, "unreadable", what).details(details);
            Some(found.hint("check the folder's permissions"))
        }
        Ok(counters) if counters.damaged > 0 => {
            let what = "a count of requests is damaged: it begins anew with the next request";
            Some(Finding::note(QUOTA, "damaged", what))
        }
        Ok(counters) if counters.files == 0 => None,
        Ok(_) => Some(Finding::ok(
            QUOTA,
            "readable",
            "the count of requests can be read",
        )),
    }
}
