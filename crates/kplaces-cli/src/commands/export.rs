use std::io::ErrorKind;
use std::path::Path;

use kplaces_app::AppError;
use kplaces_domain::GroupName;
use kplaces_export::Target;

use crate::args::Export;
use crate::error::{CliError, Kind};
use crate::interrupt::unless_interrupted;
use crate::json::{ExportJson, ProfileJson};
use crate::{Output, Session, text};

/// Interrupted, it takes its unfinished file away again.
pub(super) async fn export(session: &Session, arguments: Export) -> Result<Output, CliError> {
    unless_interrupted(write(session, arguments)).await
}

async fn write(session: &Session, arguments: Export) -> Result<Output, CliError> {
    if arguments.list_profiles {
        let profiles: Vec<ProfileJson> = session
            .product
            .exporters
            .iter()
            .map(ProfileJson::from)
            .collect();
        return Output::answer(
            text::export::profiles(&session.product.exporters, session.terminal),
            &profiles,
        );
    }
    let (Some(profile), Some(path)) = (arguments.profile, arguments.output) else {
        return Err(CliError::new(Kind::Usage, text::export::INCOMPLETE));
    };
    let groups = session.groups(&arguments.groups.groups)?;
    let order = session
        .settings()?
        .export
        .group_order
        .iter()
        .map(|name| GroupName::from(name.as_str()))
        .collect();
    // Before the store is opened: a wrong name should cost nothing.
    let exporter = session.product.exporters.find(&profile).copied();
    let exporter = exporter.ok_or_else(|| {
        let known: Vec<&str> = session
            .product
            .exporters
            .iter()
            .map(|exporter| exporter.id)
            .collect();
        text::errors::unknown_profile(&profile, &known)
    })?;
    let app = session.reading().await?;
    if path == Path::new("-") {
        if session.json {
            return Err(CliError::new(Kind::Usage, text::export::JSON_TO_STDOUT));
        }
        let export = app
            .export(exporter.id, &groups, order, Box::new(std::io::stdout()))
            .await;
        let export = match export {
            // A reader that goes away, such as `head`, is not an error.
            Err(AppError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
                return Output::report(String::new(), &());
            }
            other => other?,
        };
        // The file itself is the answer.
        let mut output =
            Output::report(String::new(), &ExportJson::new(exporter.id, "-", &export))?;
        output.warnings = text::export::losses(&exporter, &export);
        return Ok(output);
    }
    let target = Target::create(&path, arguments.force)?;
    let export = app
        .export(exporter.id, &groups, order, target.writer()?)
        .await;
    let export = export.map_err(|error| match error {
        AppError::Output(error) => target.failed(error).into(),
        other => CliError::from(other),
    })?;
    target.commit()?;
    let shown = path.display().to_string();
    let text = text::export::written(&exporter, &shown, &export);
    Output::report(text, &ExportJson::new(exporter.id, &shown, &export))
}
