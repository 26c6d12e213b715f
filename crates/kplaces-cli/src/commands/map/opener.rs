//! The user's browser, and how it gets the link: out of a file that only the user can read.
//!
//! The arguments of a program can be read by everybody on the machine, so the link is in none. A browser that is
//! packed with a world of its own (snap) sees no hidden folders and no common one for files that are there for a while,
//! only the others of the home folder. Where such browsers may be, the file is there as long as the link is of use.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use kplaces_config::keep_our_variables;
use kplaces_files::{DraftFolder, Notes, ONE_FILE, create_file, create_folder};
use kplaces_text::Language;

use crate::Session;

/// Where browsers are that see a part of the home folder only.
const CAGES: [&str; 2] = ["/snap/bin", "/var/lib/snapd/desktop/applications"];

/// A file with a link. Gone with the value; what a killed map left goes when the next one begins.
pub(super) struct LinkFile(DraftFolder);

impl LinkFile {
    /// Writes a page that leads to the link, in a folder of its own.
    pub(super) fn write(session: &Session, link: &str) -> io::Result<Self> {
        let notes = session.notes();
        let _ = notes.sweep();
        let home = session.sources().home.as_deref();
        let in_home = home.filter(|_| are_caged());
        let folder = match in_home.map(|home| DraftFolder::begin_visibly(home, &notes)) {
            Some(Ok(folder)) => folder,
            _ => hidden(&session.dirs().state)?,
        };
        let mut file = create_file(&folder.path().join(ONE_FILE))?;
        file.write_all(page(link).as_bytes())?;
        Ok(Self(folder))
    }

    /// Has the browser open it, beside everything else.
    pub(super) fn open(&self, language: Language) {
        let page = self.0.path().join(ONE_FILE);
        let trying = move || {
            if !open(&page) {
                super::say_no_browser(language);
            }
        };
        // Without a thread there is no browser; the printed link works all the same.
        let _ = thread::Builder::new().spawn(trying);
    }
}

/// Whether there may be browsers that see no hidden folder.
pub(super) fn are_caged() -> bool {
    CAGES.iter().any(|cage| Path::new(cage).is_dir())
}

/// Has the browser open a file; whether one of the system's openers took it.
#[expect(clippy::disallowed_methods, reason = "starts the user's browser")]
pub(super) fn open(page: &Path) -> bool {
    open::commands(page).into_iter().any(start)
}

fn hidden(state: &Path) -> io::Result<DraftFolder> {
    create_folder(state)?;
    DraftFolder::begin(state, &Notes::nowhere())
}

/// Whether one of the system's openers took it.
fn start(mut command: Command) -> bool {
    keep_our_variables(&mut command);
    // A signal to the map is none to the browser.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// A page that leads to a link.
pub(super) fn page(link: &str) -> String {
    format!(
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta http-equiv=\"refresh\" content=\"0;url={link}\"><title>3Kplaces</title>\
         <p><a href=\"{link}\">3Kplaces</a></p>\n"
    )
}
