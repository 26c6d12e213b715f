//! What `doctor` says.

pub(crate) mod bundle;

use kplaces_domain::printable;
use kplaces_export::ExportError;

use kplaces_text::{Language, say, text};

use crate::{CliError, Finding, Kind, State};

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
        name(finding.id, language),
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

/// What was looked at. Programs read the id, and so do English readers.
fn name(id: &str, language: Language) -> &str {
    let german = match id {
        "backup-setting" | "backups" => "Sicherungen",
        "clock" | "online-clock" => "Uhr",
        "configuration" => "Konfiguration",
        "edition" => "Edition",
        "encryption" => "Verschlüsselung",
        "endpoint" => "Gegenstelle",
        "files" => "Dateien",
        "limit" => "Grenze",
        "lock" => "Sperre",
        "log" => "Protokoll",
        "login" | "online-login" => "Anmeldung",
        "online-answer" => "Antwort",
        "online-connect" => "Verbindung",
        "online-name" => "Namensauflösung",
        "online-request" => "Anfrage",
        "online-rights" => "Rechte",
        "online-trust" => "Zertifikat",
        "places" => "Orte",
        "proxy" => "Proxy",
        "quota" | "quota-setting" => "Kontingent",
        "schedule" => "Zeitplan",
        "space" => "Speicherplatz",
        "store" => "Bestand",
        "syncs" => "Abgleiche",
        "tenants" => "Mandanten",
        "time-zone" => "Zeitzone",
        "unfinished" => "Unfertiges",
        other => other,
    };
    language.pick(id, german)
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
