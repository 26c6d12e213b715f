use kplaces_config::{Credential, Keep, bare, unsendable_user};
use kplaces_device::login::{Choice, Place};
use kplaces_device::text::login::Asked;
use kplaces_device::{Asking, Questions};
use kplaces_state::Cause;
use kplaces_text::Text;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::args::{KeepWhere, Login};
use crate::interrupt::unless_interrupted;
use crate::json::{CheckJson, LoginJson, LogoutJson, UncheckedJson};
use crate::prompt::next_line;
use crate::streams::{fitting, say_to_stderr};
use crate::{CliError, Kind, Output, Session, text};

/// How often a login is tried in one run: too many wrong ones can lock the user.
const MOST_TRIES: usize = 3;

/// Asks for what is not given, asks WEBFLEET whether it is right, and keeps it. There is no flag for
/// a secret: flags are seen by every user of the device, and end up in the shell's history.
pub(super) async fn login(session: &Session, arguments: Login) -> Result<Output, CliError> {
    // Settings and place first: what is wrong with them should not cost someone the typing.
    let settings = session.settings()?;
    if arguments.check {
        return check(session).await;
    }
    let wish = arguments.keep.map_or(settings.login.keep, Keep::from);
    let Choice { place, no_keyring } = session.place_for_login(wish)?;
    // Before anybody types: two at a time could leave half of each.
    let held = session.hold_login()?;
    let ask = Ask {
        from_stdin: arguments.stdin,
        session,
    };
    let mut credential = Credential {
        account: ask.text(arguments.account, Asked::Account)?,
        user: ask.user(arguments.user)?,
        password: ask.secret(Asked::Password).await?,
        apikey: ask.secret(Asked::ApiKey).await?,
    };
    let mut tries_left = MOST_TRIES;
    let unchecked = loop {
        if arguments.no_check {
            break None;
        }
        let check = session.check_login(credential.clone(), Questions::One);
        let error = match unless_interrupted(check).await {
            Ok(_) => break None,
            // WEBFLEET has spoken: to keep it would only lock the user some day.
            Err(error) if error.kind == Kind::Login => error,
            Err(error) if error.kind == Kind::Interrupted => return Err(error),
            Err(error) => break Some(error),
        };
        tries_left -= 1;
        let again = tries_left > 0 && ask.can_ask_again();
        if !again || !ask.anew(&mut credential, &error).await? {
            return Err(text::login::not_kept(error));
        }
    };
    let asks_passphrase = place == Place::Sealed
        && session.terminal.interactive
        && !session.sources().has_passphrase()?;
    if asks_passphrase {
        let why = text::login::why_passphrase(no_keyring.as_ref());
        say_to_stderr(why.in_language(session.language));
    }
    let (stored_in, left_behind) = session.put_login(&held, &credential, place).await?;
    let checked = !arguments.no_check && unchecked.is_none();
    let json = LoginJson {
        stored_in,
        place: place.word(),
        checked,
        unchecked: unchecked.as_ref().map(|error| UncheckedJson {
            kind: error.kind,
            what: error.what.to_string(),
        }),
    };
    let mut output = Output::of(
        json,
        move |json, language| text::login::stored(place, &json.stored_in, json.checked, language),
        |json| serde_json::to_value(json),
    )
    .as_report();
    output.warn(unchecked.as_ref().map(text::login::unchecked));
    let no_keyring = no_keyring.filter(|_| !asks_passphrase);
    output.warn(no_keyring.as_ref().map(text::login::instead_of_keyring));
    output.warn(left_behind.as_ref().map(text::login::left_behind));
    Ok(output)
}

/// Asks WEBFLEET whether the login on this device is right.
async fn check(session: &Session) -> Result<Output, CliError> {
    let (credential, source) = session.credential(Asking::Allowed).await?;
    let origin = session.sources().login_origin()?;
    let check = session.check_login(credential, Questions::Each);
    let (connection, reports) = unless_interrupted(check).await?;
    session.bind_login(source.is_unbound);
    let host = connection.client.host().to_owned();
    let json = CheckJson {
        place: text::login::origin_word(origin.as_ref()),
        host,
        checked: true,
        reports: reports
            .into_iter()
            .flat_map(|it| it.iter().collect::<Vec<_>>())
            .map(|(name, known)| (name, text::login::known_word(known)))
            .collect(),
    };
    let output = Output::of(
        json,
        move |json, language| text::login::accepted(&json.host, origin.as_ref(), reports, language),
        |json| serde_json::to_value(json),
    );
    Ok(output.as_report())
}

pub(super) fn logout(session: &Session) -> Result<Output, CliError> {
    let held = session.hold_login()?;
    let removed_from = session.remove_login(&held)?;
    let json = LogoutJson {
        removed: removed_from.first().cloned(),
        removed_from,
    };
    let output = Output::of(
        json,
        |json, language| text::login::removed(&json.removed_from, language),
        |json| serde_json::to_value(json),
    );
    Ok(output.as_report())
}

