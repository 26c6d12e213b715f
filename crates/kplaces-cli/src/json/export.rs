use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kplaces_app::Exported;
use kplaces_domain::GroupName;
use kplaces_export::{
    Colours, Comparison, Counted, Difference, Entry, Example, Exporter, Grouping, Positions, Radii,
    Unit,
};
use kplaces_text::Text;
use serde::Serialize;

use super::BeyondLimitJson;
use crate::done::{Delta, Done};

#[derive(Serialize)]
pub(crate) struct ExportJson {
    profile: &'static str,
    /// The file, where it is only one.
    path: Option<String>,
    files: Vec<FileJson>,
    places: u64,
    #[serde(flatten)]
    beyond_limit: Option<BeyondLimitJson>,
    written: u64,
    without_position: u64,
    characters_removed: u64,
    lost: BTreeMap<&'static str, LostJson>,
    left_over: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delta: Option<ComparisonJson>,
}

#[derive(Serialize)]
struct FileJson {
    path: String,
    group: Option<String>,
    written: u64,
}

#[derive(Serialize)]
struct LostJson {
    places: u64,
    examples: Vec<ExampleJson>,
}

#[derive(Serialize)]
struct ExampleJson {
    key: String,
    name: String,
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
                Some(Delta::Of(delta)) => Some(ComparisonJson::new(delta, ["added", "removed"])),
                Some(Delta::Nothing) | None => None,
            },
        }
    }
}

/// How two files differ: the lists are named by what they mean to the reader.
#[derive(Serialize)]
struct ComparisonJson {
    same: u64,
    changed: Vec<DifferenceJson>,
    #[serde(flatten)]
    lists: BTreeMap<&'static str, Vec<EntryJson>>,
}

#[derive(Serialize)]
struct DifferenceJson {
    fields: Vec<&'static str>,
    before: EntryJson,
    after: EntryJson,
}

#[derive(Serialize)]
struct EntryJson {
    key: Option<String>,
    name: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    radius_m: u32,
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

impl ComparisonJson {
    fn new(comparison: &Comparison, [missing, surplus]: [&'static str; 2]) -> Self {
        let entries = |entries: &[Entry]| entries.iter().map(EntryJson::from).collect();
        let difference = |difference: &Difference| DifferenceJson {
            fields: difference.fields(),
            before: (&difference.file).into(),
            after: (&difference.wanted).into(),
        };
        Self {
            same: comparison.same,
            changed: comparison.changed.iter().map(difference).collect(),
            lists: [
                (missing, entries(&comparison.missing)),
                (surplus, entries(&comparison.surplus)),
            ]
            .into(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct ImportCheckJson {
    profile: &'static str,
    path: String,
    current: bool,
    left_over: Vec<String>,
    /// How many things are in the file that are no places.
    not_read: u64,
    #[serde(flatten)]
    comparison: ComparisonJson,
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
            comparison: ComparisonJson::new(comparison, ["missing", "surplus"]),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct ProfileJson {
    id: &'static str,
    title: Text,
    extension: &'static str,
    carries: CarriesJson,
    names: NamesJson,
    most_places: Option<u64>,
    readable: bool,
    hint: Option<Text>,
    notice: Option<Text>,
}

#[derive(Serialize)]
struct CarriesJson {
    key: bool,
    /// The step of a coordinate in degrees.
    position_step: f64,
    without_position: bool,
    /// In metres; `null` for no limit, 0 for none at all.
    radius_most_m: Option<u32>,
    colour: &'static str,
    /// Where the colour is the nearest of some.
    palette: Option<Vec<&'static str>>,
    groups: &'static str,
}

#[derive(Serialize)]
struct NamesJson {
    charset: &'static str,
    one_line: bool,
    unique: bool,
    formula_safe: bool,
    most: Option<usize>,
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
