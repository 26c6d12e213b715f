mod autostart;
mod door;
mod opener;

use std::num::NonZeroU32;
use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use async_trait::async_trait;
use kplaces_app::SyncReport;
use kplaces_device::Tour;
use kplaces_text::Language;
use kplaces_web::{AfterSync, Links, MapOptions, Server};
use tokio::sync::mpsc;

pub(super) use self::autostart::autostart;
use self::door::Door;
use self::opener::LinkFile;
use super::then::Then;
use crate::args::{Map, Open};
use crate::interrupt::signal;
use crate::json::{MapEndedJson, MapJson};
use crate::streams::{say_to_stderr, to_stdout};
use crate::{CliError, Output, Session, text};

/// How long a browser may take to open the page that was written for it alone.
const OPENED_WITHIN: Duration = Duration::from_mins(10);

/// Shows the places on a map of its own.
pub(super) async fn map(session: &Session, arguments: Map) -> Result<Output, CliError> {
    see_the_page(session)?;
    serve(session, arguments, None, Door::of(session), true).await
}

/// Shows a way that was gone, and what would have been told on it, on a map of its own.
pub async fn map_of_tour(session: &Session, tour: Tour, no_open: bool) -> Result<Output, CliError> {
    see_the_page(session)?;
    let arguments = Map {
        no_open,
        ..Map::default()
    };
    // Whoever comes in by the usual door wants the usual map.
    serve(session, arguments, Some(tour), Door::Nowhere, true).await
}

/// Shows them on the map that runs, or begins one.
pub(super) async fn open(session: &Session, arguments: Open) -> Result<Output, CliError> {
    see_the_page(session)?;
    match Door::of(session) {
        Door::Others(page) => {
            let mut output = lead_in(session, &page, !arguments.no_open).await?;
            if arguments.autostart {
                output = output.in_silence();
            }
            Ok(output)
        }
        door => {
            let map = Map {
                no_open: arguments.no_open,
                idle: arguments.idle,
                ..Map::default()
            };
            serve(session, map, None, door, !arguments.autostart).await
        }
    }
}

fn see_the_page(session: &Session) -> Result<(), CliError> {
    if kplaces_web::page_is_built() {
        Ok(())
    } else {
        Err(text::map::no_page(session.product().policy.manifest()))
    }
}

/// Says where the map is that runs, and has the browser open it where that is wanted.
async fn lead_in(session: &Session, page: &Path, browser: bool) -> Result<Output, CliError> {
    let link = door::link_in(page).await;
    let link = link.ok_or_else(text::map::silent)?;
    let is_opened = if !browser {
        true
    } else if opener::are_caged() {
        let file = LinkFile::write(session, &link);
        if let Ok(file) = &file {
            file.open(session.language());
            let used = async {
                while door::link_now(page).as_ref() == Some(&link) {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            };
            let _ = tokio::time::timeout(OPENED_WITHIN, used).await;
        }
        file.is_ok()
    } else {
        let page = page.to_owned();
        let opened = tokio::task::spawn_blocking(move || opener::open(&page));
        opened.await.unwrap_or(false)
    };
    let mut output = Output::of(
        (link, page.to_owned()),
        |(link, page), language| text::map::running(link, page, language),
        |(link, _)| serde_json::to_value(MapJson::of(link)),
    );
    if !is_opened {
        output.warnings.push(text::map::no_browser());
    }
    Ok(output)
}

async fn serve(
    session: &Session,
    arguments: Map,
    tour: Option<Tour>,
    door: Door,
    aloud: bool,
) -> Result<Output, CliError> {
    let door = door.ours();
    let minutes = |minutes: NonZeroU32| Duration::from_secs(60 * u64::from(minutes.get()));
    let options = MapOptions {
        port: arguments.port,
        streets: arguments.basemap,
        idle: arguments.idle.map(minutes),
        tour,
        memory: door.as_ref().map(door::Held::memory).unwrap_or_default(),
    };
    let server = Server::bind(session, options).await;
    let after_sync = AfterPage { session };
    let server = server.map_err(text::map::unserved)?;
    let server = server.followed_by(&after_sync);
    let links = server.links();
    let link = links.new_link().map_err(text::map::unserved)?;
    let mut interrupted = pin!(signal());
    tokio::select! {
        biased;
        // From this look on a signal ends the map, and no longer the process by itself. It must be
        // before anybody can know the link.
        () = &mut interrupted => {}
        () = std::future::ready(()) => if aloud {
            let page = door.as_ref().map(door::Held::page);
            announce(session, &link, page.as_deref(), server.port())?;
        }
    }
    // A key of its own: the one that is printed works whatever becomes of the browser.
    let handed = if arguments.no_open {
        None
    } else {
        hand_over(session, &links)
    };
    let attended = async {
        match &door {
            Some(door) => door.attend(session, &links).await,
            None => std::future::pending().await,
        }
    };
    let stop = async {
        tokio::select! {
            () = interrupted => {}
            () = give_links(session, links.clone()) => {}
            () = put_away(handed) => {}
            () = attended => {}
        }
    };
    let ended = Box::pin(server.run(stop)).await;
    if let Some(door) = door {
        door.close(session, &links);
    }
    let ended = ended.map_err(text::map::unserved)?;
    let output = Output::of(
        ended,
        |ended, language| text::map::ended(*ended, language),
        |ended| serde_json::to_value(MapEndedJson::from(*ended)),
    );
    Ok(output.as_report())
}

/// What is set to follow a sync also follows one of the page.
#[derive(Debug)]
struct AfterPage<'s> {
    session: &'s Session,
}

