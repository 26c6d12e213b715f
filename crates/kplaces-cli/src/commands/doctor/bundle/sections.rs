use std::collections::BTreeMap;

use kplaces_app::doctor::{Role, Seen};
use kplaces_config::{ConfigError, Loaded, Origin, Problem, ProblemKind};
use kplaces_state::{Cause, Ended, Failure, Outcome, Run, Trigger};

use super::fact::{Fact, Section};
use crate::{Finding, Session};
use kplaces_device::doctor::{Configured, Copies, Facts, LoginPlace};

mod settings;

/// So many syncs are told of.
const SYNCS: usize = 20;

/// So many files are told of, beside the sums.
const FILES: usize = 200;

pub(super) fn all(session: &Session, facts: &Facts, findings: &[Finding]) -> Vec<Section> {
    vec![
        program(session, facts),
        told(findings),
        configuration(facts),
        login(facts),
        store(facts),
        syncs(facts),
        device(facts),
        files(facts),
    ]
}

fn program(session: &Session, facts: &Facts) -> Section {
    let manifest = session.product().policy.manifest();
    let mut section = Section::new("program");
    section.line("made", [facts.now.into()]);
    section.line("edition", [Fact::Word(manifest.id.into())]);
    section.line("version", [Fact::Word(env!("CARGO_PKG_VERSION"))]);
    section.line(
        "system",
        [std::env::consts::OS.into(), std::env::consts::ARCH.into()],
    );
    section.fact("limit", manifest.limits.places.number());
    section.line(
        "features",
        manifest.features.iter().map(|it| Fact::Word(it.into())),
    );
    let stores = session.product().backends.iter();
    section.line("stores", stores.map(|it| Fact::Word(it.scheme)));
    section
}

fn told(findings: &[Finding]) -> Section {
    let mut section = Section::new("findings");
    for Finding {
        id, code, state, ..
    } in findings
    {
        section.line(id, [Fact::Word(state.into()), Fact::Word(code)]);
    }
    section
}

fn configuration(facts: &Facts) -> Section {
    let mut section = Section::new("settings");
    match &facts.configured {
        Configured::Nowhere(_) => section.fact("readable", Some("nowhere")),
        Configured::Refused(_) => section.fact("readable", Some("refused")),
        Configured::Badly(error) => {
            section.fact("readable", Some(false));
            for problem in error.problems() {
                section.line(key_of(problem), problem_facts(problem));
            }
        }
        Configured::Well(loaded) => settings_of(loaded, &mut section),
    }
    section
}

fn settings_of(loaded: &Loaded, section: &mut Section) {
    for (key, value) in settings::all(&loaded.settings) {
        let entry = loaded.entries.iter().find(|entry| entry.key == key);
        let source = entry.map_or("-", |entry| source(&entry.source));
        section.line(key, value.into_iter().chain([Fact::Word(source)]));
    }
}

/// What kind of place a value comes from.
fn source(origin: &Origin) -> &'static str {
    match origin {
        Origin::Default => "(default)",
        Origin::File(_) => "(file)",
        Origin::Env(_) => "(variable)",
        Origin::Flag(_) => "(command-line)",
    }
}

/// The key of a problem, if it is one that this program knows: others are texts.
fn key_of(problem: &Problem) -> &'static str {
    let key = problem.key.as_deref().unwrap_or_default();
    let known = settings::KEYS.iter().chain(&settings::LOGIN_KEYS);
    known.copied().find(|known| *known == key).unwrap_or("?")
}

fn problem_facts(problem: &Problem) -> Vec<Fact> {
    let kind = match problem.kind {
        ProblemKind::Unreadable => "unreadable",
        ProblemKind::Syntax => "syntax",
        ProblemKind::UnknownKey => "unknown-key",
        ProblemKind::BadValue => "bad-value",
        ProblemKind::Exposed => "exposed",
        ProblemKind::Missing => "missing",
        ProblemKind::Command => "command",
        ProblemKind::Untrusted => "untrusted",
        ProblemKind::Elsewhere => "elsewhere",
        _ => "other",
    };
    let mut all = vec![Fact::Word(kind)];
    all.extend(problem.origin.as_ref().map(|it| Fact::Word(source(it))));
    if let Some(line) = problem.line {
        all.extend([Fact::Word("line"), line.into()]);
    }
    all
}

