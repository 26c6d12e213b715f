//! What `doctor` says.

pub(crate) mod bundle;
mod configuration;
mod device;
mod files;
mod login;
pub(crate) mod online;
mod records;
mod store;
mod unfinished;

use kplaces_domain::printable;
use kplaces_edition::Limit;
use kplaces_export::ExportError;

use kplaces_text::Language;

use super::format::{count, number};
use crate::commands::doctor::Facts;
use crate::{CliError, Finding, Session, State};

pub(crate) const BUNDLE_AS_JSON: &str =
    "a support file goes to standard output as it is, not as JSON: name a file";

/// The support file could not be written.
pub(crate) fn not_written(error: &ExportError) -> CliError {
    CliError {
        what: "the support file could not be written".into(),
        ..super::export::failed(error)
    }
}

/// Everything that was looked at without a network.
pub(crate) fn findings(facts: &Facts, session: &Session) -> Vec<Finding> {
    let mut all = vec![edition(session)];
    all.extend(configuration::findings(facts, session));
    all.extend(login::findings(facts));
    // Where nothing could be looked at, nothing is as it should be.
    if facts.room.is_some() {
        all.extend(files::findings(facts));
    }
    all.extend(store::findings(facts));
    all.extend(unfinished::findings(facts));
    all.extend(records::findings(facts));
    all.extend(device::findings(facts));
    all
}

/// An edition whose parts are not those it promises does not start.
fn edition(session: &Session) -> Finding {
    let manifest = session.product.policy.manifest();
    let places = match manifest.limits.places {
        Limit::AtMost(limit) => format!("at most {} addresses", number(u64::from(limit.get()))),
        Limit::Unlimited => "all addresses".to_owned(),
    };
    let features = manifest.features.len() as u64;
    let text = format!(
        "{} {}: {places}, {}",
        manifest.title,
        env!("CARGO_PKG_VERSION"),
        count(features, "further feature", "further features")
    );
    Finding::ok("edition", "as-promised", text)
}

/// The findings as a list, and a line that sums them up.
pub(crate) fn report(
    findings: &[Finding],
    bundle: Option<&str>,
    quiet: bool,
    language: Language,
) -> String {
    let shown = findings.iter().filter(|it| !quiet || it.state != State::Ok);
    let mut out: String = shown.map(|it| entry(it, language)).collect();
    if let Some(path) = bundle {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!(
            "Support file: {}\nRead it before you send it; 3Kplaces sends nothing.\n",
            printable(path)
        ));
    }
    if !quiet {
        out.push_str(&format!("\n{}\n", summary(findings)));
    }
    out
}

fn entry(finding: &Finding, language: Language) -> String {
    let state: &str = finding.state.into();
    let mut out = format!(
        "{state:<8} {:<15} {}\n",
        finding.id,
        printable(finding.text.in_language(language))
    );
    let indent = " ".repeat(25);
    let details = finding.details.iter().map(|it| it.in_language(language));
    for line in details.flat_map(str::lines) {
        out.push_str(&format!("{indent}{}\n", printable(line)));
    }
    let hints = finding
        .hints
        .iter()
        .map(|hint| hint.text().in_language(language));
    let hints: Vec<&str> = hints.collect();
    if !hints.is_empty() {
        let word = language.pick("try", "Abhilfe");
        out.push_str(&format!("{indent}{word}: {}\n", hints.join("; ")));
    }
    out
}

fn summary(findings: &[Finding]) -> String {
    let of = |state| findings.iter().filter(|it| it.state == state).count() as u64;
    let parts = [
        count(of(State::Problem), "problem", "problems"),
        count(of(State::Warning), "warning", "warnings"),
        count(of(State::Note), "note", "notes"),
    ];
    let parts: Vec<&String> = parts.iter().filter(|it| !it.starts_with("0 ")).collect();
    match parts[..] {
        [] => "Everything is as it should be.".to_owned(),
        [one] => format!("{one}."),
        [first, second] => format!("{first} and {second}."),
        _ => format!("{}, {} and {}.", parts[0], parts[1], parts[2]),
    }
}
