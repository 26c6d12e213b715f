use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};
use kplaces_text::Language::German;
use kplaces_text::{Text, command, of_io, text};

use crate::document::{self, Item, Node};
use crate::encoding::{self, NotText};
use crate::error::{Problem, ProblemKind};
use crate::nearest::nearest;
use crate::schema::{KEYS, Key, Kind, Reach, SECTIONS};
use crate::sources::{LANGUAGE, PREFIX, TENANT, USER_FILE};
use crate::text::shown_key;
use crate::trust::{self, Doubt};
use crate::{Origin, Sources};

/// No configuration is larger; a log file named by mistake is not read to its end.
const MAX_FILE: u64 = 1 << 20;

/// Variables that belong to the program and set no key.
const NO_SETTING: [&str; 4] = [USER_FILE, LANGUAGE, TENANT, "KPLACES_TEST_NOW"];

/// Variables of the login and of the passphrase, and the key each stands for in a listing.
pub(crate) const LOGIN_VARIABLES: [(&str, &str); 11] = [
    ("KPLACES_LOGIN__ACCOUNT", "login.account"),
    ("KPLACES_LOGIN__APIKEY", "login.apikey"),
    ("KPLACES_LOGIN__APIKEY_COMMAND", "login.apikey_command"),
    ("KPLACES_LOGIN__APIKEY_FILE", "login.apikey_file"),
    ("KPLACES_LOGIN__PASSWORD", "login.password"),
    ("KPLACES_LOGIN__PASSWORD_COMMAND", "login.password_command"),
    ("KPLACES_LOGIN__PASSWORD_FILE", "login.password_file"),
    ("KPLACES_LOGIN__USER", "login.user"),
    ("KPLACES_NEW_PASSPHRASE", "new_passphrase"),
    ("KPLACES_PASSPHRASE", "passphrase"),
    ("KPLACES_PASSPHRASE_FILE", "passphrase_file"),
];

/// The checked values of one source.
pub(crate) struct Layer {
    pub(crate) origin: Origin,
    pub(crate) values: Vec<(&'static Key, Value)>,
}

impl Layer {
    /// The value it has for a key, and where that is set.
    pub(crate) fn get(&self, key: &str) -> Option<(&Value, &Origin)> {
        let mut values = self.values.iter().rev();
        let (_, value) = values.find(|(known, _)| known.name == key)?;
        Some((value, &self.origin))
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        self.origin.metadata()
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(dict(&self.values)))
    }
}

/// All layers as one: of each key the highest value, which is no longer known to be of one of them.
pub(crate) struct Merged<'a>(pub(crate) &'a [Layer]);

impl Provider for Merged<'_> {
    fn metadata(&self) -> Metadata {
        Metadata::named("all")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let values = self.0.iter().flat_map(|layer| &layer.values);
        Ok(Profile::Default.collect(dict(values)))
    }
}

/// Values by sections; of a key the last one.
fn dict<'a>(values: impl IntoIterator<Item = &'a (&'static Key, Value)>) -> Dict {
    let mut all = Dict::new();
    for (key, value) in values {
        let Some((section, name)) = key.name.split_once('.') else {
            all.insert(key.name.to_owned(), value.clone());
            continue;
        };
        let section = all
            .entry(section.to_owned())
            .or_insert_with(|| Value::from(Dict::new()));
        if let Value::Dict(_, section) = section {
            section.insert(name.to_owned(), value.clone());
        }
    }
    all
}

/// All layers, lowest first, and everything that is wrong with them.
pub(crate) fn gather(sources: &Sources) -> (Vec<Layer>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut layers = vec![defaults()];
    let named = sources.names_file();
    let files = [(&sources.system_file, false), (&sources.user_file, named)];
    for (path, must_exist) in files {
        if let Some(path) = path {
            layers.extend(file(
                path,
                must_exist,
                sources.home.as_deref(),
                &mut problems,
            ));
        }
    }
    for (name, text) in &sources.env {
        layers.extend(variable(name, text, &mut problems));
    }
    layers.extend(flags(&sources.flags, &mut problems));
    (layers, problems)
}

fn defaults() -> Layer {
    let value = |key: &'static Key| Some((key, key.kind.take_text(key.default?)?));
    Layer {
        origin: Origin::Default,
        values: KEYS.iter().filter_map(value).collect(),
    }
}

/// Reads a TOML file into its items. `None` with no problem noted: there is no such file.
fn file(
    path: &Path,
    must_exist: bool,
    home: Option<&Path>,
    problems: &mut Vec<Problem>,
) -> Option<Layer> {
    let origin = Origin::File(path.to_owned());
    let unreadable = |why: Text| Problem::new(ProblemKind::Unreadable, why).at(&origin);
    let (bytes, doubt) = match read(path, home) {
        Ok(read) => read,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !must_exist => return None,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let why = text!(
                "there is no such file, but {USER_FILE} names it",
                "diese Datei gibt es nicht, aber {USER_FILE} nennt sie"
            );
            problems.push(unreadable(why));
            return None;
        }
        Err(error) => {
            problems.push(unreadable(cannot_be_read(&error)));
            return None;
        }
    };
    let items = items(&bytes).map_err(|problem| problems.push(problem.at(&origin)));
    let values = examined(&items.ok()?, doubt.as_ref(), &origin, problems);
    Some(Layer { origin, values })
}

