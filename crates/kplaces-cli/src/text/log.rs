use kplaces_domain::Timestamp;
use kplaces_state::{Ended, Failure, Outcome, Record, Run, Trigger};

use super::format::{self, count, number};
use super::record;

const NONE: &str = "No sync was run on this device yet. Run `3kplaces sync`.\n";

/// What a start without an end means.
const CUT_OFF: &str = "not finished: ended by a signal or a power cut, or still under way";

/// The last syncs, the newest first.
pub(crate) fn log(runs: &[Run]) -> String {
    if runs.is_empty() {
        return NONE.to_owned();
    }
    let blocks: Vec<String> = runs.iter().map(block).collect();
    blocks.join("\n")
}

fn block(run: &Run) -> String {
    let mut kind = String::new();
    if run.started.trigger == Trigger::Scheduled {
        kind.push_str("  scheduled");
    }
    if run.started.dry_run {
        kind.push_str("  dry run");
    }
    let mut out = format!("{}{kind}\n", format::moment(run.started.at));
    let mut line = |text: String| out.push_str(&format!("  {text}\n"));
    let Some(ended) = &run.ended else {
        line(CUT_OFF.to_owned());
        return out;
    };
    match &ended.outcome {
        Outcome::Done => line(done(ended, run.started.dry_run)),
        Outcome::Failed(failure) => line(failed(*failure)),
    }
    let requests = count(u64::from(ended.requests), "request", "requests");
    let host = run.started.host.as_ref();
    line(format!(
        "{requests}{}, {}, {}",
        host.map_or_else(String::new, |host| format!(" to {host}")),
        format::bytes(ended.bytes),
        format::duration(std::time::Duration::from_millis(ended.took_ms))
    ));
    if ended.odd_rows > 0 {
        line(count(ended.odd_rows, "odd row", "odd rows"));
    }
    for warning in &ended.warnings {
        line(format!("warning: {}", record::warning(*warning)));
    }
    out
}

fn done(ended: &Ended, dry_run: bool) -> String {
    let places = count(ended.places.unwrap_or_default(), "place", "places");
    let would = if dry_run { "would be " } else { "" };
    format!(
        "{would}{places}: {} added, {} changed, {} removed",
        number(ended.added),
        number(ended.changed),
        number(ended.removed)
    )
}

fn failed(failure: Failure) -> String {
    let kind = failure.kind.word();
    format!("failed ({kind}): {}", record::failure(failure))
}

/// The last sync, where what is on the device does not come from it.
pub(crate) fn last_try(record: &Record, now: Timestamp) -> Option<String> {
    let run = record.latest()?;
    let age = format::age(run.started.at, now);
    if run.ended.is_none() {
        return Some(format!("{age}, {CUT_OFF}"));
    }
    let failed = failed(run.failure()?);
    let row = match record.failed_in_a_row() as u64 {
        0 | 1 => String::new(),
        tries => format!("; {} failed one after the other", number(tries)),
    };
    Some(format!("{age}, {failed}{row}"))
}
