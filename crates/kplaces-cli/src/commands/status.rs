use crate::json::StatusJson;
use crate::{CliError, Output, Session, text};

pub(super) async fn status(session: &Session) -> Result<Output, CliError> {
    let status = session.reading().await?.status().await?;
    let manifest = session.product.policy.manifest();
    let url = session.store_url()?.to_string();
    let folder = session.location()?.data_dir.display().to_string();
    let record = session.journal()?.read()?;
    let aside = match status.provenance {
        Some(_) => None,
        None => super::places::last_set_aside(session)?,
    };
    let text = text::status::status(
        manifest,
        session.tenant(),
        &status,
        &record,
        aside.as_deref(),
        (&url, &folder),
        session.now,
    );
    let mut json = StatusJson::new(manifest, &status, url, folder, &record);
    json.tenant = session.tenant().map(str::to_owned);
    Output::answer(text, &json)
}
