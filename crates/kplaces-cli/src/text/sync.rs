use std::time::Duration;

use kplaces_app::{SyncReport, SyncStep, Waiting, text as words};
use kplaces_device::text::sync::loss;
use kplaces_domain::{Field, GroupName, Place, PlaceRef, one_line};
use kplaces_edition::Manifest;
use kplaces_text::{Language, Text, command, say, text};
use kplaces_webfleet::{Error, Pause};

use super::changes::{self, NAMED, by_name, listed, named};

/// The moving line of a terminal.
pub(crate) fn step(step: SyncStep, language: Language) -> String {
    match step {
        SyncStep::Addresses(rows @ 1..) => say!(
            language,
            "{rows} addresses so far",
            "bisher {rows} Adressen",
            rows = language.number(rows)
        ),
        SyncStep::Memberships(rows @ 1..) => say!(
            language,
            "{rows} group memberships so far",
            "bisher {rows} Gruppenzugehörigkeiten",
            rows = language.number(rows)
        ),
        _ => words::step(step).in_language(language).to_owned(),
    }
}

pub(crate) fn pause(pause: &Pause<'_>, language: Language) -> String {
    let why = match pause.because {
        Error::Api(_) => language.pick("WEBFLEET is busy", "WEBFLEET ist ausgelastet"),
        Error::Cut { .. } => language.pick("the reply was cut short", "die Antwort brach ab"),
        Error::Timeout { .. } | Error::Status { status: 408, .. } => {
            language.pick("no answer in time", "keine Antwort in der Zeit")
        }
        Error::Status { .. } => language.pick(
            "WEBFLEET is out of order for the moment",
            "WEBFLEET ist im Augenblick gestört",
        ),
        _ => language.pick("no connection", "keine Verbindung"),
    };
    say!(
        language,
        "{why}; trying again in {seconds} s (try {number})",
        "{why}; neuer Versuch in {seconds} s (Versuch {number})",
        seconds = pause.seconds(),
        number = pause.next_try
    )
}

/// A wait for the quota.
pub(crate) fn wait(waiting: Waiting, language: Language) -> String {
    let left = language.wait(waiting.left);
    if waiting.refused {
        say!(
            language,
            "WEBFLEET's request quota is used up by this and other devices; going on in {left}",
            "dieses und andere Geräte haben das Anfragekontingent von WEBFLEET aufgebraucht; weiter in {left}"
        )
    } else {
        say!(
            language,
            "the request quota of this device is used up; going on in {left}",
            "das Anfragekontingent dieses Geräts ist aufgebraucht; weiter in {left}"
        )
    }
}

fn quoted(names: &[GroupName]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", one_line(name.as_str(), 40)))
        .collect();
    names.join(", ")
}

/// What must not be overlooked.
pub(crate) fn warnings(manifest: &Manifest, report: &SyncReport) -> Vec<Text> {
    let mut out = Vec::new();
    if let Some(limit) = report.provenance.cut_at {
        out.push(cut_at(manifest, limit));
    }
    if let Some(shrink) = report.guard {
        out.push(text!(language =>
            "a sync would stop here: it would {loss}; --accept-shrink allows it.",
            "ein Abgleich würde hier anhalten: er würde {loss}; --accept-shrink erlaubt es.",
            loss = loss(shrink, language)
        ));
    }
    let total = report.traffic.total();
    if total.repaired_cells > 0 {
        out.push(text!(language =>
            "{fields} as far as it can be read; check names with umlauts or quotation marks.",
            "{fields} so weit lesbar behalten; Namen mit Umlauten oder Anführungszeichen prüfen.",
            fields = language.count(
                total.repaired_cells,
                [
                    "field of the reply was damaged and is kept",
                    "fields of the reply were damaged, each is kept",
                ],
                [
                    "Feld der Antwort war beschädigt und wurde",
                    "Felder der Antwort waren beschädigt und wurden",
                ]
            )
        ));
    }
    if total.unreadable.rows > 0 {
        out.push(text!(language =>
            "{rows} out. Quotation marks in a name do this: correct it in WEBFLEET, or try `webfleet.format = \"json\"`.",
            "{rows} ausgelassen. Anführungszeichen in einem Namen bewirken das: in WEBFLEET berichtigen oder `webfleet.format = \"json\"` versuchen.",
            rows = language.count(
                total.unreadable.rows,
                [
                    "row of the reply cannot be read and was left",
                    "rows of the reply cannot be read and were left",
                ],
                [
                    "Zeile der Antwort ist nicht lesbar und wurde",
                    "Zeilen der Antwort sind nicht lesbar und wurden",
                ]
            )
        ));
    }
    if report.kept > 0 {
        out.push(text!(language =>
            "{places} for now, since what cannot be read may be about it; --accept-shrink removes what was not sent.",
            "{places} vorerst behalten, denn was nicht lesbar ist, kann davon handeln; --accept-shrink entfernt, was nicht gesendet wurde.",
            places = language.count(
                report.kept,
                [
                    "place that was not sent is kept",
                    "places that were not sent are kept",
                ],
                [
                    "Ort, der nicht gesendet wurde, wird",
                    "Orte, die nicht gesendet wurden, werden",
                ]
            )
        ));
    }
    let absent = absent(report);
    if !absent.is_empty() {
        out.push(text!(language =>
            "the address report has no column for the {fields}; no place has one from it.",
            "der Adressbericht hat keine Spalte für {fields}; kein Ort hat von dort eine Angabe dazu.",
            fields = listed(&absent, language.pick(", nor for the ", " und "), language)
        ));
    }
    out
}

