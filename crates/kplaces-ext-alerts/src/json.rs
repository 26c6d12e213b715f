//! The shapes of `--json`.

use kplaces_cli::{MapEndedJson, MapJson, Shape, form};
use schemars::JsonSchema;
use serde::Serialize;

use crate::alert::AlertJson;
use crate::radii::{Area, Odd};

/// What the commands of this crate answer.
pub const SHAPES: &[Shape] = &[
    Shape::new("watch", &[form::<AlertJson<'_>>, form::<WatchEndedJson>]),
    Shape::new(
        "alerts check",
        &[
            form::<CheckJson<'_>>,
            form::<MapJson<'_>>,
            form::<MapEndedJson>,
        ],
    ),
    Shape::new("alerts radii", &[form::<RadiiJson<'_>>]),
];

/// How a watch ended; the last line of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WatchEndedJson {
    /// How many alerts were told.
    pub(crate) alerts: u64,
}

/// What a way would have told.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CheckJson<'a> {
    /// How many positions the track has.
    pub(crate) fixes: u64,
    /// How many places were watched.
    pub(crate) places: u64,
    /// In the order in which they would have come.
    pub(crate) alerts: Vec<AlertJson<'a>>,
}

/// Places with an odd radius.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RadiiJson<'a> {
    /// By key.
    places: Vec<OddRadiusJson<'a>>,
}

/// A place with an odd radius.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OddRadiusJson<'a> {
    /// WEBFLEET's key of the place.
    key: &'a str,
    /// Its name.
    name: &'a str,
    /// Its radius in metres; 0 where none is set.
    radius_m: u32,
    /// `none`, `small`, `large` or `overlap`.
    odd: &'static str,
    /// The key of the place that holds most of it, where it is that.
    within: Option<&'a str>,
}

impl<'a> RadiiJson<'a> {
    pub(crate) fn of(areas: &'a [Area], found: &[(usize, Odd)]) -> Self {
        let places = found.iter().map(|(at, odd)| {
            let area = &areas[*at];
            OddRadiusJson {
                key: &area.key,
                name: &area.name,
                radius_m: area.radius_m,
                odd: match odd {
                    Odd::None => "none",
                    Odd::Small => "small",
                    Odd::Large => "large",
                    Odd::Overlap(_) => "overlap",
                },
                within: match odd {
                    Odd::Overlap(other) => Some(areas[*other].key.as_str()),
                    _ => None,
                },
            }
        });
        Self {
            places: places.collect(),
        }
    }
}
