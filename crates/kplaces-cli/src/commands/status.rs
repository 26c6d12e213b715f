use crate::json::StatusJson;
use crate::text::status::Found;
use crate::{CliError, Output, Session, text};

pub(super) async fn status(session: &Session) -> Result<Output, CliError> {
    let status = session.glance().await?.status().await?;
    let aside = match status.provenance {
        Some(_) => None,
        None => super::places::last_set_aside(session)?,
    };
    let found = Found {
        manifest: session.product().policy.manifest().clone(),
        tenant: session.tenant().map(str::to_owned),
        store: session.store_url()?.to_string(),
        folder: session.location()?.data_dir.display().to_string(),
        record: session.journal()?.read()?,
        status,
        aside,
        now: session.now(),
    };
    let device_number = session.settings()?.fleet.number;
    Ok(Output::of(found, text::status::status, move |found| {
        let mut json = StatusJson::new(
            &found.manifest,
            &found.status,
            found.store.clone(),
            found.folder.clone(),
            &found.record,
        );
        json.tenant.clone_from(&found.tenant);
        json.device_number = device_number;
        serde_json::to_value(json)
    })
    .in_sentences())
}
