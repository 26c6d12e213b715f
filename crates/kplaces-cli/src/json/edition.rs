use kplaces_edition::{EditionId, Feature};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Product;

/// An edition.
#[derive(Serialize, JsonSchema)]
struct EditionRowJson {
    id: &'static str,
    title: &'static str,
    /// How many places it shows; `null` for all.
    places: Option<u32>,
    features: Vec<&'static str>,
}

/// What this edition has, and what the others add.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EditionJson {
    id: &'static str,
    version: &'static str,
    editions: Vec<EditionRowJson>,
    /// The ids of its export profiles.
    exports: Vec<&'static str>,
    /// The schemes of its stores.
    stores: Vec<&'static str>,
}

impl EditionJson {
    pub(crate) fn new(product: &Product) -> Self {
        let row = |edition: EditionId| EditionRowJson {
            id: edition.into(),
            title: edition.title(),
            places: edition.places().number(),
            features: Feature::all()
                .filter(|feature| edition >= feature.first_in())
                .map(Feature::id)
                .collect(),
        };
        Self {
            id: product.policy.manifest().id.into(),
            version: env!("CARGO_PKG_VERSION"),
            editions: EditionId::all().map(row).collect(),
            exports: product
                .exporters
                .iter()
                .map(|exporter| exporter.id)
                .collect(),
            stores: product
                .backends
                .iter()
                .map(|backend| backend.scheme)
                .collect(),
        }
    }
}
