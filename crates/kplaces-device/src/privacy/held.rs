//! The categories of what is held. Another one is an entry here and its words in `text`.

use kplaces_app::{DeviceReport, HeldFile};
use kplaces_config::LoginOrigin;
use kplaces_domain::Timestamp;
use kplaces_state::TraceKind;
use kplaces_text::{Language, Text};
use kplaces_webfleet::Endpoint;

use crate::autostart::map;
use crate::location::Kept;
use crate::text::errors;
use crate::text::format::iso;
use crate::{CliError, Device};

/// A category of what is held.
#[derive(Debug)]
pub struct Held {
    /// What it is called; `text::privacy::report` has the words.
    pub id: &'static str,
    /// How many; `None` where nobody can tell, as of a damaged store.
    pub count: Option<u64>,
    /// Where it is.
    pub files: Vec<HeldFile>,
    /// What there is to know besides: name and value.
    pub facts: Vec<(&'static str, Text)>,
}

impl Held {
    fn new(id: &'static str, files: Vec<HeldFile>) -> Self {
        Self {
            id,
            count: Some(files.len() as u64),
            files,
            facts: Vec::new(),
        }
    }

    fn counted(self, count: u64) -> Self {
        Self {
            count: Some(count),
            ..self
        }
    }

    fn fact(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.facts
            .extend(value.map(|it| (name, Text::same(it.to_string()))));
        self
    }

    fn moment(mut self, name: &'static str, moment: Option<Timestamp>) -> Self {
        self.facts.extend(moment.map(|it| (name, told(it))));
        self
    }

    fn origin(mut self, name: &'static str, origin: Option<&LoginOrigin>) -> Self {
        self.facts.extend(origin.map(|it| (name, it.text())));
        self
    }

