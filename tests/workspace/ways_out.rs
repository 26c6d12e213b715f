//! The ways out of a program, and the files that may take them.

use std::collections::BTreeSet;
use std::path::Path;

use crate::repo::{assert_none, assert_seen, copy, edit, files_ending, read, root, write};

/// A way out: how it is written in Rust, and which files may take it, with the reason.
struct Way {
    words: &'static [&'static str],
    files: &'static [(&'static str, &'static str)],
}

const SOCKETS: Way = Way {
    words: &[
        "TcpStream",
        "TcpListener",
        "TcpSocket",
        "UdpSocket",
        "UnixStream",
        "UnixListener",
        "UnixDatagram",
        "lookup_host",
        "to_socket_addrs",
        "net::connect",
        "reqwest",
        "hyper",
        "rustix::net",
        "secret_service::",
        "keyring_store::",
        "zbus::",
    ],
    files: &[
        ("crates/kplaces-webfleet/src/client.rs", "the one client"),
        (
            "crates/kplaces-webfleet/src/client/body.rs",
            "reads what the one client is answered",
        ),
        (
            "crates/kplaces-webfleet/src/client/exchange.rs",
            "sends what the one client asks",
        ),
        (
            "crates/kplaces-webfleet/src/client/transport.rs",
            "tells errors of the one client apart",
        ),
        (
            "crates/kplaces-webfleet/src/client/egress_tests.rs",
            "a test has a service that is silent",
        ),
        (
            "crates/kplaces-webfleet/src/egress.rs",
            "looks up the names that are allowed",
        ),
        (
            "crates/kplaces-webfleet/src/endpoint.rs",
            "reads an address",
        ),
        (
            "crates/kplaces-webfleet/src/login.rs",
            "spells a secret as an address would",
        ),
        (
            "crates/kplaces-vault/src/native.rs",
            "asks the keyring, on Linux over the session bus",
        ),
        (
            "crates/kplaces-web/src/listener.rs",
            "takes connections on loopback",
        ),
        (
            "crates/kplaces-web/src/peer.rs",
            "asks whose a connection is; its tests make some",
        ),
        ("crates/kplaces-web/src/server.rs", "listens on loopback"),
        (
            "crates/kplaces-web/src/serving.rs",
            "answers connections on loopback",
        ),
    ],
};

const PROGRAMS: Way = Way {
    words: &[
        "process::Command",
        "process::{",
        "open::",
        "child_program(",
        "fork(",
        "exec(",
    ],
    files: &[
        (
            "crates/kplaces-cli/src/commands/map/opener.rs",
            "starts the user's browser",
        ),
        (
            "crates/kplaces-cli/src/interrupt.rs",
            "its test sends a signal",
        ),
        (
            "crates/kplaces-config/src/child.rs",
            "takes our variables away from every program",
        ),
        (
            "crates/kplaces-runner/src/panic.rs",
            "its test runs itself, to see it end",
        ),
        (
            "crates/kplaces-config/src/command.rs",
            "runs the command that has the password",
        ),
        (
            "crates/kplaces-ext-schedule/src/install.rs",
            "tells the system's scheduler",
        ),
    ],
};

/// What puts a whole file in its place: one crate. Where a user names the place, there is one way to it for all
/// commands, which refuses what the program keeps.
const WRITERS: Way = Way {
    words: &[
        ".persist(",
        ".persist_noclobber(",
        ".into_temp_path(",
        "File::create",
        "Draft::begin",
        "kplaces_draft::replace",
    ],
    files: &[
        ("crates/kplaces-draft/src/draft.rs", "files in general"),
        (
            "crates/kplaces-draft/src/folder.rs",
            "complete files that wait",
        ),
        (
            "crates/kplaces-export/src/target.rs",
            "every file that a user names",
        ),
        (
            "crates/kplaces-export-geopackage/src/scratch.rs",
            "what SQLite has to be told the name of, until it is copied",
        ),
        ("crates/kplaces-config/src/login_file.rs", "the login"),
        (
            "crates/kplaces-ext-encrypt/src/key_file.rs",
            "the key of encrypted stores",
        ),
        (
            "crates/kplaces-ext-schedule/src/install.rs",
            "the units of the scheduler",
        ),
        ("crates/kplaces-state/src/files.rs", "the records"),
    ],
};

