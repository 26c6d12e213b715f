//! What a visit to the map leaves in a browser.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kplaces_webfleet_sim::MARKED_PLACE;

use super::hunt::{Hunt, holds};
use super::visit::Visit;
use super::{Seen, Stage, Why, broken, stage};

/// The longest wait for the page.
const PATIENCE: Duration = Duration::from_secs(40);

/// The profile of a browser holds no place after a visit, and no personal column.
pub(crate) fn canary_browser(here: &Stage) -> Seen {
    here.needs("map")?;
    let browser = ["chromium", "google-chrome"].into_iter().find(|name| {
        let there = Command::new(name)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        there.is_ok_and(|status| status.success())
    });
    let Some(browser) = browser else {
        return Err(Why::NotRun("Chromium is missing".to_owned()));
    };
    let (_webfleet, device) = here.synced()?;
    let visit = Visit::start_outside(&device, &[])?;
    let profile = device.outside("profile");
    let log = device.outside("net-log.json");
    let mut chromium = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg("--net-log-capture-mode=IncludeSensitive")
        .arg(&visit.url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Why::NotRun(format!("{browser} cannot be started: {error}")))?;
    // Until the page has asked for the tiles of the world, which come last.
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let bytes = std::fs::read(&log).unwrap_or_default();
        if holds(&bytes, b"/tiles/") {
            break;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    std::thread::sleep(Duration::from_secs(2));
    stage::signal("-TERM", &chromium);
    let _ = chromium.wait();
    visit.end()?;
    let asked = std::fs::read(&log).unwrap_or_default();
    if !holds(&asked, b"/tiles/") || !holds(&asked, b"/api/list") {
        return broken("the page was not shown: nothing was looked at");
    }
    let text = String::from_utf8_lossy(&asked);
    // What the browser asks on its own account is its maker's business.
    let hosts: BTreeSet<&str> = text
        .lines()
        .filter(|event| event.contains("\"initiator\":\"http://127.0.0.1"))
        .flat_map(|event| event.split("\"url\":\"").skip(1))
        .filter_map(|url| url.split('"').next()?.split_once("://"))
        .filter(|(scheme, _)| ["http", "https", "ws", "wss"].contains(scheme))
        .filter_map(|(_, rest)| rest.split(['/', ':']).next())
        .collect();
    if let Some(other) = hosts.iter().find(|host| **host != "127.0.0.1") {
        return broken(format!("the page asks {other}"));
    }
    let mut files = Vec::new();
    walk(&profile, &mut files);
    if files.is_empty() {
        return broken("there is no profile: nothing was looked at");
    }
    let personal = Hunt::personal();
    let places = Hunt::for_words(&[MARKED_PLACE]);
    for path in &files {
        let bytes = std::fs::read(path).unwrap_or_default();
        if let Some(what) = personal.find(&bytes).or(places.find(&bytes)) {
            return broken(format!("{what} is in the profile: {}", path.display()));
        }
    }
    Ok(format!(
        "{} files of a profile after a visit; the page asked 127.0.0.1 only",
        files.len()
    ))
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, into);
        } else {
            into.push(path);
        }
    }
}
