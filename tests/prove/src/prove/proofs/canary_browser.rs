//! What a visit leaves in the browser, and whom the browser asked meanwhile.

use std::fs;
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;

use crate::prove::contents::{files_below, unpacked};
use crate::prove::needles::Needles;
use crate::prove::outcome::Outcome;
use crate::prove::subject::{Marks, Subject};
use kplaces_tools::chromium;
use kplaces_tools::process;
use kplaces_tools::stand_in::Login;

/// Editions are proved side by side; three browsers that draw maps without a graphics card wait for each other longer
/// than a visit does.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let _only = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(mut node) = chromium::with_chromium()? else {
        return Ok(Outcome::NotRun("Node.js or Chromium is missing".to_owned()));
    };
    let webfleet = subject.webfleet(&["--fault", "all-columns"])?;
    let marks = Marks::of(&webfleet)?;
    let login = webfleet.login()?;
    let secrets = [
        ("the password", Needles::of(&login.password)),
        ("the API key", Needles::of(&login.apikey)),
    ];
    let device = subject.synced("canary-browser", &webfleet)?;
    let mut map = device.map(&[])?;
    let profile = subject.scratch.join("profile");
    let log = subject.scratch.join("net-log.json");
    let place = webfleet.announced("place")?;
    node.arg("profile.mjs")
        .arg(&map.link)
        .arg(place)
        .arg(&profile)
        .arg(&log)
        .env("KPLACES_VISIT_LOGIN", login_in_json(&login));
    let said = process::output(&mut node).context("the visit failed")?;
    let hosts: Vec<String> = serde_json::from_slice(&said)?;
    map.end()?;
    let origin = Needles::of("127.0.0.1");
    let (mut files, mut bytes, mut found_origin) = (0, 0, 0);
    let mut violations: Vec<String> = hosts
        .iter()
        .filter(|host| *host != "127.0.0.1")
        .map(|host| format!("the browser asked {host}"))
        .collect();
    for path in files_below(&profile)? {
        files += 1;
        let name = path.strip_prefix(&profile)?.display().to_string();
        let content = fs::read(&path)?;
        bytes += content.len();
        for part in unpacked(content) {
            found_origin += origin.count(&part);
            let secrets = secrets.iter().map(|(what, needles)| (*what, needles));
            let marks = [
                ("a place", &marks.place),
                ("a personal column", &marks.personal),
            ];
            for (what, needles) in marks.into_iter().chain(secrets) {
                for spelling in needles.within(&part) {
                    violations.push(format!(
                        "{name} in the browser's profile holds {what} ({spelling})"
                    ));
                }
            }
        }
    }
    if found_origin == 0 {
        violations.push("the profile is not where it is looked for".to_owned());
    }
    let shown = format!(
        "{files} files of the browser's profile with {bytes} bytes after a visit with search, details, \
         driver mode, a login that was typed, and sync: no place, no personal value, no password and no API key; the address of the map is found \
         {found_origin} times; hosts in the browser's record of the network: {}",
        hosts.join(", ")
    );
    Ok(Outcome::of(violations, shown))
}

/// The login as the visit types it. Its environment is that of a program of the proof, not of ours.
fn login_in_json(login: &Login) -> String {
    let Login {
        account,
        user,
        password,
        apikey,
    } = login;
    serde_json::json!({"account": account, "user": user, "password": password, "apikey": apikey})
        .to_string()
}
