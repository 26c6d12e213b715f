use kplaces_edition::{EditionId, Feature, Limit, Manifest};
use kplaces_text::{Language, Text, say, text};

use super::table::{Column, table};
use crate::{Product, Terminal};

const MARGIN: &str = "  ";

/// What stays unseen where another edition has put more places here than this one shows.
pub(crate) fn beyond_limit(manifest: &Manifest, beyond: u64) -> Option<Text> {
    let limit = u64::from(manifest.limits.places.number()?);
    let title = &manifest.title;
    (beyond > 0).then(|| {
        text!(language =>
            "{title} shows {shown} of the {places} on this device, the first by key. The other {others} stay \
             here; 3Kplaces Pro and Enterprise show all.",
            "{title} zeigt {shown} von {places} auf diesem Gerät, die ersten nach Schlüssel. Die übrigen \
             {others} bleiben hier; 3Kplaces Pro und Enterprise zeigen alle.",
            shown = language.number(limit),
            places = language.count(limit + beyond, ["place", "places"], ["Ort", "Orten"]),
            others = language.number(beyond),
        )
    })
}

/// What this edition has, and what the others add.
pub(crate) fn edition(product: &Product, terminal: Terminal, language: Language) -> String {
    let manifest = product.policy.manifest();
    let columns = [
        Column::text(""),
        Column::fixed("Basic"),
        Column::fixed("Pro"),
        Column::fixed("Enterprise"),
    ];
    let places = |edition: EditionId| match edition.places() {
        Limit::AtMost(limit) => say!(
            language,
            "at most {n}",
            "höchstens {n}",
            n = language.number(u64::from(limit.get()))
        ),
        Limit::Unlimited => language.pick("all", "alle").to_owned(),
    };
    let [yes, no] = language.pick(["yes", "no"], ["ja", "nein"]);
    let row = |what: &str, cell: &dyn Fn(EditionId) -> String| {
        let cells = std::iter::once(what.to_owned())
            .chain(EditionId::all().map(cell))
            .collect();
        (MARGIN.to_owned(), cells)
    };
    let downloaded = language.pick(
        "addresses that are downloaded",
        "Adressen, die geladen werden",
    );
    let mut rows: Vec<(String, Vec<String>)> = vec![row(downloaded, &places)];
    for feature in Feature::all() {
        rows.push(row(feature.phrase().in_language(language), &|edition| {
            if edition >= feature.first_in() {
                yes
            } else {
                no
            }
            .to_owned()
        }));
    }
    rows.push(row("sync, list, find, near, show, export", &|_| {
        yes.to_owned()
    }));
    let exports: Vec<&str> = product.exporters.iter().map(|it| it.id).collect();
    let stores: Vec<&str> = product.backends.iter().map(|it| it.scheme).collect();
    say!(
        language,
        "{title} {version}\n{summary}\n\n{table}\n  exports  {exports}\n  stores   {stores}\n",
        "{title} {version}\n{summary}\n\n{table}\n  Exporte  {exports}\n  Bestand  {stores}\n",
        title = manifest.title,
        version = env!("CARGO_PKG_VERSION"),
        summary = manifest.summary.text().in_language(language),
        table = table(&columns, &rows, MARGIN.len(), terminal.width),
        exports = exports.join(", "),
        stores = stores.join(", "),
    )
}
