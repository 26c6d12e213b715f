use kplaces_app::doctor::{Clocks, Room, clocks, last_known};
use kplaces_text::{Text, of_io, text};

use crate::Finding;
use crate::doctor::facts::Facts;

/// The device around the program: clock, time zone and room.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let mut all = vec![clock(facts)];
    if !facts.has_time_zone {
        let text = text!(
            "the time zone of this device is not known; times are shown in UTC",
            "die Zeitzone dieses Geräts ist nicht bekannt; Zeiten stehen in UTC"
        );
        let hint = text!(
            "set the time zone, or TZ",
            "die Zeitzone einstellen oder TZ setzen"
        );
        all.push(Finding::note("time-zone", "unknown", text).hint(hint));
    }
    all.extend(facts.room.as_ref().and_then(space));
    all
}

fn clock(facts: &Facts) -> Finding {
    const ID: &str = "clock";
    let latest = facts.record().and_then(|record| record.latest());
    let as_of = facts.stock().and_then(kplaces_app::doctor::Stock::as_of);
    let now = facts.now.unix();
    match clocks(facts.now, last_known(latest, as_of)) {
        Clocks::Plausible => Finding::ok(ID, "plausible", Text::made(|l| l.moment(now))),
        Clocks::NeverSet => {
            let text = text!(l =>
                "{shown}: that is before this program was made",
                "{shown}: Das liegt vor der Entstehung dieses Programms",
                shown = l.moment(now)
            );
            Finding::problem(ID, "never-set", text).hint(text!(
                "set the clock; with a wrong one no certificate can be judged",
                "die Uhr stellen; geht sie falsch, lässt sich kein Zertifikat prüfen"
            ))
        }
        Clocks::SetBack { by } => {
            let text = text!(l =>
                "{shown}: something on record happened {by} later, so it was set back",
                "{shown}: Ein Eintrag im Protokoll liegt {by} später, die Uhr wurde also zurückgestellt",
                shown = l.moment(now),
                by = l.stretch(by)
            );
            Finding::warning(ID, "set-back", text).hint(set_the_clock())
        }
    }
}

pub(super) fn set_the_clock() -> Text {
    text!("set the clock", "die Uhr stellen")
}

fn space(room: &Result<Option<Room>, std::io::Error>) -> Option<Finding> {
    const ID: &str = "space";
    match room {
        Err(error) => {
            let text = text!(l =>
                "it cannot be told how much room there is: {error}",
                "der freie Platz lässt sich nicht ermitteln: {error}",
                error = of_io(error).in_language(l)
            );
            Some(Finding::note(ID, "unknown", text))
        }
        Ok(None) => None,
        Ok(Some(room)) if room.read_only => {
            let text = text!(
                "the places are on a file system that cannot be written: no sync can end well",
                "die Orte liegen auf einem schreibgeschützten Dateisystem: Kein Abgleich kann gelingen"
            );
            Some(Finding::problem(ID, "read-only", text).hint(text!(
                "mount it so that it can be written, or choose another `data_dir`",
                "es beschreibbar einhängen oder ein anderes `data_dir` wählen"
            )))
        }
        Ok(Some(room)) if room.is_little() => {
            let text = text!(l =>
                "only {free} are free where the places are",
                "dort, wo die Orte liegen, sind nur {free} frei",
                free = l.bytes(room.free)
            );
            let hint = text!(
                "make room: a sync needs it",
                "Platz schaffen: Ein Abgleich braucht ihn"
            );
            Some(Finding::note(ID, "little", text).hint(hint))
        }
        Ok(Some(_)) => Some(Finding::ok(
            ID,
            "enough",
            text!(
                "there is room where the places are",
                "dort, wo die Orte liegen, ist genug Platz"
            ),
        )),
    }
}
