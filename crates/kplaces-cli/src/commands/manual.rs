use std::path::Path;

use clap::Command;
use kplaces_export::{ExportError, Reserved};

use crate::args::{Completions, Man};
use crate::{CliError, Output, Session};

/// What a shell needs to complete our commands.
pub(super) fn completions(
    command: &mut Command,
    arguments: &Completions,
) -> Result<Output, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, command, "3kplaces", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Output::answer(script.clone(), &serde_json::json!({ "script": script }))
}

/// The manual: the main page to standard output, or every page into a folder.
pub(super) fn man(
    session: &Session,
    command: &mut Command,
    arguments: &Man,
) -> Result<Output, CliError> {
    command.build();
    let Some(dir) = &arguments.dir else {
        let page = String::from_utf8_lossy(&page(command, "3kplaces")?).into_owned();
        return Output::answer(page.clone(), &serde_json::json!({ "page": page }));
    };
    let reserved = session.reserved();
    if reserved.holds(dir) {
        return Err(ExportError::Reserved(dir.clone()).into());
    }
    std::fs::create_dir_all(dir)?;
    let mut written = Vec::new();
    write_pages(command, "3kplaces", dir, &reserved, &mut written)?;
    Output::report(
        crate::text::manual_written(written.len(), &dir.display().to_string()),
        &written,
    )
}

fn write_pages(
    command: &Command,
    name: &str,
    dir: &Path,
    reserved: &Reserved,
    written: &mut Vec<String>,
) -> Result<(), CliError> {
    let file = format!("{name}.1");
    let path = dir.join(&file);
    // A page may be a link to what is not to be replaced.
    if reserved.holds(&path) {
        return Err(ExportError::Reserved(path).into());
    }
    std::fs::write(&path, page(command, name)?)?;
    written.push(file);
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        write_pages(
            sub,
            &format!("{name}-{}", sub.get_name()),
            dir,
            reserved,
            written,
        )?;
    }
    Ok(())
}

fn page(command: &Command, name: &str) -> Result<Vec<u8>, CliError> {
    let mut out = Vec::new();
    clap_mangen::Man::new(command.clone())
        .title(name.to_uppercase())
        .render(&mut out)?;
    Ok(out)
}