fn login(facts: &Facts) -> Section {
    let mut section = Section::new("login");
    for (part, place) in facts.logins.parts.into_iter().flatten() {
        let place = match place {
            LoginPlace::Variable => "variable",
            LoginPlace::SecretFile => "secret-file",
            LoginPlace::Keyring => "keyring",
            LoginPlace::Sealed => "sealed-file",
            LoginPlace::LoginFile => "login-file",
            LoginPlace::ConfigFile => "configuration-file",
            LoginPlace::Command => "command",
            LoginPlace::Nowhere => "nowhere",
        };
        section.line(part, [Fact::Word(place)]);
    }
    let usable = match &facts.logins.usable {
        None => "not-tried",
        Some(Ok(())) => "yes",
        Some(Err(ConfigError::LoginMissing { .. })) if facts.logins.is_empty() => "-",
        Some(Err(ConfigError::LoginMissing { .. })) => "incomplete",
        Some(Err(_)) => "no",
    };
    section.line("readable", [Fact::Word(usable)]);
    section
}

fn store(facts: &Facts) -> Section {
    let mut section = Section::new("store");
    if let Some((code, _)) = &facts.misplaced {
        section.line("misplaced", [Fact::Word(code)]);
    }
    let Some(store) = &facts.store else {
        return section;
    };
    section.fact("backend", store.backend);
    match &store.stock {
        Ok(stock) => {
            let provenance = stock.state.provenance.as_ref();
            section.line("state", [Fact::Word("sound")]);
            section.line("places", [stock.state.places.into()]);
            section.line("groups", [stock.groups.len().into()]);
            section.line("revision", [stock.state.revision.0.into()]);
            section.fact("as-of", stock.as_of());
            section.fact("groups-asked-for", provenance.map(|it| it.selection.len()));
            section.fact("cut-at", provenance.and_then(|it| it.cut_at));
        }
        Err(error) => section.line("state", [Fact::Word(error.kind().into())]),
    }
    match &store.copies {
        None => {}
        Some(Copies::Unread(_)) => section.line("copies", [Fact::Word("unreadable")]),
        Some(Copies::None) => section.line("copies", [Fact::Number(0)]),
        Some(Copies::Some {
            count,
            newest,
            sound,
            unsound,
        }) => {
            section.line("copies", [Fact::from(*count)]);
            section.line("newest-copy-made", [newest.at.into()]);
            section.line("newest-copy-bytes", [newest.bytes.into()]);
            section.line("newest-copy-sound", [sound.is_ok().into()]);
            section.line("older-copies-unsound", [unsound.len().into()]);
        }
    }
    section
}

fn syncs(facts: &Facts) -> Section {
    let mut section = Section::new("syncs");
    let Some(record) = facts.record() else {
        let readable = facts.records.as_ref().map(|it| it.journal.is_ok());
        section.fact("readable", readable);
        return section;
    };
    section.line("on-record", [record.runs.len().into()]);
    section.line("odd-lines", [record.odd_lines.into()]);
    for run in record.runs.iter().take(SYNCS) {
        section.line("sync", sync(run));
    }
    section
}

fn sync(run: &Run) -> Vec<Fact> {
    let mut all = vec![run.started.at.into()];
    if run.started.trigger == Trigger::Scheduled {
        all.push(Fact::Word("scheduled"));
    }
    if run.started.dry_run {
        all.push(Fact::Word("dry-run"));
    }
    let Some(ended) = &run.ended else {
        all.push(Fact::Word("unfinished"));
        return all;
    };
    match &ended.outcome {
        Outcome::Done => all.push(Fact::Word("done")),
        Outcome::Failed(failure) => {
            let Failure { kind, cause } = failure;
            all.extend(["failed", kind.word(), cause.word()].map(Fact::Word));
            all.extend(numbers(*cause));
        }
    }
    let Ended {
        took_ms,
        requests,
        bytes,
        added,
        changed,
        removed,
        unchanged,
        odd_rows,
        warnings,
        ..
    } = ended;
    let mut figure = |name: &'static str, number: u64| {
        all.extend([Fact::Word(name), Fact::Number(number)]);
    };
    figure("ms", *took_ms);
    figure("requests", u64::from(*requests));
    figure("bytes", *bytes);
    figure("added", *added);
    figure("changed", *changed);
    figure("removed", *removed);
    figure("unchanged", *unchanged);
    figure("odd-rows", *odd_rows);
    figure("warnings", warnings.len() as u64);
    all
}

/// The numbers of a failure, that support needs most.
fn numbers(cause: Cause) -> Vec<Fact> {
    match cause {
        Cause::Refused { error, .. } => vec![error.into()],
        Cause::HttpStatus { status } | Cause::Redirect { status } => vec![u32::from(status).into()],
        Cause::Garbled { row, .. } => vec![row.into()],
        Cause::Held { wait_s, .. } => vec![wait_s.into()],
        Cause::Settings { problems } => vec![problems.into()],
        _ => Vec::new(),
    }
}