fn cut_at(manifest: &Manifest, limit: u32) -> Text {
    let is_of_edition = manifest.limits.places.number() == Some(limit);
    Text::made(|language| {
        let places = language.count(
            limit.into(),
            ["address", "addresses"],
            ["Adresse", "Adressen"],
        );
        if is_of_edition {
            say!(
                language,
                "{places}, the limit of {title}; the account holds more. 3Kplaces Pro and Enterprise download all.",
                "{places}, die Höchstzahl von {title}; das Konto hat mehr. 3Kplaces Pro und Enterprise laden alle herunter.",
                title = manifest.title
            )
        } else {
            say!(
                language,
                "{places}, the limit you set; the account holds more.",
                "{places}, die eingestellte Höchstzahl; das Konto hat mehr."
            )
        }
    })
}

/// The fields that the address report has no column for.
pub(crate) fn absent(report: &SyncReport) -> Vec<Field> {
    let addresses = &report.traffic.addresses;
    [
        (addresses.no_radius, Field::Radius),
        (addresses.no_colour, Field::Colour),
    ]
    .into_iter()
    .filter_map(|(absent, what)| absent.then_some(what))
    .collect()
}

/// The report under the name of the tenant, if it is one's.
pub(crate) fn of_tenant(report: String, tenant: Option<&str>, language: Language) -> String {
    match tenant {
        Some(tenant) => say!(
            language,
            "Tenant {tenant}: {report}",
            "Mandant {tenant}: {report}"
        ),
        None => report,
    }
}

/// What a sync did, or would do.
pub(crate) fn report(
    report: &SyncReport,
    host: &str,
    elapsed: Duration,
    language: Language,
) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    let places = language.count(report.places, ["place", "places"], ["Ort", "Orte"]);
    let touched = report.added + report.changed + report.removed > 0;
    line(match (&report.applied, touched) {
        (None, true) => say!(
            language,
            "{places} would be on this device. Nothing was changed.",
            "{places} wären auf diesem Gerät. Es wurde nichts geändert."
        ),
        (None, false) => say!(
            language,
            "{places} would stay on this device; nothing would change.",
            "{places} blieben auf diesem Gerät; es würde sich nichts ändern."
        ),
        (Some(_), true) => say!(
            language,
            "{places} on this device.",
            "{places} auf diesem Gerät."
        ),
        (Some(_), false) => say!(
            language,
            "{places} on this device; nothing has changed.",
            "{places} auf diesem Gerät; es hat sich nichts geändert."
        ),
    });
    if !report.provenance.selection.is_empty() {
        line(say!(
            language,
            "Only places of {groups}.",
            "Nur Orte aus {groups}.",
            groups = quoted(&report.provenance.selection)
        ));
    }
    line(String::new());
    line(say!(
        language,
        "  {added} added, {changed} changed, {removed} removed, {unchanged} unchanged",
        "  {added} neu, {changed} geändert, {removed} entfernt, {unchanged} unverändert",
        added = language.number(report.added),
        changed = language.number(report.changed),
        removed = language.number(report.removed),
        unchanged = language.number(report.unchanged)
    ));
    if !report.fields.is_empty() {
        let fields = report.fields.iter().map(|count| {
            say!(
                language,
                "{field} of {places}",
                "{field} bei {places}",
                field = words::field(count.field).in_language(language),
                places = language.number(count.places)
            )
        });
        let fields: Vec<String> = fields.collect();
        line(say!(
            language,
            "  changed: {fields}",
            "  geändert: {fields}",
            fields = fields.join(", ")
        ));
    }
    let total = report.traffic.total();
    line(say!(
        language,
        "  as of {moment}",
        "  Stand: {moment}",
        moment = language.moment(report.provenance.as_of.unix())
    ));
    line(say!(
        language,
        "  {requests} to {host}, {bytes}, {elapsed}",
        "  {requests} an {host}, {bytes}, {elapsed}",
        requests = language.count(
            total.requests.into(),
            ["request", "requests"],
            ["Anfrage", "Anfragen"]
        ),
        bytes = language.bytes(total.bytes),
        elapsed = language.duration(elapsed)
    ));
    if let Some(backup) = &report.backup {
        line(say!(
            language,
            "  what was there before is kept: {restore}",
            "  was vorher da war, ist gesichert: {restore}",
            restore = command(&format!("backup restore {}", backup.name))
        ));
    }
    out.push_str(&odd(report, language));
    out.push_str(&plan(report, language));
    out
}

