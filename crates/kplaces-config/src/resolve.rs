use std::path::PathBuf;

use figment::Figment;
use figment::value::Value;
use kplaces_text::{Text, command as run_command, text};
use secrecy::{ExposeSecret, SecretString};

use crate::command;
use crate::credential::unsendable_user;
use crate::encoding::bare;
use crate::error::{Problem, ProblemKind};
use crate::kept::{Safe, Wrapped};
use crate::layers::gather;
use crate::login_file::LoginFile;
use crate::schema::Kind;
use crate::server;
use crate::{
    ConfigError, Credential, CredentialSource, LoginOrigin, LoginOutline, Origin, Sources,
};

impl Sources {
    /// [`Sources::credential_with`], where no keyring and nothing sealed can be opened.
    pub fn credential(&self) -> Result<(Credential, CredentialSource), ConfigError> {
        self.credential_with(&|_| {
            Err(text!(
                "cannot be opened here",
                "lässt sich hier nicht öffnen"
            ))
        })
    }

    /// Finds the login, part by part: environment, what `login` kept, configuration files.
    ///
    /// A command runs only if it is what its part comes from; it may take as long as it wants. The
    /// same goes for `open`, which opens a keyring or what is sealed, or says why it does not.
    /// All problems are reported at once, what is missing among them.
    pub fn credential_with(
        &self,
        open: &dyn Fn(Safe) -> Result<Wrapped, Text>,
    ) -> Result<(Credential, CredentialSource), ConfigError> {
        let (layers, problems) = gather(self);
        if !problems.is_empty() {
            return Err(ConfigError::Invalid { problems });
        }
        let path = self.login_file();
        let mut problems = Vec::new();
        let (file, unread) = match self.read_login() {
            Ok(file) => (file, false),
            Err(found) => {
                problems.extend(found);
                (LoginFile::default(), true)
            }
        };
        let mut search = Search {
            sources: self,
            merged: layers.into_iter().fold(Figment::new(), Figment::merge),
            path,
            // What a broken file lacks is not known: its parts are not called missing.
            file_unread: unread,
            safe: file.keep,
            problems,
        };
        let kept_for = (file.account.clone(), file.user.clone());
        let account = search.name("account", file.account);
        let user = search.name("user", file.user);
        let mut file_secrets = (file.password, file.apikey);
        let mut kept_server = file.server;
        if let Some(safe) = file.keep
            && search.comes_from_login("password", "apikey")
        {
            let kept_for = (kept_for.0.as_deref(), kept_for.1.as_deref());
            let (secrets, server) = search.opened(safe, kept_for, open);
            file_secrets = secrets;
            kept_server = server.or(kept_server);
        }
        if let Some((user, origin)) = &user
            && let Some(why) = unsendable_user(user)
        {
            search.refuse::<()>("user", origin, Text::joined(&[why.what(), why.why()], ": "));
        }
        let password = search.secret("password", file_secrets.0);
        let apikey = search.secret("apikey", file_secrets.1);
        let is_kept = [&password, &apikey]
            .into_iter()
            .flatten()
            .any(|it| it.1.is_kept());
        if is_kept && let Some(server) = &kept_server {
            search.stay_at(server);
        }
        match (account, user, password, apikey) {
            (Some(account), Some(user), Some(password), Some(apikey))
                if search.problems.is_empty() =>
            {
                let source = CredentialSource {
                    account: account.1,
                    user: user.1,
                    password: password.1,
                    apikey: apikey.1,
                    is_unbound: is_kept && kept_server.is_none(),
                };
                let credential = Credential {
                    account: account.0,
                    user: user.0,
                    password: password.0,
                    apikey: apikey.0,
                };
                Ok((credential, source))
            }
            _ => Err(unusable(search.problems)),
        }
    }
}

impl Sources {
    /// What [`Sources::credential_with`] would open, if anything. Nothing is opened, run or asked for.
    pub fn opens(&self) -> Option<Safe> {
        let file = self.read_login().ok()?;
        let search = Search {
            sources: self,
            merged: Figment::new(),
            path: PathBuf::new(),
            file_unread: false,
            safe: None,
            problems: Vec::new(),
        };
        file.keep
            .filter(|_| search.comes_from_login("password", "apikey"))
    }

