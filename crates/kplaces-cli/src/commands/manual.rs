mod sections;
mod settings_page;

use std::path::Path;

use clap::Command;
use clap_mangen::roff::{Roff, bold, roman};
use kplaces_config::nearest;
use kplaces_export::{ExportError, Reserved};
use kplaces_text::Language;

use crate::args::Man;
use crate::help::Words;
use crate::json::PageJson;
use crate::{CliError, Output, Session};

use settings_page::{SETTINGS_PAGE, settings_page};

/// The manual: the main page to standard output, or every page into a folder.
pub(super) fn man(
    session: &Session,
    mut command: Command,
    arguments: &Man,
) -> Result<Output, CliError> {
    command.build();
    let language = session.language;
    let Some(dir) = &arguments.dir else {
        let name = arguments.page.as_deref().unwrap_or("3kplaces.1");
        let page = named(&command, name, session)?;
        return Ok(Output::of(
            page,
            |page, _| page.clone(),
            |page| serde_json::to_value(PageJson { page }),
        ));
    };
    let reserved = session.reserved();
    if reserved.holds(dir) {
        return Err(ExportError::Reserved(dir.clone()).into());
    }
    std::fs::create_dir_all(dir)?;
    let mut pages = Pages {
        dir,
        reserved,
        language,
        written: Vec::new(),
    };
    pages.write(&command, "3kplaces")?;
    pages.put(SETTINGS_PAGE, &settings_page(session)?)?;
    let dir = dir.display().to_string();
    Ok(Output::of(
        pages.written,
        move |written, language| crate::text::manual_written(written.len(), &dir, language),
        |written| serde_json::to_value(written),
    )
    .as_report())
}

/// The page of this file, or of this command: `3kplaces-open.1`, `3kplaces-open`, `open`.
fn named(command: &Command, asked: &str, session: &Session) -> Result<String, CliError> {
    let text = |page: Vec<u8>| String::from_utf8_lossy(&page).into_owned();
    if asked == SETTINGS_PAGE || SETTINGS_PAGE.strip_prefix("3kplaces-") == Some(asked) {
        return settings_page(session).map(text);
    }
    let bare = asked.strip_suffix(".1").unwrap_or(asked);
    let mut known = Vec::new();
    let mut open = vec![("3kplaces".to_owned(), command)];
    while let Some((name, command)) = open.pop() {
        if name == bare || name.strip_prefix("3kplaces-") == Some(bare) {
            return page(command, &name, session.language).map(text);
        }
        let subs = command.get_subcommands().filter(|sub| !sub.is_hide_set());
        open.extend(subs.map(|sub| (format!("{name}-{}", sub.get_name()), sub)));
        known.push(name);
    }
    let bare = bare.strip_prefix("3kplaces-").unwrap_or(bare);
    let short = known
        .iter()
        .filter_map(|name| name.strip_prefix("3kplaces-"));
    let near = nearest(bare, short);
    Err(crate::text::no_such_page(asked, near))
}

/// Pages on their way into a folder.
struct Pages<'a> {
    dir: &'a Path,
    reserved: Reserved,
    language: Language,
    written: Vec<String>,
}

impl Pages<'_> {
    fn put(&mut self, file: &str, page: &[u8]) -> Result<(), CliError> {
        let path = self.dir.join(file);
        // A page may be a link to what is not to be replaced.
        if self.reserved.holds(&path) {
            return Err(ExportError::Reserved(path).into());
        }
        std::fs::write(&path, page)?;
        self.written.push(file.to_owned());
        Ok(())
    }

    fn write(&mut self, command: &Command, name: &str) -> Result<(), CliError> {
        self.put(&format!("{name}.1"), &page(command, name, self.language)?)?;
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            self.write(sub, &format!("{name}-{}", sub.get_name()))?;
        }
        Ok(())
    }
}

/// A page. The library's own sections have English headings, so some are made here.
pub(super) fn page(command: &Command, name: &str, language: Language) -> Result<Vec<u8>, CliError> {
    let words = Words::of(language);
    let command = command
        .clone()
        .subcommand_help_heading(words.commands_section);
    let about = command.get_about().map(ToString::to_string);
    let about = about.unwrap_or_default();
    let usage = command.get_overridden_usage().map(ToString::to_string);
    let usage = usage.unwrap_or_default();
    let examples = command.get_after_help().map(ToString::to_string);
    let has_commands = command.get_subcommands().any(|sub| !sub.is_hide_set());
    let has_version = command.get_version().is_some();

    let mut head = Roff::new();
    head.control("SH", [words.name_section]);
    let first = about.lines().next().unwrap_or_default();
    head.text([roman(format!("{name} - {first}"))]);
    head.control("SH", [words.synopsis_section]);
    head.text([bold(usage)]);
    head.control("SH", [words.description_section]);
    for line in about.lines() {
        if line.is_empty() {
            head.control("PP", []);
        } else {
            head.text([roman(line)]);
        }
    }
    let mut foot = Roff::new();
    if let Some(examples) = examples {
        foot.control("SH", [words.examples_section]);
        foot.control("nf", []);
        for line in examples.lines() {
            foot.text([roman(line)]);
        }
        foot.control("fi", []);
    }

    let mut out = Vec::new();
    let man = clap_mangen::Man::new(command).title(name.to_uppercase());
    man.render_title(&mut out)?;
    head.to_writer(&mut out)?;
    man.render_options_section(&mut out)?;
    if has_commands {
        man.render_subcommands_section(&mut out)?;
    }
    foot.to_writer(&mut out)?;
    if name == "3kplaces" {
        sections::end_of_main_page(language).to_writer(&mut out)?;
    }
    if has_version {
        man.render_version_section(&mut out)?;
    }
    Ok(out)
}
