use crate::json::StatusJson;
use crate::{CliError, Output, Session, text};

pub(super) async fn status(session: &Session) -> Result<Output, CliError> {
    let status = session.app().await?.status().await?;
    let manifest = session.product.policy.manifest();
    let url = session.store_url()?.to_string();
    let folder = session.settings()?.data_dir.display().to_string();
    let text = text::status::status(manifest, &status, &url, &folder, session.now);
    Output::answer(text, &StatusJson::new(manifest, &status, url, folder))
}