    /// Where the secrets are that `login` put away, used or not; `None` also where the login file
    /// cannot be read.
    pub fn put_away(&self) -> Option<Safe> {
        self.read_login().ok()?.keep
    }

    /// Where the password would be taken from, or `None` if there is none. Nothing is opened, run or
    /// asked for.
    pub fn login_origin(&self) -> Result<Option<LoginOrigin>, ConfigError> {
        Ok(self.login_outline()?.password)
    }

    /// What of the login may be shown, and where each part would be taken from. Nothing is opened, run
    /// or asked for.
    pub fn login_outline(&self) -> Result<LoginOutline, ConfigError> {
        let (layers, problems) = gather(self);
        if !problems.is_empty() {
            return Err(ConfigError::Invalid { problems });
        }
        let path = self.login_file();
        let file = self
            .read_login()
            .map_err(|problems| ConfigError::LoginUnusable { problems })?;
        let mut search = Search {
            sources: self,
            merged: layers.into_iter().fold(Figment::new(), Figment::merge),
            path,
            // What is missing is no problem here.
            file_unread: true,
            safe: file.keep,
            problems: Vec::new(),
        };
        let put_away = file.keep.is_some();
        Ok(LoginOutline {
            account: search.name("account", file.account),
            user: search.name("user", file.user),
            password: search.origin_of("password", put_away || file.password.is_some()),
            apikey: search.origin_of("apikey", put_away || file.apikey.is_some()),
        })
    }
}

fn unusable(problems: Vec<Problem>) -> ConfigError {
    let missing = |problem: &Problem| problem.kind == ProblemKind::Missing;
    if problems.iter().all(missing) {
        ConfigError::LoginMissing { problems }
    } else {
        ConfigError::LoginUnusable { problems }
    }
}

fn set_but_empty() -> Text {
    text!("is set, but empty", "ist gesetzt, aber leer")
}

/// Password and API key, as far as they were found.
type Secrets = (Option<SecretString>, Option<SecretString>);

/// One pass over the places a login can be in.
struct Search<'a> {
    sources: &'a Sources,
    merged: Figment,
    path: PathBuf,
    file_unread: bool,
    safe: Option<Safe>,
    problems: Vec<Problem>,
}

