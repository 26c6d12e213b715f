use std::time::Duration;

use kplaces_app::{SyncReport, SyncStep, Waiting};
use kplaces_device::text::sync::loss;
use kplaces_domain::{Change, Field, GroupName, Place, one_line};
use kplaces_edition::Manifest;
use kplaces_webfleet::{Error, Pause};

use super::format::{self, count, number};

/// How many places a dry run names of each kind.
const NAMED: usize = 10;

/// The moving line of a terminal.
pub(crate) fn step(step: SyncStep) -> String {
    match step {
        SyncStep::Queued => "waiting for another sync of this account".to_owned(),
        SyncStep::GroupList => "asking WEBFLEET for the groups".to_owned(),
        SyncStep::Addresses(0) => "asking WEBFLEET for the addresses".to_owned(),
        SyncStep::Addresses(rows) => format!("{} addresses so far", number(rows)),
        SyncStep::Memberships(0) => "asking WEBFLEET which address is in which group".to_owned(),
        SyncStep::Memberships(rows) => format!("{} group memberships so far", number(rows)),
        SyncStep::Comparing => "comparing with the places on this device".to_owned(),
        SyncStep::BackingUp => "copying what is on this device".to_owned(),
        SyncStep::Saving => "saving".to_owned(),
    }
}

pub(crate) fn pause(pause: &Pause<'_>) -> String {
    let why = match pause.because {
        Error::Api(_) => "WEBFLEET is busy",
        Error::Cut { .. } => "the reply was cut short",
        Error::Timeout { .. } | Error::Status { status: 408, .. } => "no answer in time",
        Error::Status { .. } => "WEBFLEET is out of order for the moment",
        _ => "no connection",
    };
    format!(
        "{why}; trying again in {} s (try {})",
        pause.seconds(),
        pause.next_try
    )
}

/// A wait for the quota.
pub(crate) fn wait(waiting: Waiting) -> String {
    let why = if waiting.refused {
        "WEBFLEET's request quota is used up by this and other devices"
    } else {
        "the request quota of this device is used up"
    };
    format!("{why}; going on in {}", format::seconds_up(waiting.left))
}

pub(crate) fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Position => "position",
        Field::Radius => "radius",
        Field::Colour => "colour",
        Field::Groups => "groups",
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
pub(crate) fn warnings(manifest: &Manifest, report: &SyncReport) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(limit) = report.provenance.cut_at {
        let places = count(u64::from(limit), "address", "addresses");
        out.push(if manifest.limits.places.number() == Some(limit) {
            format!("{places}, the limit of {}; the account holds more. 3Kplaces Pro and Enterprise download all.", manifest.title)
        } else {
            format!("{places}, the limit you set; the account holds more.")
        });
    }
    if let Some(shrink) = report.guard {
        out.push(format!(
            "a sync would stop here: it would {}; --accept-shrink allows it.",
            loss(shrink)
        ));
    }
    let total = report.traffic.total();
    if total.repaired_cells > 0 {
        out.push(format!(
            "{} as far as it can be read; check names with umlauts or quotation marks.",
            count(
                total.repaired_cells,
                "field of the reply was damaged and is kept",
                "fields of the reply were damaged, each is kept"
            )
        ));
    }
    if total.unreadable.rows > 0 {
        out.push(format!(
            "{} out. Quotation marks in a name do this: correct it in WEBFLEET, or try `webfleet.format = \"json\"`.",
            count(total.unreadable.rows, "row of the reply cannot be read and was left", "rows of the reply cannot be read and were left")
        ));
    }
    if report.kept > 0 {
        out.push(format!(
            "{} for now, since what cannot be read may be about it; --accept-shrink removes what was not sent.",
            count(report.kept, "place that was not sent is kept", "places that were not sent are kept")
        ));
    }
    let absent = absent(report);
    if !absent.is_empty() {
        out.push(format!(
            "the address report has no column for the {}; no place has one from it.",
            absent.join(", nor for the ")
        ));
    }
    out
}

