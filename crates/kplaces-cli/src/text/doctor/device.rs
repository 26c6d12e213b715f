use kplaces_app::doctor::{Clocks, Room, clocks, last_known};

use super::super::format::{bytes, duration_of, moment};
use crate::Finding;
use crate::commands::doctor::Facts;

/// The device around the program: clock, time zone and room.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let mut all = vec![clock(facts)];
    if !facts.has_time_zone {
        let text = "the time zone of this device is not known; times are shown in UTC";
        all.push(Finding::note("time-zone", "unknown", text).hint("set the time zone, or TZ"));
    }
    all.extend(facts.room.as_ref().and_then(space));
    all
}

fn clock(facts: &Facts) -> Finding {
    const ID: &str = "clock";
    let latest = facts.record().and_then(|record| record.latest());
    let as_of = facts.stock().and_then(kplaces_app::doctor::Stock::as_of);
    let shown = moment(facts.now);
    match clocks(facts.now, last_known(latest, as_of)) {
        Clocks::Plausible => Finding::ok(ID, "plausible", shown),
        Clocks::NeverSet => {
            let text = format!("{shown}: that is before this program was made");
            Finding::problem(ID, "never-set", text)
                .hint("set the clock; with a wrong one no certificate can be judged")
        }
        Clocks::SetBack { by } => {
            let by = duration_of(by);
            let text =
                format!("{shown}: something on record happened {by} later, so it was set back");
            Finding::warning(ID, "set-back", text).hint("set the clock")
        }
    }
}

fn space(room: &Result<Option<Room>, std::io::Error>) -> Option<Finding> {
    const ID: &str = "space";
    match room {
        Err(error) => {
            let text = format!("it cannot be told how much room there is: {}", error.kind());
            Some(Finding::note(ID, "unknown", text))
        }
        Ok(None) => None,
        Ok(Some(room)) if room.read_only => {
            let text =
                "the places are on a file system that cannot be written: no sync can end well";
            Some(Finding::warning(ID, "read-only", text))
        }
        Ok(Some(room)) if room.is_little() => {
            let text = format!("only {} are free where the places are", bytes(room.free));
            Some(Finding::note(ID, "little", text).hint("make room: a sync needs it"))
        }
        Ok(Some(_)) => Some(Finding::ok(
            ID,
            "enough",
            "there is room where the places are",
        )),
    }
}