impl From<KeepWhere> for Keep {
    fn from(place: KeepWhere) -> Self {
        match place {
            KeepWhere::Auto => Self::Auto,
            KeepWhere::Keyring => Self::Keyring,
            KeepWhere::Sealed => Self::Sealed,
            KeepWhere::File => Self::File,
        }
    }
}

struct Ask<'s> {
    from_stdin: bool,
    session: &'s Session,
}

impl Ask<'_> {
    fn text(&self, given: Option<String>, what: Asked) -> Result<String, CliError> {
        let answer = match given {
            Some(given) => given,
            None if self.from_stdin => line_of_stdin(what)?.to_string(),
            None => {
                self.needs_someone()?;
                self.explain(what);
                prompt(&self.question(&what.text()), what)?
            }
        };
        let answer = bare(&answer).trim();
        if answer.is_empty() {
            Err(text::login::empty(what))
        } else {
            Ok(answer.to_owned())
        }
    }

    /// The user's name, before anybody types a password for it.
    fn user(&self, given: Option<String>) -> Result<String, CliError> {
        let user = self.text(given, Asked::User)?;
        match unsendable_user(&user) {
            Some(why) => Err(text::login::unsendable_user(why)),
            None => Ok(user),
        }
    }

    async fn secret(&self, what: Asked) -> Result<SecretString, CliError> {
        let answer = if self.from_stdin {
            SecretString::from(line_of_stdin(what)?.as_str())
        } else {
            self.needs_someone()?;
            self.explain(what);
            self.hidden(&what.text(), what).await?
        };
        match bare(answer.expose_secret()) {
            "" => Err(text::login::empty(what)),
            text => Ok(SecretString::from(text)),
        }
    }

    async fn hidden(&self, question: &Text, what: Asked) -> Result<SecretString, CliError> {
        let question = self.question(question);
        crate::prompt::secret(question, |error| text::login::unreadable(what, error)).await
    }

    fn question(&self, what: &Text) -> String {
        format!("{}: ", what.in_language(self.session.language()))
    }

    /// Says where to find what is asked for next.
    fn explain(&self, what: Asked) {
        say_to_stderr(what.explained().in_language(self.session.language()));
    }

    fn can_ask_again(&self) -> bool {
        !self.from_stdin && !self.session.json && self.session.terminal.interactive
    }

    /// Asks once more for what WEBFLEET did not accept; what was right before is kept. Says whether anything
    /// is other now: the same is not sent twice.
    async fn anew(&self, login: &mut Credential, error: &CliError) -> Result<bool, CliError> {
        let language = self.session.language();
        say_to_stderr(text::errors::human(&text::login::without_hints(error), language).trim_end());
        say_to_stderr(text::login::try_again().in_language(language));
        let is_key = matches!(
            error.cause,
            Cause::Refused {
                error: 1143 | 1144,
                ..
            }
        );
        if is_key {
            return self.secret_anew(&mut login.apikey, Asked::ApiKey).await;
        }
        let account = self.text_anew(&mut login.account, Asked::Account)?;
        let user = self.text_anew(&mut login.user, Asked::User)?;
        if let Some(why) = unsendable_user(&login.user) {
            return Err(text::login::unsendable_user(why));
        }
        let password = self
            .secret_anew(&mut login.password, Asked::Password)
            .await?;
        // Only where it is not known what was wrong.
        let apikey = error.cause == Cause::Unknown
            && self.secret_anew(&mut login.apikey, Asked::ApiKey).await?;
        Ok(account || user || password || apikey)
    }

    fn text_anew(&self, known: &mut String, what: Asked) -> Result<bool, CliError> {
        let question = text::login::asked_again(what, Some(known));
        let answer = prompt(&self.question(&question), what)?;
        let answer = bare(&answer).trim();
        let is_other = !answer.is_empty() && answer != known;
        if is_other {
            answer.clone_into(known);
        }
        Ok(is_other)
    }

    async fn secret_anew(&self, known: &mut SecretString, what: Asked) -> Result<bool, CliError> {
        let question = text::login::asked_again(what, None);
        let answer = self.hidden(&question, what).await?;
        let answer = bare(answer.expose_secret());
        let is_other = !answer.is_empty() && answer != known.expose_secret();
        if is_other {
            *known = SecretString::from(answer);
        }
        Ok(is_other)
    }

    fn needs_someone(&self) -> Result<(), CliError> {
        if self.session.terminal.interactive {
            Ok(())
        } else {
            Err(text::login::nobody())
        }
    }
}

fn line_of_stdin(what: Asked) -> Result<Zeroizing<String>, CliError> {
    let line = next_line().map_err(|error| text::login::unreadable(what, &error))?;
    line.ok_or_else(|| text::login::missing_line(what))
}

/// A prompt with echo.
fn prompt(question: &str, what: Asked) -> Result<String, CliError> {
    use std::io::Write;
    let mut stderr = std::io::stderr().lock();
    let shown = write!(stderr, "{}", fitting(question)).and_then(|()| stderr.flush());
    shown.map_err(|error| text::login::unreadable(what, &error))?;
    Ok(line_of_stdin(what)?.to_string())
}