/// The fields that the address report has no column for.
pub(crate) fn absent(report: &SyncReport) -> Vec<&'static str> {
    let addresses = &report.traffic.addresses;
    [
        (addresses.no_radius, "radius"),
        (addresses.no_colour, "colour"),
    ]
    .into_iter()
    .filter_map(|(absent, what)| absent.then_some(what))
    .collect()
}

/// The first of a list, a line each; nothing where it is empty.
fn named<T>(heading: &str, list: &[T], show: impl Fn(&T) -> String) -> String {
    if list.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{heading}\n");
    for item in list.iter().take(NAMED) {
        out.push_str(&format!("  {}\n", show(item)));
    }
    if list.len() > NAMED {
        let more = number((list.len() - NAMED) as u64);
        out.push_str(&format!("  … and {more} more\n"));
    }
    out
}

/// The report under the name of the tenant, if it is one's.
pub(crate) fn of_tenant(report: String, tenant: Option<&str>) -> String {
    match tenant {
        Some(tenant) => format!("Tenant {tenant}: {report}"),
        None => report,
    }
}

/// What a sync did, or would do.
pub(crate) fn report(report: &SyncReport, host: &str, elapsed: Duration) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    let places = count(report.places, "place", "places");
    let touched = report.added + report.changed + report.removed > 0;
    line(match (&report.applied, touched) {
        (None, true) => format!("{places} would be on this device. Nothing was changed."),
        (None, false) => format!("{places} would stay on this device; nothing would change."),
        (Some(_), true) => format!("{places} on this device."),
        (Some(_), false) => format!("{places} on this device; nothing has changed."),
    });
    if !report.provenance.selection.is_empty() {
        line(format!(
            "Only places of {}.",
            quoted(&report.provenance.selection)
        ));
    }
    line(String::new());
    line(format!(
        "  {} added, {} changed, {} removed, {} unchanged",
        number(report.added),
        number(report.changed),
        number(report.removed),
        number(report.unchanged)
    ));
    if !report.fields.is_empty() {
        let fields: Vec<String> = report
            .fields
            .iter()
            .map(|count| format!("{} of {}", field(count.field), number(count.places)))
            .collect();
        line(format!("  changed: {}", fields.join(", ")));
    }
    let total = report.traffic.total();
    line(format!(
        "  as of {}",
        format::moment(report.provenance.as_of)
    ));
    line(format!(
        "  {} to {host}, {}, {}",
        count(u64::from(total.requests), "request", "requests"),
        format::bytes(total.bytes),
        format::duration(elapsed)
    ));
    if let Some(backup) = &report.backup {
        line(format!(
            "  what was there before is kept: `3kplaces backup restore {}`",
            backup.name
        ));
    }
    if !report.remarks.is_empty() || report.members_without_address > 0 {
        line(String::new());
        line("Odd rows, kept as far as they make sense:".to_owned());
        for (oddity, count, examples) in report.remarks.iter() {
            let keys: Vec<String> = examples
                .iter()
                .take(3)
                .map(|key| one_line(key.as_str(), 30))
                .collect();
            let dots = if count > 3 { ", …" } else { "" };
            line(format!(
                "  {:>5}  {} ({}{dots})",
                number(count),
                kplaces_app::text::oddity(oddity),
                keys.join(", ")
            ));
        }
        if report.members_without_address > 0 {
            line(format!(
                "  {:>5}  group membership of an address that is not in the report",
                number(report.members_without_address)
            ));
        }
    }
    if let Some(plan) = &report.plan {
        let name = |place: &Place| one_line(&place.name, 60);
        let changed = |change: &Change| {
            let fields: Vec<&str> = change.fields().into_iter().map(field).collect();
            format!("{} ({})", name(&change.after), fields.join(", "))
        };
        for list in [
            named("Would be added:", &plan.added, name),
            named("Would be changed:", &plan.changed, changed),
            named("Would be removed:", &plan.removed, name),
        ] {
            out.push_str(&list);
        }
    }
    out
}