    /// In English as it always was, for programs; in German as it is told elsewhere.
    fn unreadable(mut self, error: &impl ToString, told: &CliError) -> Self {
        let german = told.what.in_language(Language::German);
        let why = Text::new(error.to_string(), german);
        self.facts.push(("unreadable", why));
        self
    }
}

/// A moment, in English as programs read it.
fn told(moment: Timestamp) -> Text {
    Text::made(|language| match language {
        Language::English => iso(moment),
        Language::German => language.moment(moment.unix()),
    })
}

/// The host that is asked for places, as it is set.
pub fn host(device: &Device) -> Option<String> {
    let url = &device.settings().ok()?.webfleet.url;
    let endpoint: Endpoint = url.parse().ok()?;
    Some(endpoint.host().to_owned())
}

/// Everything of ours on this device, what there is nothing of too.
///
/// `beside` is what there is of the other usual store, where encryption was turned on or off.
pub fn all(device: &Device, report: &DeviceReport, beside: Option<&DeviceReport>) -> Vec<Held> {
    let state = |id, kinds: &[TraceKind]| {
        let files = report
            .state
            .iter()
            .filter(|(it, _)| kinds.contains(&it.kind));
        Held::new(id, files.map(|(_, file)| file.clone()).collect())
    };
    let copies = report.copies.iter();
    let backups = Held::new(
        "backups",
        copies.filter_map(|(_, file)| file.clone()).collect(),
    )
    .counted(report.copies.len() as u64)
    .moment("newest", report.copies.first().map(|(it, _)| it.at))
    .moment("oldest", report.copies.last().map(|(it, _)| it.at));
    let syncs = report.first_and_last_sync();
    let records = state("records", &[TraceKind::Records])
        .counted(report.runs.len() as u64)
        .moment("first_sync", syncs.map(|(first, _)| first))
        .moment("last_sync", syncs.map(|(_, last)| last));
    let mut requests = state("requests", &[TraceKind::Requests]);
    let is_lock = |file: &&HeldFile| file.path.extension().is_some_and(|it| it == "lock");
    let locks = requests.files.iter().filter(is_lock).count() as u64;
    requests.count = requests.count.map(|files| files - locks);
    let beside = beside.map(places_beside);
    let mut all = vec![places(device, report)];
    all.extend(beside.filter(|held| !held.files.is_empty()));
    all.extend([
        backups,
        Held::new("set-aside", report.aside.clone()),
        Held::new("leftovers", report.leftovers.clone()),
        records,
        requests,
        state("contacts", &[TraceKind::Contacts]),
        state(
            "state",
            &[
                TraceKind::Locks,
                TraceKind::DeviceId,
                TraceKind::Unfinished,
                TraceKind::Map,
                TraceKind::Other,
            ],
        ),
        Held::new("key", HeldFile::look_at(device.key_files())),
        login(device),
        settings(device),
        schedule(device),
        autostart(device),
    ]);
    all
}

/// The files of a store that is not in use, and of its copies.
fn places_beside(report: &DeviceReport) -> Held {
    let copies = report.copies.iter().filter_map(|(_, file)| file.as_ref());
    let files = report.store_files.iter().chain(copies);
    let files = files.chain(&report.aside).chain(&report.leftovers);
    Held::new("beside", files.cloned().collect())
}

fn places(device: &Device, report: &DeviceReport) -> Held {
    let mut held = Held::new("places", report.store_files.clone());
    match &report.store {
        None => {
            let missing = missing(device);
            held.count = missing.is_none().then_some(0);
            held = held.fact("missing", missing);
        }
        Some(Err(error)) => {
            held.count = None;
            return held.unreadable(error, &errors::store(error));
        }
        Some(Ok((state, groups))) => {
            held.count = Some(state.places);
            let as_of = state.provenance.as_ref().map(|it| it.as_of);
            held = held
                .fact("groups", Some(groups))
                .moment("as_of", as_of)
                .fact("revision", Some(state.revision.0));
        }
    }
    held.fact("host", host(device))
}

/// The file of an encrypted store that is not there, though its key is.
fn missing(device: &Device) -> Option<String> {
    let location = device.location().ok()?;
    let file = location.file(&device.product.backends)?;
    (location.kept == Kept::EncryptedMissing).then(|| file.display().to_string())
}

/// Account and user are shown: they are this person's own. Password and key never are: they are not
/// even read.
fn login(device: &Device) -> Held {
    let sources = &device.sources;
    let files = [
        sources.login_file(),
        sources.sealed_login_file(),
        sources.next_sealed_login_file(),
    ];
    let mut held = Held::new("login", HeldFile::look_at(files));
    match sources.login_outline() {
        Ok(outline) => {
            held.count = Some(u64::from(outline.password.is_some()));
            let split = |part: Option<(String, LoginOrigin)>| part.unzip();
            let (account, account_from) = split(outline.account);
            let (user, user_from) = split(outline.user);
            held.fact("account", account)
                .fact("user", user)
                .origin("account_from", account_from.as_ref())
                .origin("user_from", user_from.as_ref())
                .origin("password_from", outline.password.as_ref())
                .origin("apikey_from", outline.apikey.as_ref())
        }
        Err(_) if held.files.is_empty() => held,
        // Its words say what is wrong with the file, and hold no value.
        Err(error) => held.unreadable(&error, &errors::config(&error)),
    }
}

fn settings(device: &Device) -> Held {
    let sources = &device.sources;
    let files = [&sources.user_file, &sources.system_file];
    Held::new("settings", HeldFile::look_at(files.into_iter().flatten()))
}

fn schedule(device: &Device) -> Held {
    Held::new("schedule", HeldFile::look_at(by_itself(device)))
}

fn autostart(device: &Device) -> Held {
    Held::new("autostart", HeldFile::look_at(map::installed(device)))
}

/// Files outside of our folders that make the program fetch places by itself.
pub fn by_itself(device: &Device) -> Vec<std::path::PathBuf> {
    let installed = device.product.installed.iter();
    installed.flat_map(|it| it.runs_by_itself(device)).collect()
}