/// The rows that were odd.
fn odd(report: &SyncReport, language: Language) -> String {
    if report.remarks.is_empty() && report.members_without_address == 0 {
        return String::new();
    }
    let mut out = say!(
        language,
        "\nOdd rows, kept as far as they make sense:\n",
        "\nAuffällige Adressen; übernommen wurde, was brauchbar ist:\n"
    );
    for (oddity, count, examples) in report.remarks.iter() {
        let keys: Vec<String> = examples
            .iter()
            .take(3)
            .map(|key| one_line(key.as_str(), 30))
            .collect();
        let dots = if count > 3 { ", …" } else { "" };
        out.push_str(&format!(
            "  {:>5}  {} ({}{dots})\n",
            language.number(count),
            words::oddity(oddity).in_language(language),
            keys.join(", ")
        ));
    }
    if report.members_without_address > 0 {
        let count = language.number(report.members_without_address);
        out.push_str(&say!(
            language,
            "  {count:>5}  group membership of an address that is not in the report\n",
            "  {count:>5}  in einer Gruppe, aber nicht unter den Adressen\n"
        ));
    }
    if report.applied.is_some() && !report.remarks.is_empty() {
        let list = command("list --odd");
        out.push_str(&say!(
            language,
            "{list} names the places.\n",
            "{list} nennt die Orte beim Namen.\n"
        ));
    }
    out
}

/// What a dry run found, or the places that a sync touched. Of a device that had none all are new, and none is named.
fn plan(report: &SyncReport, language: Language) -> String {
    let Some(plan) = &report.plan else {
        let is_first = report.added == report.places;
        if is_first && report.changed + report.removed == 0 {
            return String::new();
        }
        return changes::all(&report.changes, changes::NAMED, language);
    };
    let name = |place: &PlaceRef<'_>| one_line(place.name, usize::MAX);
    let added = by_name(plan.added.iter(), |it| it.name);
    let different = by_name(plan.changed.iter(), |it| &it.after.name);
    let removed = by_name(plan.removed.iter().map(Place::as_ref), |it| it.name);
    let heading = |english, german| language.pick(english, german);
    let lists = [
        named(
            heading("Would be added:", "Kämen hinzu:"),
            (&added, report.added, NAMED),
            language,
            name,
        ),
        named(
            heading("Would be changed:", "Würden geändert:"),
            (&different, report.changed, NAMED),
            language,
            |change| {
                let fields = listed(&change.fields(), ", ", language);
                format!("{} ({fields})", name(&change.after.as_ref()))
            },
        ),
        named(
            heading("Would be removed:", "Würden entfernt:"),
            (&removed, report.removed, NAMED),
            language,
            name,
        ),
    ];
    let mut out = lists.concat();
    if [added.len(), different.len(), removed.len()]
        .into_iter()
        .any(|count| count > NAMED)
    {
        let everything = command("sync --dry-run --json");
        out.push_str(&say!(
            language,
            "\n{everything} has all of them.\n",
            "\n{everything} enthält sie alle.\n"
        ));
    }
    out
}
