use kplaces_domain::Timestamp;
use kplaces_state::Record;
use kplaces_text::Language;
use kplaces_tiles::{Bounds, By, Entry};
use serde::Serialize;

use crate::app_state::AppState;
use crate::choices::Choices;
use crate::current::Current;
use crate::events::{SyncState, Told, kind_word};
use crate::streets::StreetsJson;

/// What the page has to know before it asks for anything.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Facts {
    edition: EditionJson,
    /// By which the page knows the program again, in hexadecimal.
    secret: String,
    features: FeaturesJson,
    limit: Option<u32>,
    revision: u64,
    /// Whether only the first places are drawn yet, since the others are still being read.
    reading: bool,
    places: u64,
    /// How many places are on this device besides that the edition does not show.
    beyond_limit: u64,
    located: u64,
    as_of: Option<String>,
    cut_at: Option<u32>,
    selection: Vec<String>,
    /// West, south, east, north.
    bounds: Option<[f64; 4]>,
    all_bounds: Option<[f64; 4]>,
    legend: LegendJson<Vec<EntryJson>>,
    swatches: LegendJson<Vec<String>>,
    map: MapJson,
    sync: SyncState,
    /// Whether this device has a login, wherever it comes from.
    has_login: bool,
    /// How many places were here once, where they are gone though nobody removed them.
    gone: Option<u64>,
    /// The last sync of this device, whoever started it, where it failed.
    last_failed: Option<FailedJson>,
    host: String,
    /// Whether there is a tour to be shown.
    tour: bool,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "LastFailed"))]
pub(crate) struct FailedJson {
    at: Option<String>,
    kind: &'static str,
    in_a_row: u64,
}

impl FailedJson {
    fn of(record: &Record) -> Option<Self> {
        let run = record.latest()?;
        let failure = run.failure()?;
        Some(Self {
            at: iso(run.started.at),
            kind: kind_word(failure.cause, failure.kind.word()),
            in_a_row: record.failed_in_a_row() as u64,
        })
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Edition"))]
pub(crate) struct EditionJson {
    #[cfg_attr(test, ts(type = "EditionId"))]
    id: String,
    title: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Features"))]
pub(crate) struct FeaturesJson {
    groups: bool,
    /// Whether places that come near can be told.
    alerts: bool,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Legend"))]
pub(crate) struct LegendJson<T> {
    group: T,
    colour: T,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "LegendEntry"))]
pub(crate) struct EntryJson {
    index: usize,
    /// `null`: in no group, or no colour set.
    name: Option<String>,
    places: u64,
    /// Which colour it has in donuts.
    swatch: u8,
    rgb: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "MapFacts"))]
pub(crate) struct MapJson {
    navigation: String,
    choices: Choices,
    streets: Option<StreetsJson>,
}

impl Facts {
    pub(crate) fn new(state: &AppState, current: &Current, language: Language) -> Self {
        let (status, atlas) = (&current.status, &current.atlas);
        let manifest = state.app.policy().manifest();
        let provenance = status.provenance.as_ref();
        let record = state.discloser.record();
        let selection = provenance.map(|it| it.selection.iter().map(ToString::to_string).collect());
        let entries = |by| {
            if current.is_part {
                // Nobody is told how many of a part there are.
                return Vec::new();
            }
            let entries = atlas.legend(by).entries.iter().enumerate();
            entries.map(EntryJson::new).collect()
        };
        let swatches = |by| {
            let swatches = atlas.legend(by).swatches.iter();
            swatches.map(ToString::to_string).collect()
        };
        let has_groups = state.allow_groups().is_ok();
        Self {
            edition: EditionJson {
                id: manifest.id.to_string(),
                title: manifest.title.clone(),
            },
            secret: state.way_back.own().text(),
            features: FeaturesJson {
                groups: has_groups,
                alerts: state.setup.device().product().approaches.is_some(),
            },
            limit: state.app.policy().places(None).number(),
            revision: current.revision(),
            reading: current.is_part,
            places: status.places,
            beyond_limit: status.beyond_limit,
            located: atlas.located() as u64,
            as_of: provenance.and_then(|it| iso(it.as_of)),
            cut_at: provenance.and_then(|it| it.cut_at),
            selection: selection.unwrap_or_default(),
            bounds: current.bounds.map(corners),
            all_bounds: current.all_bounds.map(corners),
            legend: LegendJson {
                group: if has_groups {
                    entries(By::Group)
                } else {
                    Vec::new()
                },
                colour: entries(By::Colour),
            },
            swatches: LegendJson {
                group: if has_groups {
                    swatches(By::Group)
                } else {
                    Vec::new()
                },
                colour: swatches(By::Colour),
            },
            map: MapJson {
                navigation: state.navigation.clone(),
                choices: state.choices(),
                streets: state.streets.as_ref().map(|streets| streets.facts.clone()),
            },
            sync: state.events.last_sync().in_language(language),
            has_login: state.setup.has_login(),
            gone: status.gone(&record).map(|gone| gone.places),
            last_failed: FailedJson::of(&record),
            host: state.discloser.host().to_owned(),
            tour: state.tour.is_there(),
        }
    }

    /// For pages of either language.
    pub(crate) fn told(state: &AppState, current: &Current) -> Told {
        Told::made(|language| Self::new(state, current, language))
    }
}

impl EntryJson {
    fn new((index, entry): (usize, &Entry)) -> Self {
        Self {
            index,
            name: entry.name.clone(),
            places: entry.places,
            swatch: entry.swatch,
            rgb: entry.rgb.to_string(),
        }
    }
}

/// A moment as the page reads it; `None` for one that no calendar has.
fn iso(moment: Timestamp) -> Option<String> {
    let moment = jiff::Timestamp::from_second(moment.unix()).ok()?;
    Some(moment.to_string())
}

fn corners(bounds: Bounds) -> [f64; 4] {
    [bounds.west, bounds.south, bounds.east, bounds.north]
}
