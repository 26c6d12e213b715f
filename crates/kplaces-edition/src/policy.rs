use std::collections::BTreeSet;
use std::num::NonZeroU32;

use kplaces_text::{Language, Text, text};

use crate::{EditionId, Feature, Limit, Manifest};

/// What this edition may do, once its promise and its parts are known to agree.
#[derive(Clone, Debug)]
pub struct Policy {
    manifest: Manifest,
}

/// The answer to asking for what is not in this edition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct NotInEdition {
    /// What was asked for.
    pub feature: Feature,
    /// The edition that was asked.
    pub edition: EditionId,
}

/// Promise and parts disagree; the build is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Promised in `edition.toml`, but no part brings it.
    #[error("`{edition}` promises `{feature}`, but none of its parts brings it")]
    Undelivered {
        /// Which edition.
        edition: EditionId,
        /// Which feature.
        feature: Feature,
    },
    /// A part brings it, but `edition.toml` does not promise it.
    #[error("a part of `{edition}` brings `{feature}`, which its manifest does not promise")]
    Unpromised {
        /// Which edition.
        edition: EditionId,
        /// Which feature.
        feature: Feature,
    },
}

impl NotInEdition {
    /// Where it is to be had.
    pub fn text(&self) -> Text {
        text!(language =>
            "{feature} is part of {owners}",
            "{feature} gehört zu {owners}",
            feature = self.feature.phrase().in_language(language),
            owners = owners(self.feature, language),
        )
    }
}

/// `3Kplaces Pro and Enterprise`, `3Kplaces Pro und Enterprise`
fn owners(feature: Feature, language: Language) -> String {
    let names: Vec<&str> = EditionId::all()
        .filter(|edition| *edition >= feature.first_in())
        .enumerate()
        .map(|(n, edition)| {
            if n == 0 {
                edition.title()
            } else {
                edition.title().trim_start_matches("3Kplaces ")
            }
        })
        .collect();
    language.list(&names)
}

impl Policy {
    /// Holds the promise against the features that the linked parts bring.
    pub fn new(manifest: Manifest, linked: &BTreeSet<Feature>) -> Result<Self, PolicyError> {
        let edition = manifest.id;
        if let Some(&feature) = manifest.features.difference(linked).next() {
            return Err(PolicyError::Undelivered { edition, feature });
        }
        if let Some(&feature) = linked.difference(&manifest.features).next() {
            return Err(PolicyError::Unpromised { edition, feature });
        }
        Ok(Self { manifest })
    }

    /// The promise.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether this edition has `feature`.
    pub fn has(&self, feature: Feature) -> bool {
        self.manifest.features.contains(&feature)
    }

    /// Fails with an explanation where this edition lacks `feature`.
    pub fn require(&self, feature: Feature) -> Result<(), NotInEdition> {
        if self.has(feature) {
            Ok(())
        } else {
            Err(NotInEdition {
                feature,
                edition: self.manifest.id,
            })
        }
    }

    /// How many addresses to download, given what the user's settings ask for.
    pub fn places(&self, wish: Option<NonZeroU32>) -> Limit {
        self.manifest.limits.places.lowered_to(wish)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(id: EditionId) -> Manifest {
        Manifest {
            id,
            title: id.title().to_owned(),
            summary: crate::Summary::default(),
            features: Feature::all()
                .filter(|feature| id >= feature.first_in())
                .collect(),
            limits: crate::Limits {
                places: Limit::Unlimited,
            },
        }
    }

    #[test]
    fn promise_and_parts_must_agree() {
        let none = BTreeSet::new();
        let all: BTreeSet<Feature> = Feature::all().collect();
        assert!(Policy::new(manifest(EditionId::Basic), &none).is_ok());
        assert!(matches!(
            Policy::new(manifest(EditionId::Basic), &all),
            Err(PolicyError::Unpromised { .. })
        ));
        assert!(matches!(
            Policy::new(manifest(EditionId::Pro), &none),
            Err(PolicyError::Undelivered { .. })
        ));
        assert!(Policy::new(manifest(EditionId::Enterprise), &all).is_ok());
    }

    #[test]
    fn what_is_not_there_says_where_it_is() {
        let basic = Policy::new(manifest(EditionId::Basic), &BTreeSet::new()).unwrap();
        assert_eq!(
            basic.require(Feature::GroupList).unwrap_err().to_string(),
            "the group list (`groups`) is part of 3Kplaces Pro and Enterprise"
        );
        let refused = basic.require(Feature::EncryptedStore).unwrap_err();
        assert_eq!(
            refused.text().in_language(Language::German),
            "der verschlüsselte Bestand (`encrypt`) gehört zu 3Kplaces Enterprise"
        );
    }
}
