use kplaces_edition::{EditionId, Feature, Limit, Manifest};

use super::format::{count, number};
use super::table::{Column, table};
use crate::{Product, Terminal};

const MARGIN: &str = "  ";

/// The editions that have no limit, as they are named in a sentence.
const UNLIMITED: &str = "3Kplaces Pro and Enterprise";

/// What stays unseen where another edition has put more places here than this one shows.
pub(crate) fn beyond_limit(manifest: &Manifest, beyond: u64) -> Option<String> {
    let limit = u64::from(manifest.limits.places.number()?);
    (beyond > 0).then(|| {
        format!(
            "{} shows {} of the {} on this device, the first by key. The other {} stay here; {UNLIMITED} show all.",
            manifest.title,
            number(limit),
            count(limit + beyond, "place", "places"),
            number(beyond)
        )
    })
}

/// What this edition has, and what the others add.
pub(crate) fn edition(product: &Product, terminal: Terminal) -> String {
    let manifest = product.policy.manifest();
    let columns = [
        Column::text(""),
        Column::fixed("Basic"),
        Column::fixed("Pro"),
        Column::fixed("Enterprise"),
    ];
    let places = |edition: EditionId| match edition.places() {
        Limit::AtMost(limit) => format!("at most {}", number(u64::from(limit.get()))),
        Limit::Unlimited => "all".to_owned(),
    };
    let row = |what: &str, cell: &dyn Fn(EditionId) -> String| {
        let cells = std::iter::once(what.to_owned())
            .chain(EditionId::all().map(cell))
            .collect();
        (MARGIN.to_owned(), cells)
    };
    let mut rows: Vec<(String, Vec<String>)> = vec![row("addresses that are downloaded", &places)];
    for feature in Feature::all() {
        rows.push(row(feature.phrase(), &|edition| {
            if edition >= feature.first_in() {
                "yes"
            } else {
                "no"
            }
            .to_owned()
        }));
    }
    rows.push(row("sync, list, find, near, show, export", &|_| {
        "yes".to_owned()
    }));
    let names = |names: Vec<&str>| names.join(", ");
    format!(
        "{} {}\n{}\n\n{}\n  exports  {}\n  stores   {}\n",
        manifest.title,
        env!("CARGO_PKG_VERSION"),
        manifest.summary,
        table(&columns, &rows, MARGIN.len(), terminal.width),
        names(
            product
                .exporters
                .iter()
                .map(|exporter| exporter.id)
                .collect()
        ),
        names(
            product
                .backends
                .iter()
                .map(|backend| backend.scheme)
                .collect()
        ),
    )
}
