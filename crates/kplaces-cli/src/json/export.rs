use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kplaces_app::Exported;
use kplaces_domain::GroupName;
use kplaces_export::{
    Colours, Comparison, Counted, Difference, Entry, Example, Exporter, Grouping, Positions, Radii,
    Unit,
};
use kplaces_text::Text;
use schemars::JsonSchema;
use serde::Serialize;

use super::BeyondLimitJson;
use crate::done::{Delta, Done};

/// What was written.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExportJson {
    profile: &'static str,
    /// The file; `null` where it is not one.
    path: Option<String>,
    files: Vec<FileJson>,
    places: u64,
    #[serde(flatten)]
    beyond_limit: Option<BeyondLimitJson>,
    written: u64,
    without_position: u64,
    characters_removed: u64,
    /// What the files do not show, by kind of loss.
    lost: BTreeMap<&'static str, LostJson>,
    /// Files of an earlier export that hold no place of now.
    left_over: Vec<String>,
    /// With `--delta-hint`, where there was a file before.
    #[serde(skip_serializing_if = "Option::is_none")]
    delta: Option<DeltaJson>,
}

#[derive(Serialize, JsonSchema)]
struct FileJson {
    path: String,
    group: Option<String>,
    written: u64,
}

/// Places that lost something on the way into a file.
#[derive(Serialize, JsonSchema)]
struct LostJson {
    places: u64,
    examples: Vec<ExampleJson>,
}

#[derive(Serialize, JsonSchema)]
struct ExampleJson {
    key: String,
    name: String,
    /// What stands in the file instead, where something does.
    became: Option<String>,
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

impl From<&Counted> for LostJson {
    fn from(counted: &Counted) -> Self {
        let example = |example: &Example| ExampleJson {
            key: example.key.to_string(),
            name: example.name.clone(),
            became: example.became.clone(),
        };
        Self {
            places: counted.places,
            examples: counted.examples.iter().map(example).collect(),
        }
    }
}

impl ExportJson {
    pub(crate) fn new(profile: &'static str, done: &Done, exported: &Exported) -> Self {
        let paths = done.paths.as_slice();
        let tally = &exported.tally;
        let files = paths.iter().zip(&exported.files);
        Self {
            profile,
            path: match paths {
                [path] => Some(shown(path)),
                _ => None,
            },
            files: files
                .map(|(path, file)| FileJson {
                    path: shown(path),
                    group: file.group.as_ref().map(GroupName::to_string),
                    written: file.written,
                })
                .collect(),
            places: exported.places,
            beyond_limit: BeyondLimitJson::new(exported.beyond_limit),
            written: tally.written,
            without_position: tally.without_position,
            characters_removed: tally.characters_removed,
            lost: tally
                .lost
                .iter()
                .map(|(loss, counted)| (loss.id(), counted.into()))
                .collect(),
            left_over: done.left_over.iter().map(|path| shown(path)).collect(),
            delta: match &done.delta {
                Some(Delta::Of(delta)) => Some(DeltaJson::from(delta)),
                Some(Delta::Nothing) | None => None,
            },
        }
    }
}

/// How the file differs from the one that was there before.
#[derive(Serialize, JsonSchema)]
struct DeltaJson {
    same: u64,
    changed: Vec<DifferenceJson>,
    added: Vec<EntryJson>,
    removed: Vec<EntryJson>,
}

/// A place that differs: `before` is the file, `after` what an export writes now.
#[derive(Serialize, JsonSchema)]
struct DifferenceJson {
    fields: Vec<&'static str>,
    before: EntryJson,
    after: EntryJson,
}

/// A place as a file of the profile has it. What the format does not carry is `null`, 0 or empty.
#[derive(Serialize, JsonSchema)]
struct EntryJson {
    key: Option<String>,
    name: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    radius_m: u32,
    /// In the words of the format.
    colour: Option<String>,
    groups: Vec<String>,
}

impl From<&Entry> for EntryJson {
    fn from(entry: &Entry) -> Self {
        let degrees = |micro: i32| f64::from(micro) / 1e6;
        Self {
            key: entry.key.clone(),
            name: entry.name.clone(),
            latitude: entry.position.map(|at| degrees(at.0)),
            longitude: entry.position.map(|at| degrees(at.1)),
            radius_m: entry.radius_m,
            colour: entry.colour.clone(),
            groups: entry.groups.clone(),
        }
    }
}

fn entries(entries: &[Entry]) -> Vec<EntryJson> {
    entries.iter().map(EntryJson::from).collect()
}

fn differences(comparison: &Comparison) -> Vec<DifferenceJson> {
    let difference = |difference: &Difference| DifferenceJson {
        fields: difference.fields(),
        before: (&difference.file).into(),
        after: (&difference.wanted).into(),
    };
    comparison.changed.iter().map(difference).collect()
}

impl From<&Comparison> for DeltaJson {
    fn from(comparison: &Comparison) -> Self {
        Self {
            same: comparison.same,
            changed: differences(comparison),
            added: entries(&comparison.missing),
            removed: entries(&comparison.surplus),
        }
    }
}

/// How a file differs from what an export would write now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ImportCheckJson {
    profile: &'static str,
    path: String,
    current: bool,
    left_over: Vec<String>,
    /// How many things are in the file that are no places, such as a track.
    not_read: u64,
    same: u64,
    changed: Vec<DifferenceJson>,
    /// Places that are not in the file.
    missing: Vec<EntryJson>,
    /// Places that only the file has.
    surplus: Vec<EntryJson>,
}

