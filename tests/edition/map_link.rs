//! How the browser gets the link: where nobody else can read it, and nothing else of ours with it.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use kplaces_tests::Sandbox;
use serde_json::Value;

use crate::map::{get, start};
use crate::{connected, synced};

/// A stand-in for the system's opener: tells what it was given, and what everybody can see of all processes.
const OPENER: &str = r#"#!/bin/sh
{
  echo "file $1"
  stat -c 'mode %a' "$1"; stat -c 'folder %a' "$(dirname "$1")"
  cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0\n' '  ' ; echo
  echo "page $(cat "$1")"
  tr '\0' '\n' < /proc/$$/environ | sed 's/^/env /'
} > "$HOME/told"
"#;

/// Puts a program where the device finds it first.
pub(crate) fn install(device: &mut Sandbox, name: &str, script: &str) {
    let path = device.write(&format!("bin/{name}"), script);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    let bin = path.parent().unwrap().to_str().unwrap().to_owned();
    device.env("PATH", format!("{bin}:/usr/bin:/bin"));
    let made = Command::new("mkfifo").arg(device.path("told")).status();
    assert!(made.unwrap().success());
}

/// Secrets in variables, as in a container or a kiosk.
fn hide_secrets(device: &mut Sandbox) {
    for name in [
        "LOGIN__PASSWORD",
        "LOGIN__APIKEY",
        "PASSPHRASE",
        "LOGIN__ACCOUNT",
    ] {
        device.env(&format!("KPLACES_{name}"), "s3cret-CANARY");
    }
}

fn line<'t>(told: &'t str, beginning: &str) -> &'t str {
    let line = told.lines().find_map(|line| line.strip_prefix(beginning));
    line.unwrap_or_else(|| panic!("{beginning}: {told}"))
}

#[test]
fn the_link_is_in_a_private_file_and_in_no_arguments() {
    let (_webfleet, mut device) = synced();
    if start(&device, &[]).is_none_or(|map| map.end("-INT").0 != Some(0)) {
        return;
    }
    install(&mut device, "xdg-open", OPENER);
    hide_secrets(&mut device);
    let child = device
        .command(&["map", "--json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Ends when the opener has told everything.
    let told = fs::read_to_string(device.path("told")).unwrap();
    let file = line(&told, "file ");
    assert_eq!(line(&told, "mode "), "600");
    assert_eq!(line(&told, "folder "), "700");
    let page = line(&told, "page ");
    let (_, link) = page.split_once("url=http://127.0.0.1:").unwrap();
    let (port, rest) = link.split_once('/').unwrap();
    let (target, _) = rest.split_once('"').unwrap();
    let key = target.strip_prefix("?token=").unwrap();
    assert_eq!(key.len(), 64);
    let seen = told.replace(page, "");
    assert!(!seen.contains(key), "everybody can read it");
    assert!(
        seen.contains("map --json"),
        "the arguments of all were looked at"
    );
    assert!(!told.contains("s3cret-CANARY") && !seen.contains("env KPLACES_"));
    assert!(seen.contains("env HOME="));

    // A browser that was led here by a file, as Chromium and Firefox do it.
    let port: u64 = port.parse().unwrap();
    let navigation =
        "\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document";
    let answer = get(port, &format!("/{target}"), navigation);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("content=\"0;url=/\""), "{answer}");
    let (_, cookie) = answer.split_once("set-cookie: ").unwrap();
    assert!(cookie.contains("SameSite=Strict"));
    let cookie = cookie.split(';').next().unwrap();
    let facts = get(port, "/api/facts", cookie);
    assert!(facts.starts_with("HTTP/1.1 200 "), "{facts}");
    // It is removed beside the answer.
    while fs::exists(file).unwrap() {
        get(port, "/api/facts", cookie);
    }
    let again = get(port, &format!("/{target}"), navigation);
    assert!(again.starts_with("HTTP/1.1 403 "), "{again}");

    let ended = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(ended.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert!(
        !said["url"].as_str().unwrap().contains(key),
        "a link of its own"
    );
}

#[test]
fn a_link_that_was_not_used_goes_with_the_map_or_with_the_next_one() {
    let (_webfleet, mut device) = synced();
    if start(&device, &[]).is_none_or(|map| map.end("-INT").0 != Some(0)) {
        return;
    }
    install(&mut device, "xdg-open", OPENER);
    let mut files = Vec::new();
    for signal in ["-KILL", "-INT"] {
        let mut child = device
            .command(&["map", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let told = fs::read_to_string(device.path("told")).unwrap();
        files.push(line(&told, "file ").to_owned());
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        child.wait().unwrap();
        assert_eq!(
            fs::exists(files.last().unwrap()).unwrap(),
            signal == "-KILL"
        );
    }
    for file in files {
        assert!(!fs::exists(file).unwrap());
    }
}

#[test]
fn a_command_that_prints_a_secret_inherits_none() {
    let (_webfleet, mut device) = connected(kplaces_tests::small_world());
    device.env("KPLACES_PASSPHRASE", "s3cret-CANARY");
    device.env("KPLACES_LOGIN__APIKEY", kplaces_webfleet_sim::SAMPLE_APIKEY);
    let print = format!("env > seen; echo {}", kplaces_webfleet_sim::SAMPLE_PASSWORD);
    device.env("KPLACES_LOGIN__PASSWORD_COMMAND", print);
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let seen = fs::read_to_string(device.path("seen")).unwrap();
    assert!(
        seen.contains("HOME=") && !seen.contains("KPLACES_"),
        "{seen}"
    );
}
