mod emptied;
mod existing;
mod files;
mod selection;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use kplaces_app::{AppError, ExportRequest, Exported};
use kplaces_export::{Exporter, Out};
use kplaces_text::Text;
use serde_json::Value;

use self::files::{Files, Overwrite};
use crate::args::Export;
use crate::done::Done;
use crate::interrupt::unless_interrupted;
use crate::json::{ExportJson, ProfileJson};
use crate::{CliError, Kind, Output, Session, text};

pub(super) use self::emptied::archive_holds;
pub(super) use self::existing::Existing;
pub(super) use self::files::{file_name, left_over};
pub(super) use self::selection::{exporter, request};

/// Interrupted, it takes its unfinished files away again.
pub(super) async fn export(session: &Session, arguments: Export) -> Result<Output, CliError> {
    unless_interrupted(write(session, arguments, Overwrite::Nothing)).await
}

/// The same once more: what an earlier one wrote is replaced, and without --force nothing else.
pub(super) async fn export_anew(session: &Session, arguments: Export) -> Result<Output, CliError> {
    unless_interrupted(write(session, arguments, Overwrite::ItsOwn)).await
}

/// `without_force` may be replaced without --force.
async fn write(
    session: &Session,
    arguments: Export,
    without_force: Overwrite,
) -> Result<Output, CliError> {
    let exporters = &session.product().exporters;
    if arguments.list_profiles {
        let terminal = session.terminal;
        return Ok(Output::of(
            exporters.clone(),
            move |exporters, language| text::export::profiles(exporters, language, terminal),
            |exporters| {
                let profiles: Vec<ProfileJson> = exporters.iter().map(ProfileJson::from).collect();
                serde_json::to_value(profiles)
            },
        ));
    }
    let (Some(profile), Some(path)) = (arguments.profile, arguments.output) else {
        return Err(CliError::new(Kind::Usage, text::export::incomplete()));
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
        if arguments.replacing.force {
            Overwrite::Anything
        } else {
            without_force
        },
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
    let (split, terminal) = (request.split, session.terminal);
    let mut warnings = done.warnings.clone();
    warnings.extend(text::export::warnings(&exporter, &outcome));
    warnings.extend(unseen(session, &outcome));
    let mut output = Output::of(
        (exporter, done, outcome),
        move |(exporter, done, outcome), language| {
            text::export::written(exporter, done, outcome, split, language, terminal)
        },
        |(exporter, done, outcome)| {
            serde_json::to_value(ExportJson::new(exporter.id, done, outcome))
        },
    );
    output.warn(warnings);
    Ok(output.as_report())
}

/// What of this device is in no file, since the edition does not show it.
fn unseen(session: &Session, outcome: &Exported) -> Option<Text> {
    text::edition::beyond_limit(session.product().policy.manifest(), outcome.beyond_limit)
}

async fn to_stdout(
    session: &Session,
    exporter: &Exporter,
    request: &ExportRequest,
) -> Result<Output, CliError> {
    if session.json {
        return Err(CliError::new(Kind::Usage, text::export::json_to_stdout()));
    }
    if request.split {
        return Err(CliError::new(Kind::Usage, text::export::split_to_stdout()));
    }
    let app = session.reading().await?;
    let outcome = app
        .export(request, &mut |_, context| {
            Ok((exporter.start)(Out::new(std::io::stdout()), context)?)
        })
        .await;
    let outcome = match outcome {
        // A reader that goes away, such as `head`, is not an error.
        Err(AppError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            return Ok(Output::of((), |(), _| String::new(), |()| Ok(Value::Null)).as_report());
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
    let mut warnings = text::export::losses(exporter, &outcome);
    warnings.extend(text::export::warnings(exporter, &outcome));
    warnings.extend(unseen(session, &outcome));
    warnings.extend(exporter.notice.map(|notice| notice()));
    let id = exporter.id;
    let mut output = Output::of(
        (done, outcome),
        |_, _| String::new(),
        move |(done, outcome)| serde_json::to_value(ExportJson::new(id, done, outcome)),
    );
    output.warn(warnings);
    Ok(output.as_report())
}
