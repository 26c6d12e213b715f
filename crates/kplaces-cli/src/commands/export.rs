mod emptied;
mod existing;
mod files;
mod selection;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use kplaces_app::{AppError, ExportRequest, Exported};
use kplaces_export::Exporter;

use self::files::Files;
use crate::args::Export;
use crate::done::Done;
use crate::error::{CliError, Kind};
use crate::interrupt::unless_interrupted;
use crate::json::{ExportJson, ProfileJson};
use crate::{Output, Session, text};

pub(super) use self::emptied::archive_holds;
pub(super) use self::existing::Existing;
pub(super) use self::files::{file_name, left_over};
pub(super) use self::selection::{exporter, request};

/// Interrupted, it takes its unfinished files away again.
pub(super) async fn export(session: &Session, arguments: Export) -> Result<Output, CliError> {
    unless_interrupted(write(session, arguments)).await
}

async fn write(session: &Session, arguments: Export) -> Result<Output, CliError> {
    let exporters = &session.product.exporters;
    if arguments.list_profiles {
        let profiles: Vec<ProfileJson> = exporters.iter().map(ProfileJson::from).collect();
        let text = text::export::profiles(exporters, session.terminal);
        return Output::answer(text, &profiles);
    }
    let (Some(profile), Some(path)) = (arguments.profile, arguments.output) else {
        return Err(CliError::new(Kind::Usage, text::export::INCOMPLETE));
    };
    // Before the store is opened: a wrong name should cost nothing.
    let exporter = exporter(session, &profile)?;
    let request = request(session, profile, &arguments.selection)?;
    if arguments.delta_hint && (path == Path::new("-") || exporter.reader.is_none()) {
        return Err(text::export::no_delta(&exporter));
    }
    if path == Path::new("-") {
        return to_stdout(session, &exporter, &request).await;
    }
    let mut files = Files::new(
        exporter,
        &path,
        &request,
        arguments.replacing.force,
        session.reserved(),
        session.notes(),
    )?;
    files.compares = arguments.delta_hint;
    let app = session.reading().await?;
    let outcome = app
        .export(&request, &mut |group, context| files.next(group, context))
        .await;
    let outcome = outcome.map_err(|error| files.meaning(error))?;
    files.close()?;
    if !arguments.replacing.allow_empty
        && let Some(path) = emptied::first(&exporter, files.ready(), &outcome)
    {
        return Err(text::export::emptied(&path, outcome.places));
    }
    let done = files.commit()?;
    let text = text::export::written(&exporter, &done, &outcome, request.split, session.terminal);
    let json = ExportJson::new(exporter.id, &done, &outcome);
    let mut output = Output::report(text, &json)?;
    output.warn(done.warnings);
    output.warn(text::export::warnings(&exporter, &outcome));
    output.warn(unseen(session, &outcome));
    Ok(output)
}

/// What of this device is in no file, since the edition does not show it.
fn unseen(session: &Session, outcome: &Exported) -> Option<kplaces_text::Text> {
    text::edition::beyond_limit(session.product.policy.manifest(), outcome.beyond_limit)
}

async fn to_stdout(
    session: &Session,
    exporter: &Exporter,
    request: &ExportRequest,
) -> Result<Output, CliError> {
    if session.json {
        return Err(CliError::new(Kind::Usage, text::export::JSON_TO_STDOUT));
    }
    if request.split {
        return Err(CliError::new(Kind::Usage, text::export::SPLIT_TO_STDOUT));
    }
    let app = session.reading().await?;
    let outcome = app
        .export(request, &mut |_, context| {
            Ok((exporter.start)(Box::new(std::io::stdout()), context)?)
        })
        .await;
    let outcome = match outcome {
        // A reader that goes away, such as `head`, is not an error.
        Err(AppError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            return Output::report(String::new(), &());
        }
        other => other?,
    };
    // The file itself is the answer.
    let done = Done {
        paths: vec![PathBuf::from("-")],
        delta: None,
        left_over: Vec::new(),
        warnings: Vec::new(),
    };
    let json = ExportJson::new(exporter.id, &done, &outcome);
    let mut output = Output::report(String::new(), &json)?;
    output.warn(text::export::losses(exporter, &outcome));
    output.warn(text::export::warnings(exporter, &outcome));
    output.warn(unseen(session, &outcome));
    output.warn(exporter.notice.map(str::to_owned));
    Ok(output)
}
