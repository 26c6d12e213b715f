use kplaces_app::FoundBy;
use kplaces_domain::{Place, PlaceRef};
use kplaces_edition::{EditionId, Limit};
use kplaces_store::{GroupCount, Hit};
use schemars::JsonSchema;
use serde::Serialize;

/// A place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceJson {
    /// What WEBFLEET tells it apart by. A text, even where it looks like a number.
    key: String,
    name: String,
    /// Decimal degrees (WGS84), six places; `null` for a place without a position.
    #[serde(serialize_with = "decimal")]
    #[schemars(with = "Option<f64>")]
    latitude: Option<String>,
    /// As `latitude`.
    #[serde(serialize_with = "decimal")]
    #[schemars(with = "Option<f64>")]
    longitude: Option<String>,
    radius_m: u32,
    /// By its WEBFLEET name.
    colour: Option<String>,
    /// Their names.
    groups: Vec<String>,
    /// Where a position was asked about: how far away it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
}

/// A decimal text as a JSON number.
#[expect(clippy::ref_option, reason = "serde hands the field over like this")]
fn decimal<S: serde::Serializer>(text: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    match text.as_deref().and_then(|text| text.parse::<f64>().ok()) {
        Some(number) => serializer.serialize_f64(number),
        None => serializer.serialize_none(),
    }
}

impl From<&Place> for PlaceJson {
    fn from(place: &Place) -> Self {
        Self::from(place.as_ref())
    }
}

impl From<PlaceRef<'_>> for PlaceJson {
    fn from(place: PlaceRef<'_>) -> Self {
        Self {
            key: place.key.to_string(),
            name: place.name.to_string(),
            latitude: place.position.map(kplaces_domain::Position::latitude_text),
            longitude: place.position.map(kplaces_domain::Position::longitude_text),
            radius_m: place.radius.metres(),
            colour: place.colour.map(ToString::to_string),
            groups: place.groups.iter().map(ToString::to_string).collect(),
            distance_m: None,
        }
    }
}

impl From<&Hit> for PlaceJson {
    fn from(hit: &Hit) -> Self {
        let metres = hit.distance_m.map(|metres| (metres * 10.0).round() / 10.0);
        Self {
            distance_m: metres,
            ..Self::from(&hit.place)
        }
    }
}

/// Places.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PlacesJson {
    pub(crate) places: Vec<PlaceJson>,
    /// Whether there are more than the limit that was asked for.
    pub(crate) more: bool,
    #[serde(flatten)]
    pub(crate) beyond_limit: Option<BeyondLimitJson>,
    /// With `find`: what they were found by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) found_by: Option<FoundByJson>,
}

/// What of a place is what was typed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FoundByJson {
    /// `name`, or where no name has it `key`, `position`, `groups` (the places of these) or `similar` (names with a
    /// letter or two that are different).
    kind: &'static str,
    /// The names of the groups, with `groups`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
}

impl FoundByJson {
    pub(crate) fn of(by: &FoundBy) -> Self {
        let (kind, groups) = match by {
            FoundBy::Name => ("name", &[][..]),
            FoundBy::Key => ("key", &[][..]),
            FoundBy::Position(_) => ("position", &[][..]),
            FoundBy::Groups(groups) => ("groups", &groups[..]),
            FoundBy::Similar => ("similar", &[][..]),
        };
        Self {
            kind,
            groups: groups.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Places that are on the device and that this edition does not show.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BeyondLimitJson {
    /// How many more places are on the device than this edition shows.
    beyond_limit: u64,
    /// The ids of the editions that show them.
    beyond_limit_shown_by: Vec<&'static str>,
}

impl BeyondLimitJson {
    /// `None` where all are shown.
    pub(crate) fn new(beyond_limit: u64) -> Option<Self> {
        let unlimited = EditionId::all().filter(|it| it.places() == Limit::Unlimited);
        (beyond_limit > 0).then(|| Self {
            beyond_limit,
            beyond_limit_shown_by: unlimited.map(Into::into).collect(),
        })
    }
}

/// A group.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GroupJson {
    name: String,
    /// How many are in it.
    places: u64,
}

impl From<&GroupCount> for GroupJson {
    fn from(group: &GroupCount) -> Self {
        Self {
            name: group.name.to_string(),
            places: group.places,
        }
    }
}
