//! Two programs at one store that come by different ways: the second one is told, and nothing happens.
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use kplaces_tests::Sandbox;
use kplaces_webfleet_sim::{SAMPLE_APIKEY, SAMPLE_PASSWORD};

use crate::{edition, synced};

const DATA: &str = ".local/share/3kplaces";

/// A sync that has its locks and waits for an answer, with the places in `data_dir`.
fn syncing(device: &mut Sandbox, data_dir: &Path) -> (TcpListener, Child) {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    device.connect(&format!("http://{}/extern", silent.local_addr().unwrap()));
    device.env("KPLACES_LOGIN__PASSWORD", SAMPLE_PASSWORD);
    device.env("KPLACES_LOGIN__APIKEY", SAMPLE_APIKEY);
    let sync = device
        .command(&["sync", "--data-dir", data_dir.to_str().unwrap()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut asked, _) = silent.accept().unwrap();
    asked.read_exact(&mut [0; 4]).unwrap();
    // Kept open by the listener's queue: the sync goes on waiting for its answer.
    std::mem::forget(asked);
    (silent, sync)
}

/// Each command that changes the store, as far as the edition has it.
fn changing(device: &Sandbox) -> Vec<Vec<String>> {
    let archive = device.path("archive.zip").display().to_string();
    let mut all = vec![
        vec!["privacy", "erase", "--all", "--yes"],
        vec!["privacy", "erase", "--older-than", "1", "--yes"],
        vec!["backup", "create"],
        vec!["backup", "restore", "latest"],
        vec!["backup", "import", &archive],
        vec!["sync", "--no-wait"],
    ];
    if edition() == "enterprise" {
        all.push(vec!["encrypt", "on", "--keep", "passphrase"]);
        all.push(vec!["encrypt", "off"]);
        all.push(vec!["encrypt", "rekey"]);
    }
    all.into_iter()
        .map(|words| words.into_iter().map(str::to_owned).collect())
        .collect()
}

/// A device with places, a copy and an archive.
fn prepared() -> (kplaces_tests::MockWebfleet, Sandbox) {
    let (webfleet, mut device) = synced();
    device.env("KPLACES_PASSPHRASE", "passphrase 7c1f");
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let ran = device.run(&["privacy", "extract", "-o", "archive.zip"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    (webfleet, device)
}

fn assert_kept_out(device: &mut Sandbox, syncs_in: &Path, comes_by: &[PathBuf]) {
    let (silent, mut sync) = syncing(device, syncs_in);
    let state = device.path(".local/state/other").display().to_string();
    let before = device.kept_files();
    // The second time as the settings of another user would have it: other records, the same places.
    for own_state in [false, true] {
        if own_state {
            device.env("XDG_STATE_HOME", state.clone());
        }
        for way in comes_by {
            for words in changing(device) {
                let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
                words.extend(["--data-dir", way.to_str().unwrap()]);
                let ran = device.run(&words);
                assert_eq!(ran.code, 11, "{words:?}: {}", ran.shown());
            }
        }
    }
    device.unset("XDG_STATE_HOME");
    assert!(device.kept_files() == before, "something was changed");
    drop(silent);
    sync.kill().unwrap();
    sync.wait().unwrap();
}

#[test]
fn links_and_spellings_of_a_folder_lead_to_one_lock() {
    let (_webfleet, mut device) = prepared();
    let data = device.path(DATA);
    symlink(&data, device.path("link")).unwrap();
    symlink(device.path(".local/share"), device.path("higher")).unwrap();
    let shown = data.display();
    let ways = [
        format!("{shown}/").into(),
        format!("{shown}/.").into(),
        format!("{shown}//backups/..").into(),
        device.path("link"),
        device.path("link/"),
        device.path("higher/3kplaces"),
    ];
    assert_kept_out(&mut device, &data, &ways);
    // And the other way round.
    let link = device.path("link");
    assert_kept_out(&mut device, &link, &[data]);
}

#[test]
fn a_folder_that_is_mounted_elsewhere_has_one_lock() {
    let (_webfleet, mut device) = prepared();
    let data = device.path(DATA);
    let mount = device.path("mount");
    fs::create_dir(&mount).unwrap();
    let is_root = fs::metadata(&mount).unwrap().uid() == 0;
    let bound = is_root
        && Command::new("mount")
            .arg("--bind")
            .args([&data, &mount])
            .status()
            .is_ok_and(|status| status.success());
    if !bound {
        eprintln!("NOT CHECKED: no folder can be mounted elsewhere here");
        return;
    }
    let unmount = Unmount(mount.clone());
    assert_kept_out(&mut device, &data, std::slice::from_ref(&mount));
    drop(unmount);
}

struct Unmount(PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_lock_leaves_nothing_where_nothing_came_of_it() {
    let device = crate::fresh();
    let before = device.files();
    assert_ne!(device.run(&["backup", "restore", "latest"]).code, 0);
    assert_eq!(device.kept_files(), before);
    assert!(!device.path(DATA).exists());
}
