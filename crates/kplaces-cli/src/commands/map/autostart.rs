//! Has the system start the map when the user logs in.

use kplaces_device::autostart::map::{MARK, Starter, installed, unit};
use kplaces_device::autostart::systemd::{self, NotStarted};
use kplaces_device::autostart::{self, StartFile, text as words};

use crate::args::{Autostart, MapInstall};
use crate::json::{PlannedJson, RemovedJson};
use crate::{CliError, Output, Session, text};

/// `map install` and `map remove`.
pub(crate) fn autostart(session: &Session, what: &Autostart) -> Result<Output, CliError> {
    match what {
        Autostart::Install(arguments) => install(session, arguments),
        Autostart::Remove => remove(session),
    }
}

fn install(session: &Session, arguments: &MapInstall) -> Result<Output, CliError> {
    let starter = arguments.starter.unwrap_or_else(Starter::here);
    // A service has no screen to show a browser on.
    let no_open = arguments.no_open || starter == Starter::Systemd;
    let words: &[&str] = if no_open {
        &["open", "--autostart", "--no-open"]
    } else {
        &["open", "--autostart"]
    };
    let start = session.start_with(words)?;
    let file = starter.file(&start, session, session.language());
    let file = file.map_err(|error| words::unfit(&error))?;
    let enable = starter.enable(&file.path, session.tenant());
    let here = Starter::all_here().contains(&starter);
    let mut output = if arguments.print {
        planned(vec![file], enable, Done::Shown)
    } else {
        let files = vec![file];
        autostart::write(&files, arguments.force).map_err(|error| words::trouble(&error))?;
        let starts = starter == Starter::Systemd && here && !arguments.no_enable;
        let start = starts.then(|| systemd::start(&unit(session.tenant())));
        let mut output = planned(files, enable, Done::Installed(start));
        let why = start.and_then(Result::err);
        output.warn(why.map(text::autostart::not_started));
        output
    };
    let left_out = session.carried().left_out;
    let left_out = left_out.iter().map(|name| text::autostart::left_out(name));
    output.warn(left_out.collect::<Vec<_>>());
    Ok(output)
}

/// What was done with the files.
#[derive(Clone, Copy)]
enum Done {
    Shown,
    /// With what came of starting it, where it was to be started.
    Installed(Option<Result<(), NotStarted>>),
}

fn planned(files: Vec<StartFile>, enable: Vec<String>, done: Done) -> Output {
    let running = match done {
        Done::Shown => None,
        Done::Installed(start) => Some(start == Some(Ok(()))),
    };
    let output = Output::of(
        (files, enable),
        move |(files, enable), language| match done {
            Done::Shown => words::files(files, enable, language),
            Done::Installed(start) => text::autostart::installed(files, start, enable, language),
        },
        move |(files, enable)| serde_json::to_value(PlannedJson::new(files, enable, running)),
    );
    match running {
        None => output,
        Some(_) => output.as_report().in_whole_lines(),
    }
}

fn remove(session: &Session) -> Result<Output, CliError> {
    let paths = installed(session);
    let service = Starter::Systemd.path(session);
    let is_service = paths.contains(&service);
    if is_service {
        systemd::stop(&unit(session.tenant()));
    }
    let removed = autostart::remove(&paths, MARK).map_err(|error| words::trouble(&error))?;
    if is_service {
        systemd::reload();
    }
    let output = Output::of(
        removed,
        |removed, language| text::autostart::removed(removed, language),
        |removed| serde_json::to_value(RemovedJson::new(removed)),
    );
    Ok(output.as_report())
}
