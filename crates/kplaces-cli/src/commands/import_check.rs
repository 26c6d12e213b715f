use std::path::{Path, PathBuf};

use kplaces_export::{Collected, Collector, Comparison, Exporter, FileNames};
use kplaces_text::Text;

use super::export::{Existing, exporter, file_name, left_over, request};
use crate::args::ImportCheck;
use crate::json::ImportCheckJson;
use crate::{CliError, Kind, Output, Session, text};

/// Compares files with what an export would write now.
pub(super) async fn import_check(
    session: &Session,
    arguments: ImportCheck,
) -> Result<Output, CliError> {
    let ImportCheck {
        path,
        profile,
        selection,
    } = arguments;
    let split = selection.split_by.is_some();
    if path.is_dir() != split {
        let what = if split {
            text::import_check::not_a_folder()
        } else {
            text::import_check::a_folder()
        };
        return Err(CliError::new(Kind::Usage, what));
    }
    let exporter = match &profile {
        Some(id) => exporter(session, id)?,
        None if split => return Err(text::import_check::which_profile(session)),
        None => recognised(session, &path)?,
    };
    if exporter.reader.is_none() {
        return Err(text::import_check::no_reader(session, &exporter));
    }
    let request = request(session, exporter.id.to_owned(), &selection)?;
    let app = session.reading().await?;
    let mut wanted: Vec<(PathBuf, Collected)> = Vec::new();
    let mut names = FileNames::default();
    app.export(&request, &mut |group, _| {
        let collected = Collected::default();
        let file = if split {
            path.join(file_name(&mut names, group, &exporter))
        } else {
            path.clone()
        };
        wanted.push((file, collected.clone()));
        Ok(Box::new(Collector::new(exporter.carries, collected, None)))
    })
    .await?;
    let mut comparison = Comparison::default();
    let expected: Vec<PathBuf> = wanted.iter().map(|(file, _)| file.clone()).collect();
    for (file, wanted) in wanted {
        let wanted = wanted.take();
        let missing = split && !file.exists();
        let entries = if missing {
            Vec::new()
        } else {
            let read =
                Existing::open(&file).and_then(|mut file| file.entries(&exporter, wanted.len()));
            read.map_err(|error| text::import_check::unreadable(&file, &exporter, &error))?
        };
        comparison.merge(Comparison::of(entries, wanted));
    }
    let mut stale = Vec::new();
    if split {
        for (file, entries) in left_over(&path, &exporter, &expected) {
            comparison.merge(Comparison::of(entries, Vec::new()));
            stale.push(file);
        }
    }
    let warnings: Vec<Text> = stale
        .iter()
        .map(|file| text::export::left_over(file))
        .collect();
    let exit_code = if comparison.is_same() {
        0
    } else {
        Output::DIFFERS
    };
    let terminal = session.terminal;
    let mut output = Output::of(
        (exporter, path, stale, comparison),
        move |(exporter, path, _, comparison), language| {
            text::import_check::verdict(exporter, path, comparison, language, terminal)
        },
        |(exporter, path, stale, comparison)| {
            serde_json::to_value(ImportCheckJson::new(exporter.id, path, stale, comparison))
        },
    );
    output.warn(warnings);
    Ok(output.with_exit_code(exit_code))
}

fn recognised(session: &Session, path: &Path) -> Result<Exporter, CliError> {
    let beginning = Existing::beginning(path);
    let beginning = beginning.map_err(|error| text::import_check::unopened(path, &error))?;
    let found = session.product().exporters.recognise(&beginning);
    found
        .copied()
        .ok_or_else(|| text::import_check::not_recognised(session, path))
}
