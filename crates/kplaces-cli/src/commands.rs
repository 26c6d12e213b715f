//! One file per command: arguments in, [`Output`] out. No rules of the product live here.

mod backup;
mod completions;
mod config;
pub(crate) mod doctor;
mod edition;
mod export;
mod import_check;
mod log;
mod login;
mod manual;
mod map;
mod odd;
mod places;
pub(crate) mod privacy;
mod status;
mod sync;
mod then;

pub use map::map_of_tour;
pub use sync::sync_as_wished;
pub(crate) use then::Followed;

use crate::args::Command;
use crate::{CliError, Commands, Output, Session, command_line};

/// Does one of the common commands. `features` are the commands of the edition besides, for its manual.
pub(crate) async fn run(
    session: &Session,
    what: Command,
    features: &Commands,
) -> Result<Output, CliError> {
    let command_line = || command_line::own(session.product(), features, session.language);
    match what {
        Command::Login(arguments) => login::login(session, arguments).await,
        Command::Logout => login::logout(session),
        Command::Sync(arguments) => sync::sync(session, arguments).await,
        Command::List(arguments) if arguments.odd => odd::list(session, arguments.csv).await,
        Command::List(arguments) => places::list(session, arguments).await,
        Command::Show(arguments) => places::show(session, arguments).await,
        Command::Find(arguments) => places::find(session, arguments).await,
        Command::Near(arguments) => places::near(session, arguments).await,
        Command::Export(arguments) => export::export(session, arguments).await,
        Command::ImportCheck(arguments) => import_check::import_check(session, arguments).await,
        Command::Map(mut arguments) => match arguments.autostart.take() {
            Some(what) => map::autostart(session, &what),
            None => map::map(session, arguments).await,
        },
        Command::Open(arguments) => map::open(session, arguments).await,
        Command::Status => status::status(session).await,
        Command::Log(arguments) => log::log(session, &arguments).await,
        Command::Backup(what) => backup::backup(session, what).await,
        Command::Doctor(arguments) => doctor::doctor(session, arguments).await,
        Command::Privacy(what) => privacy::privacy(session, what).await,
        Command::Edition => Ok(edition::edition(session)),
        Command::Config(what) => config::config(session, what).await,
        Command::Completions(arguments) => Ok(completions::completions(
            session,
            &command_line(),
            &arguments,
        )),
        Command::Man(arguments) => manual::man(session, command_line(), &arguments),
    }
}