/// A file of settings as it is, and who else may change it.
pub(crate) fn read(path: &Path, home: Option<&Path>) -> io::Result<(Vec<u8>, Option<Doubt>)> {
    let file = open(path)?;
    let doubt = trust::doubt(path, &file, home)?;
    Ok((up_to(MAX_FILE, file)?, doubt))
}

/// What the items of a file set, and what is wrong with them.
pub(crate) fn examined(
    items: &[Item],
    doubt: Option<&Doubt>,
    origin: &Origin,
    problems: &mut Vec<Problem>,
) -> Vec<(&'static Key, Value)> {
    let mut values = Vec::new();
    table("", items, origin, &mut values, problems);
    problems.extend(doubt.and_then(|doubt| Some(untrusted(&values, doubt)?.at(origin))));
    values
}

/// What is wrong with a file of settings that others may have written; nothing if it sets only what does
/// no harm.
fn untrusted(values: &[(&'static Key, Value)], doubt: &Doubt) -> Option<Problem> {
    let guarded = values.iter().filter(|(key, _)| key.reach == Reach::Guarded);
    let mut names: Vec<String> = guarded.map(|(key, _)| format!("`{}`", key.name)).collect();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let message = text!(language =>
        "is not believed, since it sets {names} and {doubt}",
        "ist nicht vertrauenswürdig, denn die Datei setzt {names}, und {doubt}",
        names = language.list(&names),
        doubt = doubt.text().in_language(language)
    );
    Some(Problem::new(ProblemKind::Untrusted, message))
}

/// The items of a TOML file, or what is wrong with it as a whole.
pub(crate) fn items(bytes: &[u8]) -> Result<Vec<Item>, Problem> {
    let text = encoding::text(bytes).map_err(|wrong| {
        let line = match wrong {
            NotText::NotUtf8(at) => Some(document::line_at(bytes, at)),
            _ => None,
        };
        Problem::new(ProblemKind::Syntax, wrong.text()).line(line)
    })?;
    document::parse(&text).map_err(|not_toml| {
        let message = text!(
            "is not TOML: a line is a key, =, and a value; text stands in quotes",
            "ist kein TOML: eine Zeile ist ein Schlüssel, = und ein Wert; Text steht in Anführungszeichen"
        );
        Problem::new(ProblemKind::Syntax, message).line(not_toml.line)
    })
}

/// Opens a file, and refuses what is none without waiting for it.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let check = |kind: &std::fs::Metadata| {
        if kind.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !kind.is_file() {
            return Err(io::Error::other(text!(
                "it is not a regular file",
                "keine gewöhnliche Datei"
            )));
        }
        Ok(())
    };
    // Looked at first: opening a pipe would wait for a writer, and a device may do anything.
    check(&std::fs::metadata(path)?)?;
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // There may be a pipe by now.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}

/// Reads a file up to a limit; what is larger is an error.
#[cfg(unix)]
pub(crate) fn read_up_to(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    up_to(max, open(path)?)
}

fn up_to(max: u64, file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Our words or the kind of the error, never more: an error's text could quote something.
pub(crate) fn cannot_be_read(error: &io::Error) -> Text {
    match error.kind() {
        io::ErrorKind::IsADirectory => {
            text!("is a folder, not a file", "ist ein Ordner, keine Datei")
        }
        io::ErrorKind::Other => {
            text!("is not a regular file", "ist keine gewöhnliche Datei")
        }
        io::ErrorKind::FileTooLarge => {
            text!("is larger than 1 MiB", "ist größer als 1 MiB")
        }
        kind => text!(language =>
            "cannot be read: {kind}",
            "lässt sich nicht lesen: {kind}",
            kind = of_kind(kind).in_language(language)
        ),
    }
}

/// What the system says, without its number.
fn of_kind(kind: io::ErrorKind) -> Text {
    Text::new(kind.to_string(), of_io(&kind.into()).in_language(German))
}

fn table(
    prefix: &str,
    items: &[Item],
    origin: &Origin,
    values: &mut Vec<(&'static Key, Value)>,
    problems: &mut Vec<Problem>,
) {
    for item in items {
        let name = format!("{prefix}{}", item.key);
        let mut note = |kind, message: Text| {
            problems.push(
                Problem::new(kind, message)
                    .at(origin)
                    .line(Some(item.line))
                    .key(shown_key(&name)),
            );
        };
        if let Some(key) = Key::find(&name).filter(|_| !item.key.contains('.')) {
            if key.kind == Kind::Secret {
                note(ProblemKind::Exposed, secret_in_a_file(key));
            } else if let Some(value) = key.kind.take_node(&item.value) {
                values.push((key, value));
            } else {
                let given = match &item.value {
                    Node::Text(text) => text,
                    _ => "",
                };
                note(ProblemKind::BadValue, key.kind.refusal(given));
            }
        } else if prefix.is_empty() && SECTIONS.contains(&item.key.as_str()) {
            if let Node::Table(inner) = &item.value {
                table(&format!("{name}."), inner, origin, values, problems);
            } else {
                note(
                    ProblemKind::BadValue,
                    text!(
                        "must be a section, [{name}]",
                        "muss ein Abschnitt sein, [{name}]"
                    ),
                );
            }
        } else {
            let known = KEYS.iter().map(|key| key.name);
            let near = nearest(&name, known.chain(SECTIONS));
            note(ProblemKind::UnknownKey, no_such_setting(near));
        }
    }
}

pub(crate) fn secret_in_a_file(key: &Key) -> Text {
    text!(
        "is a secret and may not stand in a configuration file: run {login}, or use \
         {name}_command here, or the variable {variable} or {variable}_FILE",
        "ist ein Geheimnis und darf in keiner Konfigurationsdatei stehen: {login} ausführen, oder \
         {name}_command hier benutzen, oder die Variable {variable} oder {variable}_FILE",
        login = command("login"),
        name = key.name,
        variable = key.variable(),
    )
}

pub(crate) fn no_such_setting(near: Option<&str>) -> Text {
    match near {
        Some(near) => text!(
            "is no known setting; did you mean {near}?",
            "ist keine bekannte Einstellung; meinten Sie {near}?"
        ),
        None => text!("is no known setting", "ist keine bekannte Einstellung"),
    }
}

fn no_such_variable(near: Option<&str>) -> Text {
    match near {
        Some(near) => text!(
            "is no known variable; did you mean {near}?",
            "ist keine bekannte Variable; meinten Sie {near}?"
        ),
        None => text!("is no known variable", "ist keine bekannte Variable"),
    }
}

fn variable(name: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Layer> {
    if !name.starts_with(PREFIX)
        || NO_SETTING.contains(&name)
        || LOGIN_VARIABLES.iter().any(|(login, _)| *login == name)
    {
        return None;
    }
    let origin = Origin::Env(shown_key(name));
    let setting = KEYS
        .iter()
        .find(|key| !key.is_login() && key.variable() == name);
    let Some(key) = setting else {
        let known: Vec<String> = KEYS
            .iter()
            .filter(|key| !key.is_login())
            .map(Key::variable)
            .chain(LOGIN_VARIABLES.map(|(login, _)| login.to_owned()))
            .chain(NO_SETTING.map(str::to_owned))
            .collect();
        // Without the prefix: it would make every variable look near.
        let bare = |name: &'_ str| name.trim_start_matches(PREFIX).to_owned();
        let bare_known: Vec<String> = known.iter().map(|name| bare(name)).collect();
        let near = nearest(&bare(name), bare_known.iter().map(String::as_str));
        let near = near.map(|near| format!("{PREFIX}{near}"));
        problems.push(
            Problem::new(ProblemKind::UnknownKey, no_such_variable(near.as_deref())).at(&origin),
        );
        return None;
    };
    if let Some(value) = key.kind.take_text(text) {
        return Some(Layer {
            origin,
            values: vec![(key, value)],
        });
    }
    problems.push(
        Problem::new(ProblemKind::BadValue, key.kind.refusal(text))
            .at(&origin)
            .key(key.name),
    );
    None
}

fn flags(flags: &[(String, String)], problems: &mut Vec<Problem>) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    for (name, text) in flags {
        let origin = Origin::Flag(shown_key(name));
        let mut note = |kind, message: Text| {
            problems.push(Problem::new(kind, message).at(&origin).key(shown_key(name)));
        };
        let Some(key) = Key::find(name) else {
            let settings = KEYS.iter().filter(|key| !key.is_login());
            let near = nearest(name, settings.map(|key| key.name));
            note(ProblemKind::UnknownKey, no_such_setting(near));
            continue;
        };
        if key.is_login() {
            let message = text!(
                "may not be given on the command line, where others can read it",
                "darf nicht auf der Befehlszeile stehen, wo andere es lesen können"
            );
            note(ProblemKind::Exposed, message);
            continue;
        }
        let Some(value) = key.kind.take_text(text) else {
            note(ProblemKind::BadValue, key.kind.refusal(text));
            continue;
        };
        // A list flag is given once per entry: `--group A --group B`.
        let earlier = layers.iter_mut().find(|layer| layer.origin == origin);
        match (earlier.and_then(|layer| layer.values.first_mut()), value) {
            (Some((_, Value::Array(_, all))), Value::Array(_, more)) => all.extend(more),
            (Some((_, earlier)), value) => *earlier = value,
            (None, value) => layers.push(Layer {
                origin,
                values: vec![(key, value)],
            }),
        }
    }
    layers
}
