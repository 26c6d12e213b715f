//! Runs that are ended from outside.
#![cfg(unix)]

use std::io::Read;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use kplaces_webfleet_sim::{SAMPLE_APIKEY, SAMPLE_PASSWORD};

use crate::{hears_hangup, synced};

#[test]
fn a_sync_that_is_ended_leaves_the_places_and_nothing_else_and_is_recorded() {
    let (webfleet, mut device) = synced();
    // A login that is kept goes to the server it was kept for, and to no other.
    device.env("KPLACES_LOGIN__PASSWORD", SAMPLE_PASSWORD);
    device.env("KPLACES_LOGIN__APIKEY", SAMPLE_APIKEY);
    let before = device.kept_files();
    let signals = ["-HUP", "-TERM", "-INT"];
    for signal in signals
        .into_iter()
        .filter(|it| *it != "-HUP" || hears_hangup())
    {
        // Somebody who takes the question and never answers.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        device.connect(&format!("http://{}/extern", silent.local_addr().unwrap()));
        let sync = device
            .command(&["sync"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut asked, _) = silent.accept().unwrap();
        asked.read_exact(&mut [0; 4]).unwrap();
        let id = sync.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        let ended = sync.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(130), "{signal}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(String::from_utf8_lossy(&ended.stderr), @"error: ended before it was done");
        }
        assert_eq!(device.kept_files(), before, "{signal}");
        let log = device.run(&["log", "--json"]).json();
        assert_eq!(log["syncs"][0]["outcome"], "unfinished", "{signal}");
        device.connect(&webfleet.url());
        let next = device.run(&["sync", "--no-wait"]);
        assert_eq!(next.code, 0, "{signal}: {}", next.stderr);
    }
}