impl ImportCheckJson {
    pub(crate) fn new(
        profile: &'static str,
        path: &Path,
        left_over: &[PathBuf],
        comparison: &Comparison,
    ) -> Self {
        Self {
            profile,
            path: shown(path),
            current: comparison.is_same(),
            left_over: left_over.iter().map(|path| shown(path)).collect(),
            not_read: comparison.others,
            same: comparison.same,
            changed: differences(comparison),
            missing: entries(&comparison.missing),
            surplus: entries(&comparison.surplus),
        }
    }
}

/// With `--list-profiles`: a profile.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ProfileJson {
    id: &'static str,
    #[schemars(with = "String")]
    title: Text,
    extension: &'static str,
    carries: CarriesJson,
    names: NamesJson,
    most_places: Option<u64>,
    readable: bool,
    #[schemars(with = "Option<String>")]
    hint: Option<Text>,
    #[schemars(with = "Option<String>")]
    notice: Option<Text>,
}

/// What a format carries of a place.
#[derive(Serialize, JsonSchema)]
struct CarriesJson {
    key: bool,
    /// The step of a coordinate in degrees.
    position_step: f64,
    without_position: bool,
    /// In metres; `null` for no limit, 0 for none at all.
    radius_most_m: Option<u32>,
    /// `none`, `all`, `known` or `nearest`.
    colour: &'static str,
    /// Where the colour is the nearest of some.
    palette: Option<Vec<&'static str>>,
    /// `none`, `one` or `all`.
    groups: &'static str,
}

/// What a name in a format may be.
#[derive(Serialize, JsonSchema)]
struct NamesJson {
    charset: &'static str,
    one_line: bool,
    unique: bool,
    formula_safe: bool,
    most: Option<usize>,
    /// Of `most`: `characters` or `bytes`.
    unit: Option<&'static str>,
}

impl From<&Exporter> for ProfileJson {
    fn from(exporter: &Exporter) -> Self {
        let carries = exporter.carries;
        let (colour, palette) = match carries.colour {
            Colours::No => ("none", None),
            Colours::All => ("all", None),
            Colours::Rgb => ("known", None),
            Colours::Nearest(palette) => ("nearest", Some(palette)),
        };
        let names = &exporter.names;
        Self {
            id: exporter.id,
            title: (exporter.title)(),
            extension: exporter.extension,
            carries: CarriesJson {
                key: carries.key,
                position_step: match carries.position {
                    Positions::Any => 1e-6,
                    Positions::Located { step } => f64::from(step) / 1e6,
                },
                without_position: carries.position == Positions::Any,
                radius_most_m: match carries.radius {
                    Radii::No => Some(0),
                    Radii::UpTo(_) if carries.radius == Radii::ALL => None,
                    Radii::UpTo(most) => Some(most),
                },
                colour,
                palette: palette.map(|palette| palette.iter().map(|swatch| swatch.name).collect()),
                groups: match carries.groups {
                    Grouping::No => "none",
                    Grouping::One => "one",
                    Grouping::All => "all",
                },
            },
            names: NamesJson {
                charset: names.charset.title,
                one_line: names.plain,
                unique: names.unique,
                formula_safe: names.guarded,
                most: names.longest.map(|(most, _)| most),
                unit: names.longest.map(|(_, unit)| match unit {
                    Unit::Characters => "characters",
                    Unit::Bytes => "bytes",
                }),
            },
            most_places: exporter.most_places,
            readable: exporter.reader.is_some(),
            hint: exporter.hint.map(|hint| hint()),
            notice: exporter.notice.map(|notice| notice()),
        }
    }
}