impl Search<'_> {
    /// Whether a secret would be taken from what `login` kept: no variable has it.
    fn comes_from_login(&self, password: &str, apikey: &str) -> bool {
        [password, apikey].iter().any(|part| {
            ["", "_FILE", "_COMMAND"]
                .iter()
                .all(|suffix| self.env(&variable(part, suffix)).is_none())
        })
    }

    /// Refuses to take a kept login to another server than that it is for.
    fn stay_at(&mut self, server: &str) {
        let wanted = server::of_settings(&self.merged);
        if wanted == server {
            return;
        }
        let message = text!(
            "leads to {wanted}, and the login was kept for {server}: set it back, or run \
             {login} to log in there",
            "führt zu {wanted}, und die Anmeldung wurde für {server} aufbewahrt: zurücksetzen, oder sich \
             mit {login} dort anmelden",
            login = run_command("login")
        );
        let origin = Origin::from_metadata(self.merged.find_metadata(server::KEY));
        let problem = Problem::new(ProblemKind::Elsewhere, message);
        self.problems.push(problem.at(&origin).key(server::KEY));
    }

    /// The secrets out of the keyring or the sealed file, if they belong to this account and user, and the
    /// server they are for.
    fn opened(
        &mut self,
        safe: Safe,
        kept_for: (Option<&str>, Option<&str>),
        open: &dyn Fn(Safe) -> Result<Wrapped, Text>,
    ) -> (Secrets, Option<String>) {
        let login = run_command("login");
        let why = match open(safe).map(|wrapped| wrapped.unwrapped()) {
            Ok(Some((found, server)))
                if (Some(found.account.as_str()), Some(found.user.as_str())) == kept_for =>
            {
                return ((Some(found.password), Some(found.apikey)), server);
            }
            Ok(Some(_)) => text!(
                "holds the login of another user: run {login}",
                "enthält die Anmeldung eines anderen Benutzers: {login} ausführen"
            ),
            Ok(None) => text!(
                "holds no login: run {login}",
                "enthält keine Anmeldung: {login} ausführen"
            ),
            Err(why) => why,
        };
        let problem = Problem::new(ProblemKind::Closed, why);
        self.problems.push(match safe {
            Safe::Keyring => problem,
            Safe::Sealed => problem.at(&Origin::File(self.sources.sealed_login_file())),
        });
        // It is not missing: it is not open.
        self.file_unread = true;
        ((None, None), None)
    }

    /// Where what `login` kept is.
    fn origin_of_kept(&self) -> LoginOrigin {
        match self.safe {
            None => LoginOrigin::LoginFile(self.path.clone()),
            Some(Safe::Keyring) => LoginOrigin::Keyring,
            Some(Safe::Sealed) => LoginOrigin::Sealed(self.path.with_extension("age")),
        }
    }

    /// Where a secret would be taken from.
    fn origin_of(&self, part: &str, is_kept: bool) -> Option<LoginOrigin> {
        for suffix in ["", "_FILE", "_COMMAND"] {
            let variable = variable(part, suffix);
            if let Some(text) = self.env(&variable) {
                return Some(match suffix {
                    "_FILE" => LoginOrigin::SecretFile {
                        path: self.sources.at_home(text),
                        variable,
                    },
                    "_COMMAND" => LoginOrigin::Command(Origin::Env(variable)),
                    _ => LoginOrigin::Env(variable),
                });
            }
        }
        if is_kept {
            return Some(self.origin_of_kept());
        }
        let command = self.configured(&format!("login.{part}_command"));
        command.map(|(_, origin)| LoginOrigin::Command(origin))
    }

    /// A part that is no secret.
    fn name(&mut self, part: &str, in_file: Option<String>) -> Option<(String, LoginOrigin)> {
        let (text, origin) = self.name_as_it_is(part, in_file)?;
        if bare(&text).is_empty() {
            return self.refuse(part, &origin, Kind::Text.expected());
        }
        Some((bare(&text).to_owned(), origin))
    }

    fn name_as_it_is(
        &mut self,
        part: &str,
        in_file: Option<String>,
    ) -> Option<(String, LoginOrigin)> {
        let variable = variable(part, "");
        if let Some(text) = self.env(&variable) {
            if bare(text).trim().is_empty() {
                return self.bad(part, variable, set_but_empty());
            }
            return Some((text.to_owned(), LoginOrigin::Env(variable)));
        }
        if let Some(text) = in_file {
            return Some((text, LoginOrigin::LoginFile(self.path.clone())));
        }
        match self.configured(&format!("login.{part}")) {
            Some((Value::String(_, text), Origin::File(path))) => {
                Some((text, LoginOrigin::ConfigFile(path)))
            }
            _ => self.missing(part, false),
        }
    }

    /// A secret: in itself, in a file, or printed by a program.
    fn secret(
        &mut self,
        part: &str,
        in_file: Option<SecretString>,
    ) -> Option<(SecretString, LoginOrigin)> {
        let (secret, origin) = self.secret_as_it_is(part, in_file)?;
        match bare(secret.expose_secret()) {
            "" => self.refuse(part, &origin, Kind::Text.expected()),
            text if text == secret.expose_secret() => Some((secret, origin)),
            text => Some((SecretString::from(text), origin)),
        }
    }

    fn secret_as_it_is(
        &mut self,
        part: &str,
        in_file: Option<SecretString>,
    ) -> Option<(SecretString, LoginOrigin)> {
        let ways = ["", "_FILE", "_COMMAND"].map(|suffix| (suffix, variable(part, suffix)));
        let mut set = ways.iter().filter_map(|(suffix, variable)| {
            let text = self.env(variable)?;
            Some((*suffix, variable.clone(), text))
        });
        if let Some((suffix, variable, text)) = set.next() {
            if let Some((_, second, _)) = set.next() {
                let message = text!(
                    "is also in {second}: set only one of them",
                    "steht auch in {second}: nur eines davon setzen"
                );
                return self.bad(part, variable, message);
            }
            if bare(text).trim().is_empty() {
                return self.bad(part, variable, set_but_empty());
            }
            return match suffix {
                "_FILE" => {
                    let path = self.sources.at_home(text);
                    let found = command::from_file(&path, self.sources.home.as_deref());
                    self.checked(part, &Origin::Env(variable.clone()), found)
                        .map(|secret| (secret, LoginOrigin::SecretFile { variable, path }))
                }
                "_COMMAND" => match Kind::Command.take_text(text) {
                    Some(value) => self.run(part, &value, Origin::Env(variable)),
                    None => self.bad(part, variable, Kind::Command.expected()),
                },
                _ => Some((SecretString::from(text), LoginOrigin::Env(variable))),
            };
        }
        if let Some(secret) = in_file {
            return Some((secret, self.origin_of_kept()));
        }
        match self.configured(&format!("login.{part}_command")) {
            Some((value, origin)) => self.run(part, &value, origin),
            None => self.missing(part, true),
        }
    }

    fn env(&self, variable: &str) -> Option<&str> {
        // The last one counts, as in a shell.
        let (_, text) = self
            .sources
            .env
            .iter()
            .rfind(|(name, _)| name == variable)?;
        Some(text)
    }

    fn configured(&self, key: &str) -> Option<(Value, Origin)> {
        let value = self.merged.find_value(key).ok()?;
        let origin = Origin::from_metadata(self.merged.find_metadata(key));
        Some((value, origin))
    }

    fn run(
        &mut self,
        part: &str,
        command: &Value,
        origin: Origin,
    ) -> Option<(SecretString, LoginOrigin)> {
        let found = command::run(command);
        self.checked(&format!("{part}_command"), &origin, found)
            .map(|secret| (secret, LoginOrigin::Command(origin)))
    }

    fn checked(
        &mut self,
        part: &str,
        origin: &Origin,
        found: Result<SecretString, command::NoSecret>,
    ) -> Option<SecretString> {
        found
            .map_err(|no_secret| {
                let problem = Problem::new(ProblemKind::Command, no_secret.0);
                self.problems
                    .push(problem.at(origin).key(format!("login.{part}")));
            })
            .ok()
    }

    fn bad<T>(&mut self, part: &str, variable: String, message: Text) -> Option<T> {
        let problem = Problem::new(ProblemKind::BadValue, message);
        self.problems.push(
            problem
                .at(&Origin::Env(variable))
                .key(format!("login.{part}")),
        );
        None
    }

    /// What was found of a part cannot be used.
    fn refuse<T>(&mut self, part: &str, origin: &LoginOrigin, message: Text) -> Option<T> {
        let problem = Problem::new(ProblemKind::BadValue, message).key(format!("login.{part}"));
        self.problems.push(match origin {
            LoginOrigin::Env(name) => problem.at(&Origin::Env(name.clone())),
            LoginOrigin::LoginFile(path) | LoginOrigin::ConfigFile(path) => {
                problem.at(&Origin::File(path.clone()))
            }
            _ => problem,
        });
        None
    }

    fn missing<T>(&mut self, part: &str, is_secret: bool) -> Option<T> {
        if !self.file_unread {
            let variants = if is_secret {
                text!(" (or …_FILE, …_COMMAND)", " (oder …_FILE, …_COMMAND)")
            } else {
                Text::default()
            };
            let message = text!(language =>
                "is missing: run {login}, or set {variable}{variants}",
                "fehlt: {login} ausführen oder {variable}{variants} setzen",
                login = run_command("login"),
                variable = variable(part, ""),
                variants = variants.in_language(language)
            );
            self.problems
                .push(Problem::new(ProblemKind::Missing, message).key(format!("login.{part}")));
        }
        None
    }
}

fn variable(part: &str, suffix: &str) -> String {
    format!("KPLACES_LOGIN__{}{suffix}", part.to_uppercase())
}