fn device(facts: &Facts) -> Section {
    let mut section = Section::new("device");
    section.line("time-zone-known", [facts.has_time_zone.into()]);
    if let Some(Ok(Some(room))) = &facts.room {
        // Rounded: how much exactly is nobody's business.
        section.line("free-mib", [(room.free >> 20).into()]);
        section.line("read-only", [room.read_only.into()]);
    }
    if let Some(records) = &facts.records {
        let held = records.holder.as_ref().map(Option::is_some);
        section.fact("lock-held", held.ok());
        if let Ok(counters) = &records.counters {
            section.line("counters", [counters.files.into()]);
            section.line("counters-damaged", [counters.damaged.into()]);
        }
    }
    section
}

/// Files by what they are for, without their names.
fn files(facts: &Facts) -> Section {
    let mut section = Section::new("files");
    let mut sums: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
    for seen in &facts.seen {
        let (count, bytes) = sums.entry(seen.role.into()).or_default();
        *count += 1;
        *bytes += told_bytes(seen);
    }
    for (role, (count, bytes)) in sums {
        let sum = [
            count.into(),
            Fact::Word("of"),
            bytes.into(),
            Fact::Word("bytes"),
        ];
        section.line(role, sum);
    }
    let mut odd: Vec<&Seen> = facts.seen.iter().collect();
    odd.sort_by_key(|seen| (seen.flaw().is_none(), seen.role));
    for seen in odd.into_iter().take(FILES) {
        section.line(seen.role.into(), file(seen));
    }
    section
}

/// The size of a login would tell how long its secrets are.
fn told_bytes(seen: &Seen) -> u64 {
    if seen.role == Role::Login {
        0
    } else {
        seen.bytes
    }
}

fn file(seen: &Seen) -> Vec<Fact> {
    let mut all = vec![Fact::Word(seen.kind.into())];
    all.extend(seen.mode.map(Fact::Mode));
    all.push(told_bytes(seen).into());
    if !seen.mine {
        all.push(Fact::Word("foreign"));
    }
    if seen.shielded {
        all.push(Fact::Word("shielded"));
    }
    all
}

#[cfg(test)]
mod tests {
    use kplaces_config::Sources;
    use proptest::prelude::*;

    use super::*;

    /// What is set by texts, each by its variable.
    const TEXTS: [&str; 8] = [
        "KPLACES_SYNC__GROUPS",
        "KPLACES_EXPORT__GROUP_ORDER",
        "KPLACES_FLEET__ID",
        "KPLACES_LOGIN__ACCOUNT",
        "KPLACES_LOGIN__USER",
        "KPLACES_LOGIN__PASSWORD",
        "KPLACES_LOGIN__APIKEY",
        "KPLACES_LOG",
    ];

    /// What is set by paths and addresses, each by its variable and what stands before the text.
    const PLACES: [(&str, &str); 5] = [
        ("KPLACES_DATA_DIR", "/srv/"),
        ("KPLACES_MAP__BASEMAP", "/srv/"),
        ("KPLACES_STORE", "sqlite:"),
        ("KPLACES_WEBFLEET__PROXY", "http://u:"),
        ("KPLACES_WEBFLEET__URL", "https://"),
    ];

    fn shown(env: Vec<(String, String)>) -> String {
        let sources = Sources {
            env,
            ..Sources::default()
        };
        let mut section = Section::new("settings");
        match sources.load() {
            Ok(loaded) => settings_of(&loaded, &mut section),
            Err(error) => {
                for problem in error.problems() {
                    section.line(key_of(problem), problem_facts(problem));
                }
            }
        }
        super::super::Bundle(vec![section]).to_string()
    }

    proptest! {
        /// Upper case letters that no word of ours has in this order, with hostile ones between.
        #[test]
        fn no_text_of_a_setting_is_told(text in "Q[A-Z]{1,8}([ÄÖ \u{202e}\u{1b}\n\"',;/=]Q[A-Z]{1,8}){0,3}", which in 0..14_usize) {
            let mut env = Vec::new();
            match (TEXTS.get(which), PLACES.get(which.wrapping_sub(TEXTS.len()))) {
                (Some(name), _) => env.push(((*name).to_owned(), text.clone())),
                (_, Some((name, before))) => env.push(((*name).to_owned(), format!("{before}{text}"))),
                // A name that is none, as a mistyped secret would be.
                _ => env.push((format!("KPLACES_{text}"), text.clone())),
            }
            let shown = shown(env);
            for word in text.split(|c: char| !c.is_ascii_uppercase()).filter(|it| it.len() > 1) {
                prop_assert!(!shown.contains(word), "{word} is in {shown}");
            }
        }
    }
}
