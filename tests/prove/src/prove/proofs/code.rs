//! The rules for source and dependencies: `clippy.toml` and `deny.toml`.

use std::fs;

use crate::prove::outcome::Outcome;
use crate::prove::subject::Subject;
use kplaces_tools::cargo::cargo;
use kplaces_tools::environment::is_ci;
use kplaces_tools::process::works;
use kplaces_tools::workspace::root;

/// What `clippy.toml` has to refuse wherever nobody gives a reason: connections, listening, names, programs.
const BREACHES: [&str; 8] = [
    "std::net::TcpStream::connect(\"192.0.2.1:80\").is_ok()",
    "std::net::TcpListener::bind(\"192.0.2.1:80\").is_ok()",
    "std::net::UdpSocket::bind(\"192.0.2.1:80\").is_ok()",
    "std::net::ToSocketAddrs::to_socket_addrs(\"example.org:80\").is_ok()",
    "std::os::unix::net::UnixStream::connect(\"socket\").is_ok()",
    "std::os::unix::net::UnixListener::bind(\"socket\").is_ok()",
    "std::os::unix::net::UnixDatagram::unbound().is_ok()",
    "std::process::Command::new(\"program\").status().is_ok()",
];

pub(in crate::prove) fn run(_: &Subject) -> anyhow::Result<Outcome> {
    if !works(cargo().args(["clippy", "--version"])) {
        return Ok(Outcome::NotRun("clippy is missing".to_owned()));
    }
    let passed = breaches_that_pass()?;
    if !passed.is_empty() {
        let allowed = |breach| format!("clippy.toml does not refuse `{breach}`");
        return Ok(Outcome::Violated(passed.into_iter().map(allowed).collect()));
    }
    let mut clippy = cargo();
    clippy.args(["clippy", "--quiet", "--workspace", "--", "-D"]);
    if !works(clippy.arg("clippy::disallowed_methods")) {
        return Ok(Outcome::Violated(vec![
            "`cargo clippy --workspace -- -D clippy::disallowed_methods` fails".to_owned(),
        ]));
    }
    let kinds = BREACHES.len();
    if !works(cargo().args(["deny", "--version"])) {
        if is_ci() {
            return Ok(Outcome::NotRun("cargo-deny is missing".to_owned()));
        }
        return Ok(Outcome::Shown(format!(
            "clippy refuses {kinds} planted ways out and finds none in the source; cargo-deny is not installed and \
             did not look"
        )));
    }
    let mut deny = cargo();
    deny.args(["deny", "check", "--hide-inclusion-graph", "bans"]);
    if !works(&mut deny) {
        return Ok(Outcome::Violated(vec![
            "`cargo deny check bans` fails".to_owned(),
        ]));
    }
    Ok(Outcome::Shown(format!(
        "clippy refuses {kinds} planted ways out and finds none in the source: sockets, HTTP and starting programs \
         have one place each; no second HTTP client among the dependencies (`cargo deny check bans`)"
    )))
}

/// Which of the breaches nobody refuses, in a package of nothing else under the rules of the workspace.
fn breaches_that_pass() -> anyhow::Result<Vec<&'static str>> {
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("src"))?;
    let manifest = "[package]\nname = \"planted\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(folder.path().join("Cargo.toml"), manifest)?;
    let mut source = String::new();
    for (n, breach) in BREACHES.iter().enumerate() {
        source += &format!("pub fn planted_{n}() -> bool {{ {breach} }}\n");
    }
    fs::write(folder.path().join("src/lib.rs"), source)?;
    let mut clippy = cargo();
    clippy
        .args([
            "clippy",
            "--quiet",
            "--offline",
            "--message-format",
            "short",
            "--manifest-path",
        ])
        .arg(folder.path().join("Cargo.toml"))
        .args(["--", "-D", "clippy::disallowed_methods"])
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .env("CLIPPY_CONF_DIR", root());
    let said = clippy.output()?;
    let said = String::from_utf8_lossy(&said.stderr);
    // Each breach has a line of its own; the compiler counts from 1.
    let is_seen = |line: usize| {
        let place = format!("src/lib.rs:{line}:");
        said.lines()
            .any(|it| it.contains(&place) && it.contains("disallowed method"))
    };
    let numbered = BREACHES.into_iter().zip(1..);
    Ok(numbered
        .filter(|(_, line)| !is_seen(*line))
        .map(|(breach, _)| breach)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_way_out_is_refused() {
        assert_eq!(breaches_that_pass().unwrap(), [""; 0]);
    }
}
