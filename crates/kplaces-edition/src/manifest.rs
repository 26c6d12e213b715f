use std::collections::BTreeSet;

use kplaces_text::Text;
use serde::Deserialize;

use crate::{EditionId, Feature, Limit};

/// What an edition promises: its `edition.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Which edition.
    pub id: EditionId,
    /// The product name, the same as [`EditionId::title`].
    pub title: String,
    /// One sentence for people.
    pub summary: Summary,
    /// The features it has.
    pub features: BTreeSet<Feature>,
    /// The numbers it keeps to.
    pub limits: Limits,
}

/// A sentence in both languages, as `edition.toml` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// English.
    pub en: String,
    /// German.
    pub de: String,
}

impl Summary {
    /// The sentence.
    pub fn text(&self) -> Text {
        Text::new(self.en.as_str(), self.de.as_str())
    }
}

/// The numbers an edition keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// How many addresses are downloaded.
    pub places: Limit,
}

/// An `edition.toml` that is not one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// Not TOML, or not of this shape.
    #[error("the edition manifest cannot be read")]
    Shape(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The title is not the product name of the id.
    #[error("the edition manifest of `{id}` must be titled `{title}`", title = id.title())]
    Title {
        /// Which edition.
        id: EditionId,
    },
    /// The number of addresses is not that of the id.
    #[error("the edition manifest of `{id}` must say places = {limit}", limit = id.places())]
    Places {
        /// Which edition.
        id: EditionId,
    },
    /// A feature is promised too early, or missing although a smaller edition has it.
    #[error("the edition manifest of `{id}` must{not} promise `{feature}`", not = if *promised { " not" } else { "" })]
    Feature {
        /// Which edition.
        id: EditionId,
        /// Which feature.
        feature: Feature,
        /// Whether it is promised.
        promised: bool,
    },
}

impl Manifest {
    /// Reads and checks an `edition.toml`.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let manifest: Self =
            toml::from_str(text).map_err(|error| ManifestError::Shape(error.into()))?;
        if manifest.title != manifest.id.title() {
            return Err(ManifestError::Title { id: manifest.id });
        }
        if manifest.limits.places != manifest.id.places() {
            return Err(ManifestError::Places { id: manifest.id });
        }
        for feature in Feature::all() {
            let promised = manifest.features.contains(&feature);
            if promised != (manifest.id >= feature.first_in()) {
                return Err(ManifestError::Feature {
                    id: manifest.id,
                    feature,
                    promised,
                });
            }
        }
        Ok(manifest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toml(id: &str, title: &str, features: &str, places: &str) -> String {
        format!(
            "id = \"{id}\"\ntitle = \"{title}\"\nsummary = {{ en = \"s\", de = \"s\" }}\nfeatures = {features}\n[limits]\nplaces = {places}\n"
        )
    }

    #[test]
    fn a_manifest_is_read() {
        let manifest = Manifest::parse(&toml("basic", "3Kplaces Basic", "[]", "500")).unwrap();
        assert_eq!(
            (manifest.id, manifest.limits.places.number()),
            (EditionId::Basic, Some(500))
        );
    }

    #[test]
    fn a_wrong_manifest_is_refused() {
        let refused = [
            toml("basic", "3Kplaces Pro", "[]", "500"),
            toml("basic", "3Kplaces Basic", "[\"group-list\"]", "500"),
            toml("pro", "3Kplaces Pro", "[\"group-list\"]", "\"unlimited\""),
            toml("basic", "3Kplaces Basic", "[]", "501"),
            toml("basic", "3Kplaces Basic", "[]", "0"),
            toml("basic", "3Kplaces Basic", "[]", "\"lots\""),
            toml("basic", "3Kplaces Basic", "[\"teleport\"]", "500"),
            toml("gold", "3Kplaces Gold", "[]", "500"),
            toml("basic", "3Kplaces Basic", "[]", "500") + "colour = 1\n",
            String::new(),
        ];
        for text in refused {
            assert!(Manifest::parse(&text).is_err(), "{text}");
        }
    }
}
