use std::path::Path;

use kplaces_privacy::Document;

use crate::args::{PaperFormat, Papers};
use crate::json::WrittenJson;
use crate::{CliError, Output, Session, text};
use kplaces_device::privacy::facts;

pub(super) fn statement(session: &Session, arguments: &Papers) -> Result<Output, CliError> {
    let document = kplaces_privacy::statement(&facts(session)?, session.language());
    put(session, arguments, document)
}

pub(super) fn record(session: &Session, arguments: &Papers) -> Result<Output, CliError> {
    let document = kplaces_privacy::record(&facts(session)?, session.language());
    put(session, arguments, document)
}

fn put(session: &Session, arguments: &Papers, document: Document) -> Result<Output, CliError> {
    let file = arguments
        .output
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    let format = arguments
        .format
        .or_else(|| file.and_then(format_of))
        .unwrap_or(PaperFormat::Text);
    let Some(file) = file else {
        let width = session.terminal.width;
        return Ok(Output::of(
            document,
            move |document, _| laid_out(document, format, width),
            |document| serde_json::to_value(document),
        ));
    };
    let content = laid_out(&document, format, None);
    session.write_whole(file, arguments.force, content.as_bytes())?;
    let path = file.display().to_string();
    Ok(Output::of(
        WrittenJson { path, format },
        |written, language| text::privacy::written(&written.path, language),
        |written| serde_json::to_value(written),
    )
    .as_report())
}

fn laid_out(document: &Document, format: PaperFormat, width: Option<usize>) -> String {
    match format {
        PaperFormat::Text => text::privacy::plain(document, width),
        PaperFormat::Markdown => text::privacy::markdown(document),
        PaperFormat::Html => text::privacy::html(document),
    }
}

fn format_of(file: &Path) -> Option<PaperFormat> {
    match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Some(PaperFormat::Markdown),
        "html" | "htm" => Some(PaperFormat::Html),
        _ => None,
    }
}
