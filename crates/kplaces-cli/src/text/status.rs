use kplaces_app::Status;
use kplaces_domain::{Timestamp, one_line};
use kplaces_edition::Manifest;
use kplaces_state::Record;

use super::format;

pub(crate) fn status(
    manifest: &Manifest,
    tenant: Option<&str>,
    status: &Status,
    record: &Record,
    aside: Option<&str>,
    (store, folder): (&str, &str),
    now: Timestamp,
) -> String {
    let (from, scope) = match &status.provenance {
        None => {
            let flag = tenant.map_or_else(String::new, |name| format!("--tenant {name} "));
            let from = match status.gone(record) {
                _ if let Some(name) = aside => format!(
                    "none in use, a damaged store is set aside; run `3kplaces {flag}sync`, or `3kplaces {flag}backup restore {name}`"
                ),
                Some(gone) => format!(
                    "the {} of the sync of {} are gone; run `3kplaces {flag}sync`, or `3kplaces {flag}backup restore latest`",
                    format::count(gone.places, "place", "places"),
                    format::moment(gone.at),
                ),
                None => format!("never; run `3kplaces {flag}sync`"),
            };
            (from, String::new())
        }
        Some(provenance) => {
            let as_of = format!(
                "{}, {}",
                format::moment(provenance.as_of),
                format::age(provenance.as_of, now)
            );
            let mut scope = String::new();
            if !provenance.selection.is_empty() {
                let names: Vec<String> = provenance
                    .selection
                    .iter()
                    .map(|name| one_line(name.as_str(), 40))
                    .collect();
                scope = format!("  only       {}\n", names.join(", "));
            }
            if let Some(limit) = provenance.cut_at {
                scope.push_str(&format!(
                    "  limit      {} addresses; the account holds more\n",
                    format::number(u64::from(limit))
                ));
            }
            (as_of, scope)
        }
    };
    let last_try = super::log::last_try(record, now)
        .map_or_else(String::new, |text| format!("  last sync  {text}\n"));
    let tenant = tenant.map_or_else(String::new, |name| format!("  tenant     {name}\n"));
    let beyond = super::edition::beyond_limit(manifest, status.beyond_limit);
    let beyond = beyond.map_or_else(String::new, |text| format!("  shown      {text}\n"));
    format!(
        "{}\n\n{tenant}  places     {}\n{beyond}  groups     {}\n  synced     {from}\n{scope}{last_try}  revision   {}\n  store      {store} in {folder}\n",
        manifest.title,
        format::number(status.places),
        format::number(status.groups),
        status.revision.0,
    )
}
