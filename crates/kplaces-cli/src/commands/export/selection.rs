use kplaces_app::{ExportRequest, Search};
use kplaces_domain::GroupName;
use kplaces_edition::{DEVICE_PROFILES, Feature};
use kplaces_export::Exporter;

use crate::args::Selection;
use crate::{CliError, Session, text};

/// The profile of this name. One that another edition has says where it is.
pub(in crate::commands) fn exporter(session: &Session, id: &str) -> Result<Exporter, CliError> {
    let exporters = &session.product().exporters;
    if let Some(exporter) = exporters.find(id) {
        return Ok(*exporter);
    }
    if DEVICE_PROFILES.contains(&id) {
        session.product().policy.require(Feature::DeviceExports)?;
    }
    let known: Vec<&str> = exporters.iter().map(|exporter| exporter.id).collect();
    Err(text::export::unknown_profile(id, &known))
}

/// What was asked for, as the app takes it.
pub(in crate::commands) fn request(
    session: &Session,
    profile: String,
    selection: &Selection,
) -> Result<ExportRequest, CliError> {
    let order = &session.settings()?.export.group_order;
    Ok(ExportRequest {
        profile,
        search: Search {
            groups: session.groups(&selection.groups.groups)?,
            near: selection.near,
            within_m: selection.within.map(|metres| f64::from(metres.get())),
            limit: selection.limit.map(|limit| limit.get() as usize),
            ..Search::default()
        },
        group_order: order
            .iter()
            .map(|name| GroupName::from(name.as_str()))
            .collect(),
        split: selection.split_by.is_some(),
        language: session.language(),
    })
}