/// Product code: what is built into an edition.
fn is_product(file: &str) -> bool {
    let built_in = file.starts_with("crates/") || file.starts_with("editions/");
    let aside = ["kplaces-webfleet-sim", "-testsuite", "/benches/", "/tests/"];
    built_in && file.contains("/src/") && !aside.iter().any(|word| file.contains(word))
}

/// Lines that take a way where they may not, and files that may take it and do not.
fn strays(root: &Path, way: &Way) -> Vec<String> {
    let mut unused: BTreeSet<&str> = way.files.iter().map(|(file, _)| *file).collect();
    let mut found = Vec::new();
    for file in files_ending(root, &[".rs"]) {
        if !is_product(&file) {
            continue;
        }
        for (n, line) in read(root, &file).lines().enumerate() {
            let takes = !line.trim_start().starts_with("//")
                && way.words.iter().any(|word| line.contains(word));
            if takes
                && !unused.remove(file.as_str())
                && !way.files.iter().any(|(it, _)| *it == file)
            {
                found.push(format!("{file}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    found.extend(
        unused
            .into_iter()
            .map(|file| format!("{file}: no longer does")),
    );
    found
}

#[test]
fn only_the_client_and_the_map_have_sockets() {
    assert_none("opens a socket", &strays(root(), &SOCKETS));
}

#[test]
fn other_programs_are_started_in_known_places_only() {
    assert_none("starts a program", &strays(root(), &PROGRAMS));
}

#[test]
fn whole_files_are_put_in_their_places_by_known_code_only() {
    assert_none(
        "writes a file past what is reserved",
        &strays(root(), &WRITERS),
    );
}

#[test]
fn a_new_way_out_is_seen() {
    let folder = copy();
    let file = "crates/kplaces-app/src/outside.rs";
    for (way, line) in [
        (&SOCKETS, "let out = TcpStream::connect(host);"),
        (&SOCKETS, "use std::net::UdpSocket;"),
        (&SOCKETS, "let page = reqwest::get(url).await;"),
        (&SOCKETS, "let found = tokio::net::lookup_host(name).await;"),
        (&PROGRAMS, "use std::process::Command;"),
        (&PROGRAMS, "open::that(link);"),
        (&PROGRAMS, "child_program(\"sh\").spawn();"),
        (&WRITERS, "draft.persist(path)?;"),
        (&WRITERS, "kplaces_draft::replace(path, &[content])?;"),
        (&WRITERS, "let file = std::fs::File::create(path)?;"),
    ] {
        write(folder.path(), file, format!("// comment\n{line}\n"));
        assert_eq!(strays(folder.path(), way), [format!("{file}:2: {line}")]);
    }
}

/// Files that prepare a client without a record of what it contacts.
fn clients_nobody_watches(root: &Path) -> Vec<String> {
    let mut found = files_ending(root, &[".rs"]);
    found.retain(|file| {
        let text = read(root, file);
        let own = file.starts_with("crates/kplaces-webfleet/");
        is_product(file)
            && !own
            && text.contains("ClientOptions::new(")
            && !text.contains("witness: Some(")
    });
    found
}

#[test]
fn every_client_of_the_product_has_a_witness() {
    let seen = clients_nobody_watches(root());
    assert_none("its requests would be on no record", &seen);
}

#[test]
fn a_client_without_a_witness_is_seen() {
    let folder = copy();
    let file = "crates/kplaces-cli/src/session.rs";
    edit(folder.path(), file, "witness: Some(", "witness: None.or(");
    assert_seen(&clients_nobody_watches(folder.path()), file);
}
