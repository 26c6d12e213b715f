use kplaces_domain::{GroupName, Provenance, Timestamp};
use serde::{Deserialize, Serialize};

/// What the first field of `about.json` says.
pub const FORMAT: &str = "3kplaces-extract";

/// The version of the format that is written, and the last that is read.
pub const VERSION: u32 = 1;

/// What an archive is, and of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`]; fields may be added without a new one.
    pub version: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The edition of it.
    pub edition: String,
    /// The host the places came from, as it is set.
    pub host: Option<String>,
    /// How old the places are, for people; `None` if nothing was ever downloaded.
    pub as_of: Option<String>,
    /// The same in seconds since 1970.
    pub as_of_unix: Option<i64>,
    /// The groups that were asked for; empty for all places.
    pub asked_groups: Vec<String>,
    /// The limit that cut the download short, if one did.
    pub cut_at: Option<u32>,
    /// Counts the changes of the store.
    pub revision: u64,
    /// How many there are of what.
    pub counts: Counts,
}

/// How many there are of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Places.
    pub places: u64,
    /// Groups, those without a place too.
    pub groups: u64,
    /// Syncs on record.
    pub records: u64,
}

impl About {
    /// Of places that came like this.
    pub fn new(provenance: Option<&Provenance>, revision: u64, counts: Counts) -> Self {
        let as_of_unix = provenance.map(|provenance| provenance.as_of.unix());
        let selection = provenance.map(|provenance| provenance.selection.as_slice());
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            edition: String::new(),
            host: None,
            as_of: as_of_unix
                .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
                .map(|moment| moment.to_string()),
            as_of_unix,
            asked_groups: selection
                .unwrap_or_default()
                .iter()
                .map(|name| name.as_str().to_owned())
                .collect(),
            cut_at: provenance.and_then(|provenance| provenance.cut_at),
            revision,
            counts,
        }
    }

    /// How the places came; `None` if nothing was ever downloaded.
    pub fn provenance(&self) -> Option<Provenance> {
        Some(Provenance {
            as_of: Timestamp::from_unix(self.as_of_unix?),
            selection: self
                .asked_groups
                .iter()
                .map(|name| GroupName::from(name.as_str()))
                .collect(),
            cut_at: self.cut_at,
        })
    }
}
