//! Wrong flags, settings and files: each is named, none is a crash, and nothing is lost.

mod command_line;
mod settings;
mod store;

use kplaces_tests::Ran;

/// The codes of the README of kplaces-cli, but for 70, a defect.
const DOCUMENTED: [i32; 10] = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/// A run that failed the documented way.
fn refused(ran: &Ran) -> String {
    assert!(
        ran.code != 0 && DOCUMENTED.contains(&ran.code),
        "{}",
        ran.shown()
    );
    assert!(!ran.stderr.contains("made a mistake"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "an error says nothing on standard output");
    ran.said()
}
