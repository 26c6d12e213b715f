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

use kplaces_text::{Language, say, text};

use crate::commands::doctor::Facts;
use crate::error::Kind;
use crate::{CliError, Finding, Session, State};

pub(crate) fn bundle_as_json() -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "a support file goes to standard output as it is, not as JSON: name a file",
            "eine Datei für den Support geht unverändert auf die Standardausgabe, nicht als JSON: \
             eine Datei nennen"
        ),
    )
}

/// The support file could not be written.
pub(crate) fn not_written(error: &ExportError) -> CliError {
    CliError {
        what: text!(
            "the support file could not be written",
            "die Datei für den Support ließ sich nicht schreiben"
        ),
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
    let (title, version) = (&manifest.title, env!("CARGO_PKG_VERSION"));
    let features = manifest.features.len() as u64;
    let further = |language: Language| {
        let [one, many] = ["further feature", "further features"];
        language.count(
            features,
            [one, many],
            ["weitere Funktion", "weitere Funktionen"],
        )
    };
    let text = match manifest.limits.places {
        Limit::AtMost(limit) => text!(l =>
            "{title} {version}: at most {limit} addresses, {further}",
            "{title} {version}: höchstens {limit} Adressen, {further}",
            limit = l.number(u64::from(limit.get())),
            further = further(l)
        ),
        Limit::Unlimited => text!(l =>
            "{title} {version}: all addresses, {further}",
            "{title} {version}: alle Adressen, {further}",
            further = further(l)
        ),
    };
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
        let path = printable(path);
        out.push_str(&say!(
            language,
            "Support file: {path}\nRead it before you send it; 3Kplaces sends nothing.\n",
            "Datei für den Support: {path}\n\
             Vor dem Versenden durchlesen; 3Kplaces versendet nichts.\n"
        ));
    }
    if !quiet {
        out.push_str(&format!("\n{}\n", summary(findings, language)));
    }
    out
}

fn state(state: State, language: Language) -> &'static str {
    match state {
        State::Ok => "ok",
        State::Note => language.pick("note", "Hinweis"),
        State::Warning => language.pick("warning", "Warnung"),
        State::Problem => language.pick("problem", "Problem"),
    }
}

fn entry(finding: &Finding, language: Language) -> String {
    let state = state(finding.state, language);
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

fn summary(findings: &[Finding], language: Language) -> String {
    let of = |state| findings.iter().filter(|it| it.state == state).count() as u64;
    let words = [
        (
            State::Problem,
            ["problem", "problems"],
            ["Problem", "Probleme"],
        ),
        (
            State::Warning,
            ["warning", "warnings"],
            ["Warnung", "Warnungen"],
        ),
        (State::Note, ["note", "notes"], ["Hinweis", "Hinweise"]),
    ];
    let parts = words
        .into_iter()
        .map(|(state, english, german)| (of(state), english, german))
        .filter(|(n, ..)| *n > 0)
        .map(|(n, english, german)| language.count(n, english, german));
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        say!(
            language,
            "Everything is as it should be.",
            "Alles in Ordnung."
        )
    } else {
        format!("{}.", language.list(&parts))
    }
}
