use kplaces_domain::Timestamp;
use kplaces_state::{Ended, Failure, Outcome, Record, Run, Trigger};
use kplaces_text::{Language, command, say};

use super::record;

/// What a start without an end means.
fn cut_off(language: Language) -> &'static str {
    language.pick(
        "not finished: ended by a signal or a power cut, or still under way",
        "nicht beendet: von außen oder durch einen Stromausfall abgebrochen, oder noch im Gange",
    )
}

/// The last syncs, the newest first.
pub(crate) fn log(runs: &[Run], language: Language) -> String {
    if runs.is_empty() {
        let sync = command("sync");
        return say!(
            language,
            "No sync was run on this device yet. Run {sync}.\n",
            "Auf diesem Gerät gab es noch keinen Abgleich. Starten Sie {sync}.\n"
        );
    }
    let blocks: Vec<String> = runs.iter().map(|run| block(run, language)).collect();
    blocks.join("\n")
}

fn block(run: &Run, language: Language) -> String {
    let mut kind = String::new();
    if run.started.trigger == Trigger::Scheduled {
        kind.push_str(language.pick("  scheduled", "  nach Zeitplan"));
    }
    if run.started.dry_run {
        kind.push_str(language.pick("  dry run", "  Probelauf"));
    }
    let mut out = format!("{}{kind}\n", language.moment(run.started.at.unix()));
    let mut line = |text: String| out.push_str(&format!("  {text}\n"));
    let Some(ended) = &run.ended else {
        line(cut_off(language).to_owned());
        return out;
    };
    match &ended.outcome {
        Outcome::Done => line(done(ended, run.started.dry_run, language)),
        Outcome::Failed(failure) => line(failed(*failure, language)),
    }
    let host = run.started.host.as_ref();
    line(say!(
        language,
        "{requests}{host}, {bytes}, {took}",
        "{requests}{host}, {bytes}, {took}",
        requests = language.count(
            ended.requests.into(),
            ["request", "requests"],
            ["Anfrage", "Anfragen"]
        ),
        host = host.map_or_else(String::new, |host| say!(
            language,
            " to {host}",
            " an {host}"
        )),
        bytes = language.bytes(ended.bytes),
        took = language.duration(std::time::Duration::from_millis(ended.took_ms))
    ));
    if ended.odd_rows > 0 {
        line(language.count(
            ended.odd_rows,
            ["odd row", "odd rows"],
            ["auffällige Adresse", "auffällige Adressen"],
        ));
    }
    for warning in &ended.warnings {
        let warning = record::warning(*warning);
        line(super::warning(warning.in_language(language), language));
    }
    out
}

fn done(ended: &Ended, dry_run: bool, language: Language) -> String {
    let places = language.count(
        ended.places.unwrap_or_default(),
        ["place", "places"],
        ["Ort", "Orte"],
    );
    let would = if dry_run {
        language.pick("would be ", "es wären ")
    } else {
        ""
    };
    say!(
        language,
        "{would}{places}: {added} added, {changed} changed, {removed} removed",
        "{would}{places}: {added} neu, {changed} geändert, {removed} entfernt",
        added = language.number(ended.added),
        changed = language.number(ended.changed),
        removed = language.number(ended.removed)
    )
}

fn failed(failure: Failure, language: Language) -> String {
    let what = record::failure(failure);
    say!(
        language,
        "failed ({kind}): {what}",
        "gescheitert ({kind}): {what}",
        kind = record::kind(failure.kind).in_language(language),
        what = what.in_language(language)
    )
}

/// The last sync, where what is on the device does not come from it.
pub(crate) fn last_try(record: &Record, now: Timestamp, language: Language) -> Option<String> {
    let run = record.latest()?;
    let age = language.age(run.started.at.unix(), now.unix());
    if run.ended.is_none() {
        return Some(format!("{age}, {}", cut_off(language)));
    }
    let failed = failed(run.failure()?, language);
    let row = match record.failed_in_a_row() as u64 {
        0 | 1 => String::new(),
        tries => say!(
            language,
            "; {tries} failed one after the other",
            "; {tries} hintereinander gescheitert",
            tries = language.number(tries)
        ),
    };
    Some(format!("{age}, {failed}{row}"))
}