#[async_trait(?Send)]
impl AfterSync for AfterPage<'_> {
    async fn follow(&self, report: &SyncReport) -> bool {
        // What is set may be other than when the map began.
        let session = self.session.about(self.session.afresh());
        let followed = match Then::wanted(&session, Vec::new()) {
            Ok(then) => then.follow(&session, report).await,
            Err(error) => Err(error),
        };
        followed.is_ok_and(|all| all.iter().all(|it| it.outcome.is_ok()))
    }
}

/// Says where the map is, at once: what a command usually says comes when it ends.
fn announce(session: &Session, link: &str, page: Option<&Path>, port: u16) -> Result<(), CliError> {
    if session.json {
        let json = serde_json::to_string(&MapJson::new(link, port)).map_err(CliError::internal)?;
        return to_stdout(format!("{json}\n").as_bytes());
    }
    let said = if session.quiet {
        format!("{link}\n")
    } else {
        text::map::announcement(link, page, asks_for_links(session), session.language())
    };
    to_stdout(said.as_bytes())
}

/// Gives a link to the browser, and what ends when the file that it stands in is of no use any more.
fn hand_over(
    session: &Session,
    links: &Links,
) -> Option<(LinkFile, impl Future<Output = ()> + use<>)> {
    let handed = links
        .new_link_in_a_file()
        .ok()
        .and_then(|(link, used)| Some((LinkFile::write(session, &link).ok()?, used)));
    match &handed {
        Some((file, _)) => file.open(session.language()),
        None => say_no_browser(session.language()),
    }
    handed
}

fn say_no_browser(language: Language) {
    let words = text::map::no_browser();
    say_to_stderr(&text::warning(words.in_language(language), language));
}

/// Removes the file with the link when it is of no use any more. Never ends.
async fn put_away(handed: Option<(LinkFile, impl Future<Output = ()>)>) {
    if let Some((file, used)) = handed {
        used.await;
        drop(file);
    }
    std::future::pending::<()>().await;
}

fn asks_for_links(session: &Session) -> bool {
    session.terminal.interactive && !session.json && !session.quiet
}

/// Prints a new link whenever somebody presses Enter. Never ends.
async fn give_links(session: &Session, links: Links) {
    if asks_for_links(session) {
        let (enter, mut presses) = mpsc::unbounded_channel();
        // Reading a terminal cannot be given up; a thread of its own keeps nobody from ending.
        std::thread::spawn(
            move || {
                while crate::prompt::line_from_terminal() && enter.send(()).is_ok() {}
            },
        );
        while presses.recv().await.is_some() {
            if let Ok(link) = links.new_link() {
                // A terminal that is gone ends the program by a signal.
                let _ = to_stdout(text::map::another(&link).as_bytes());
            }
        }
    }
    std::future::pending::<()>().await;
}
