use std::io::ErrorKind;
use std::path::Path;

use kplaces_app::{AppError, ExtractExtras};
use serde_json::{Map, Value, json};

use crate::args::PrivacyExtract;
use crate::commands::export::archive_holds;
use crate::interrupt::unless_interrupted;
use crate::json::{ExtractJson, RunJson};
use crate::{CliError, Kind, Output, Session, text};
use kplaces_device::privacy as held;

/// Interrupted, it takes its unfinished file away again.
pub(super) async fn extract(
    session: &Session,
    arguments: PrivacyExtract,
) -> Result<Output, CliError> {
    unless_interrupted(Box::pin(write(session, arguments))).await
}

async fn write(session: &Session, arguments: PrivacyExtract) -> Result<Output, CliError> {
    let path = arguments.output;
    if path == Path::new("-") {
        return Err(text::privacy::extract::no_stream());
    }
    let target = session.target(&path, arguments.replacing.force)?;
    let mut records: Vec<RunJson> = Vec::new();
    for run in session.journal()?.last(usize::MAX)?.iter().rev() {
        records.push(RunJson::new(run));
    }
    let extras = ExtractExtras {
        host: held::host(session),
        records: &records,
        settings: &settings(session)?,
    };
    let app = session.reading().await?;
    let out = target.writer()?;
    let about = app
        .extract(out, &extras)
        .await
        .map_err(|error| match error {
            AppError::Output(error) if error.kind() == ErrorKind::BrokenPipe => {
                CliError::new(Kind::Store, text::errors::output())
            }
            AppError::Output(error) => target.failed(error).into(),
            error => error.into(),
        })?;
    if about.counts.places == 0 && !arguments.replacing.allow_empty && archive_holds(&path) {
        return Err(text::export::emptied(&path, 0));
    }
    target.commit()?;
    let bytes = std::fs::metadata(&path).map_or(0, |found| found.len());
    let shown = path.display().to_string();
    Ok(Output::of(
        (shown, bytes, about),
        |(path, bytes, about), language| {
            text::privacy::extract::written(path, *bytes, about, language)
        },
        |(path, bytes, about)| serde_json::to_value(ExtractJson::new(path, *bytes, about)),
    )
    .as_report())
}

/// The settings as `config show` shows them: secrets are hidden there already.
fn settings(session: &Session) -> Result<Value, CliError> {
    let mut all = Map::new();
    for entry in &session.loaded()?.entries {
        let source = entry.source.to_string();
        all.insert(
            entry.key.clone(),
            json!({ "value": entry.value, "source": source }),
        );
    }
    Ok(all.into())
}
