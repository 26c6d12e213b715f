//! What is measured.

mod alerts;
mod ask;
mod cold;
mod encrypted;
mod exports;
mod in_process;
mod map;
mod start;
mod sync;

use super::line::{Bar, Lines};
use super::stage::Stage;

/// One thing that people do.
pub(super) struct Work {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Whether it is left out unless it is named.
    pub(super) on_demand: bool,
    pub(super) run: fn(&Stage, &mut Lines) -> anyhow::Result<()>,
}

/// All of them, in the order of the report.
pub(super) const WORKS: &[Work] = &[
    Work {
        name: "unchanged",
        about: "a sync that finds nothing new, beside curl and Python",
        on_demand: false,
        run: sync::unchanged,
    },
    Work {
        name: "first",
        about: "the first sync, beside the sqlite3 shell's import",
        on_demand: false,
        run: sync::first,
    },
    Work {
        name: "changed",
        about: "a sync after 1 % was renamed or removed, and after another order",
        on_demand: false,
        run: sync::changed,
    },
    Work {
        name: "exports",
        about: "all places into six formats, beside gpsbabel and ogr2ogr",
        on_demand: false,
        run: exports::exports,
    },
    Work {
        name: "near",
        about: "the ten nearest places, also at the poles and far from everything",
        on_demand: false,
        run: ask::near,
    },
    Work {
        name: "find",
        about: "places by a part of their name, from one letter on",
        on_demand: false,
        run: ask::find,
    },
    Work {
        name: "in-process",
        about: "the same questions to a process that holds the places",
        on_demand: false,
        run: in_process::in_process,
    },
    Work {
        name: "alerts",
        about: "a position against all places, beside an R*Tree, alerts through gpsd, and what is told on made-up ways",
        on_demand: false,
        run: alerts::alerts,
    },
    Work {
        name: "start",
        about: "commands that need no network, beside a program that does nothing",
        on_demand: false,
        run: start::start,
    },
    Work {
        name: "map",
        about: "the first picture of the map in Chromium, beside that of 1,000 places",
        on_demand: false,
        run: map::map,
    },
    Work {
        name: "encrypted",
        about: "syncs and questions with the encrypted store, beside the plain one",
        on_demand: false,
        run: encrypted::encrypted,
    },
    Work {
        name: "cold",
        about: "everything that the first `cargo xtask demo` builds",
        on_demand: true,
        run: cold::cold,
    },
];

/// Bars of the two sizes that have one.
fn of_size(places: usize, hundred_thousand: Bar, million: Bar) -> Option<Bar> {
    match places {
        100_000 => Some(hundred_thousand),
        1_000_000 => Some(million),
        _ => None,
    }
}
