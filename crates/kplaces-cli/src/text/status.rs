use kplaces_app::Status;
use kplaces_domain::{Timestamp, one_line};
use kplaces_edition::Manifest;
use kplaces_state::Record;
use kplaces_text::{Language, command, say};

/// What `status` found out.
pub(crate) struct Found {
    pub(crate) manifest: Manifest,
    pub(crate) tenant: Option<String>,
    pub(crate) status: Status,
    pub(crate) record: Record,
    /// The last store that was set aside, where none is in use.
    pub(crate) aside: Option<String>,
    pub(crate) store: String,
    pub(crate) folder: String,
    pub(crate) now: Timestamp,
}

pub(crate) fn status(found: &Found, language: Language) -> String {
    let Found {
        manifest,
        tenant,
        status,
        record,
        store,
        folder,
        ..
    } = found;
    let mut out = format!("{}\n\n", manifest.title);
    let mut line = |english, german, value: &str| {
        let label = language.pick(english, german);
        out.push_str(&format!("  {label:<10} {value}\n"));
    };
    if let Some(tenant) = tenant {
        line("tenant", "Mandant", tenant);
    }
    line("places", "Orte", &language.number(status.places));
    if let Some(beyond) = super::edition::beyond_limit(manifest, status.beyond_limit) {
        line("shown", "gezeigt", beyond.in_language(language));
    }
    line("groups", "Gruppen", &language.number(status.groups));
    line("synced", "Stand", &from(found, language));
    if let Some(provenance) = &status.provenance {
        if !provenance.selection.is_empty() {
            let names: Vec<String> = provenance
                .selection
                .iter()
                .map(|name| one_line(name.as_str(), 40))
                .collect();
            line("only", "nur", &names.join(", "));
        }
        if let Some(limit) = provenance.cut_at {
            let limit = say!(
                language,
                "{limit} addresses; the account holds more",
                "{limit} Adressen; das Konto hat mehr",
                limit = language.number(limit.into())
            );
            line("limit", "Höchstzahl", &limit);
        }
    }
    if let Some(last) = super::log::last_try(record, found.now, language) {
        line("last sync", "Abgleich", &last);
    }
    line("revision", "Revision", &status.revision.0.to_string());
    line(
        "store",
        "Bestand",
        &say!(language, "{store} in {folder}", "{store} in {folder}"),
    );
    out
}

/// Where the places come from, or why there are none.
fn from(found: &Found, language: Language) -> String {
    let sync = command("sync");
    if let Some(provenance) = &found.status.provenance {
        let as_of = provenance.as_of.unix();
        return format!(
            "{}, {}",
            language.moment(as_of),
            language.age(as_of, found.now.unix())
        );
    }
    if let Some(name) = &found.aside {
        let restore = command(&format!("backup restore {name}"));
        return say!(
            language,
            "none in use, a damaged store is set aside; run {sync}, or {restore}",
            "keiner in Gebrauch, ein beschädigter Bestand ist beiseitegelegt; {sync} ausführen, oder {restore}"
        );
    }
    let Some(gone) = found.status.gone(&found.record) else {
        return say!(
            language,
            "never; run {sync}",
            "noch nie abgeglichen; {sync} ausführen"
        );
    };
    let restore = command("backup restore latest");
    say!(
        language,
        "the {places} of the sync of {moment} are gone; run {sync}, or {restore}",
        "{places} aus dem Abgleich vom {moment} sind nicht mehr da; {sync} ausführen, oder {restore}",
        places = language.count(gone.places, ["place", "places"], ["Ort", "Orte"]),
        moment = language.moment(gone.at.unix())
    )
}
