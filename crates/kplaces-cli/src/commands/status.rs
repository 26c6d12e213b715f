use crate::json::StatusJson;
use crate::{CliError, Output, Session, text};

/// Dry runs to look behind for the last real sync.
const LOOK_BACK: usize = 20;

pub(super) async fn status(session: &Session) -> Result<Output, CliError> {
    let status = session.reading().await?.status().await?;
    let manifest = session.product.policy.manifest();
    let url = session.store_url()?.to_string();
    let folder = session.settings()?.data_dir.display().to_string();
    let runs = session.journal()?.last(LOOK_BACK)?;
    let last = runs.iter().find(|run| !run.started.dry_run);
    let text = text::status::status(
        manifest,
        session.tenant(),
        &status,
        last,
        &url,
        &folder,
        session.now,
    );
    let mut json = StatusJson::new(manifest, &status, url, folder, last);
    json.tenant = session.tenant().map(str::to_owned);
    Output::answer(text, &json)
}
