use std::io::BufRead;

use kplaces_config::Credential;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::args::Login;
use crate::{CliError, Output, Session, text};

#[derive(Serialize)]
struct LoginJson {
    stored_in: String,
}

#[derive(Serialize)]
struct LogoutJson {
    removed: Option<String>,
}

/// Asks for what is not given and stores it. There is no flag for a secret: flags are seen by
/// every user of the device, and end up in the shell's history.
pub(super) async fn login(session: &Session, arguments: Login) -> Result<Output, CliError> {
    // Settings first: a broken file should not cost someone the typing.
    session.loaded()?;
    let mut ask = Ask {
        from_stdin: arguments.stdin,
        session,
    };
    let account = ask.text(arguments.account, text::login::ACCOUNT)?;
    let user = ask.text(arguments.user, text::login::USER)?;
    let password = ask.secret(text::login::PASSWORD).await?;
    let apikey = ask.secret(text::login::APIKEY).await?;
    let path = session.sources.save_credential(&Credential {
        account,
        user,
        password,
        apikey,
    })?;
    let stored_in = path.display().to_string();
    Output::report(text::login::stored(&stored_in), &LoginJson { stored_in })
}

pub(super) fn logout(session: &Session) -> Result<Output, CliError> {
    let removed = session
        .sources
        .remove_credential()?
        .map(|path| path.display().to_string());
    Output::report(
        text::login::removed(removed.as_deref()),
        &LogoutJson { removed },
    )
}

struct Ask<'s> {
    from_stdin: bool,
    session: &'s Session,
}

impl Ask<'_> {
    fn text(&mut self, given: Option<String>, what: &'static str) -> Result<String, CliError> {
        let answer = match given {
            Some(given) => given,
            None if self.from_stdin => line_of_stdin(what)?,
            None => {
                self.needs_someone()?;
                prompt(what)?
            }
        };
        let answer = answer.trim();
        if answer.is_empty() {
            Err(text::login::empty(what))
        } else {
            Ok(answer.to_owned())
        }
    }

    async fn secret(&mut self, what: &'static str) -> Result<SecretString, CliError> {
        let answer = if self.from_stdin {
            line_of_stdin(what)?.into()
        } else {
            self.needs_someone()?;
            crate::prompt::secret(format!("{what}: "), |error| {
                text::login::unreadable(what, error)
            })
            .await?
        };
        if answer.expose_secret().is_empty() {
            Err(text::login::empty(what))
        } else {
            Ok(answer)
        }
    }

    fn needs_someone(&self) -> Result<(), CliError> {
        if self.session.terminal.interactive {
            Ok(())
        } else {
            Err(text::login::nobody())
        }
    }
}

fn line_of_stdin(what: &'static str) -> Result<String, CliError> {
    let mut line = String::new();
    let read = std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| text::login::unreadable(what, &error))?;
    if read == 0 {
        return Err(text::login::missing_line(what));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A prompt with echo.
fn prompt(what: &'static str) -> Result<String, CliError> {
    use std::io::Write;
    let mut stderr = std::io::stderr().lock();
    let shown = write!(stderr, "{what}: ").and_then(|()| stderr.flush());
    shown.map_err(|error| text::login::unreadable(what, &error))?;
    line_of_stdin(what)
}
