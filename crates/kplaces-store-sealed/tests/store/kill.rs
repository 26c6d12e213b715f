use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use kplaces_store::{Access, KnownKey};
use kplaces_store_testsuite::block_on;
use secrecy::ExposeSecret;

use crate::{Folder, adding, all, nothing_readable_in, open};

#[test]
#[ignore = "run by a_killed_writer_leaves_a_content_before_or_after"]
fn writes_until_it_is_killed() {
    // Started in the folder of its store.
    let folder = std::env::current_dir().unwrap();
    let key = KnownKey(fs::read_to_string(folder.join("key")).unwrap().into());
    block_on(async {
        let path = folder.join("places.sealed");
        let store = open(&path, Access::ReadWrite, &key).await.unwrap();
        for round in store.state().await.unwrap().revision.0.. {
            println!("WRITING");
            let keys = (0..50).map(|n| format!("{round}/{n}"));
            store.apply(&adding(round, keys)).await.unwrap();
        }
    });
}

#[test]
fn a_killed_writer_leaves_a_content_before_or_after() {
    let folder = Folder::new();
    let work = folder.0.path().join("work");
    fs::create_dir(&work).unwrap();
    fs::write(work.join("key"), folder.1.0.expose_secret()).unwrap();
    let path = work.join("places.sealed");
    for round in 0..10 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "kill::writes_until_it_is_killed"])
            .arg("--nocapture")
            .current_dir(&work)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Somewhere in the second writing or later, each time at another point.
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut writing = lines.filter(|line| line.as_ref().unwrap().contains("WRITING"));
        for _ in 0..2 {
            writing.next().unwrap().unwrap();
        }
        for _ in 0..round {
            nothing_readable_in(&work);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        nothing_readable_in(&work);
        block_on(async {
            let store = open(&path, Access::ReadOnly, &folder.1).await.unwrap();
            store.check().await.unwrap();
            let state = store.state().await.unwrap();
            assert_eq!(state.places, 50 * state.revision.0);
            assert_eq!(all(&*store).await.unwrap().len() as u64, state.places);
        });
    }
}
