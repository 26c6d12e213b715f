use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use kplaces_domain::{Change, Places, SyncPlan};
use kplaces_store::StoreErrorKind;
use kplaces_store_testsuite::block_on;
use rusqlite::Connection;

use crate::{Folder, adding, all, names_in, open_in, open_to_read};

fn backup(folder: &Folder, name: &str) -> PathBuf {
    folder.0.path().join("backups").join(name)
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use kplaces_store_testsuite::passes_with_umask_000;

    use super::*;

    #[test]
    fn nobody_else_may_read_a_copy() {
        let folder = Folder::new();
        let copy = folder.0.path().join("new/backups/a.db");
        block_on(async {
            let store = folder.try_open().await.unwrap();
            store.apply(&adding(0, ["a"])).await.unwrap();
            store.snapshot(&copy).await.unwrap();
        });
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&copy), 0o600);
        for created in [copy.parent().unwrap(), &folder.0.path().join("new")] {
            assert_eq!(mode(created), 0o700, "{created:?}");
        }
    }

    #[test]
    fn nobody_else_may_read_a_copy_whatever_the_umask() {
        passes_with_umask_000("snapshots::unix::nobody_else_may_read_a_copy");
    }

    #[test]
    fn a_link_that_leads_nowhere_is_not_followed() {
        let folder = Folder::new();
        let (link, target) = (backup(&folder, "link"), folder.0.path().join("target"));
        fs::create_dir(link.parent().unwrap()).unwrap();
        symlink(&target, &link).unwrap();
        block_on(async {
            let store = folder.try_open().await.unwrap();
            let error = store.snapshot(&link).await.unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Exists, "{error}");
        });
        assert!(!target.exists());
    }

    #[test]
    fn a_copy_may_have_any_name() {
        let folder = Folder::new();
        block_on(async {
            let store = folder.try_open().await.unwrap();
            store.apply(&adding(0, ["a"])).await.unwrap();
            for name in ["a b'c\"d.db", "?mode=rwc#x&y%20.db", "file:x", "ü日.db"] {
                let copy = backup(&folder, name);
                store.snapshot(&copy).await.unwrap();
                let copy = open_to_read(&copy).await.unwrap();
                assert_eq!(all(&*copy).await.unwrap().len(), 1, "{name}");
            }
            let bytes = backup(&folder, "x").with_file_name(OsStr::from_bytes(b"\xff.db"));
            store.snapshot(&bytes).await.unwrap();
            assert!(bytes.exists());
        });
        assert_eq!(names_in(&folder.0.path().join("backups")).len(), 5);
    }
}

#[test]
fn a_copy_is_one_packed_file_and_stays_it_when_it_is_read() {
    let folder = Folder::new();
    let copy = backup(&folder, "a.db");
    let full = backup(&folder, "full.db");
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let plan = adding(0, (0..3_000).map(|n| n.to_string()));
        store.apply(&plan).await.unwrap();
        store.snapshot(&full).await.unwrap();
        let mut removal = adding(1, [""; 0]);
        removal.removed = plan.added.to_vec()[..2_900].to_vec();
        store.apply(&removal).await.unwrap();
        store.snapshot(&copy).await.unwrap();
    });
    let content = fs::read(&copy).unwrap();
    assert!(content.len() < fs::read(&full).unwrap().len() / 2);
    let has = |word: &[u8]| content.windows(word.len()).any(|bytes| bytes == word);
    assert!(has(b"Place 2999") && !has(b"Place 2899"));
    block_on(async {
        let copy = open_to_read(&copy).await.unwrap();
        copy.check().await.unwrap();
        assert_eq!(all(&*copy).await.unwrap().len(), 100);
    });
    assert_eq!(fs::read(&copy).unwrap(), content);
    assert_eq!(names_in(copy.parent().unwrap()), ["a.db", "full.db"]);

    let hand = Connection::open(&copy).unwrap();
    let number = |name: &str| -> i64 {
        let pragma = hand.pragma_query_value(None, name, |row| row.get(0));
        pragma.unwrap()
    };
    assert_eq!(number("freelist_count"), 0);
    assert_eq!(number("application_id"), 0x334b_504c);
    assert_eq!(number("user_version"), 3);
}

#[test]
fn whatever_is_there_stays_as_it_is() {
    let folder = Folder::new();
    let (empty, text, dir) = (
        backup(&folder, "empty"),
        backup(&folder, "text"),
        backup(&folder, "dir"),
    );
    fs::create_dir_all(&dir).unwrap();
    fs::write(&empty, "").unwrap();
    fs::write(&text, "mine").unwrap();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        for there in [&empty, &text, &dir, &folder.path()] {
            let error = store.snapshot(there).await.unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Exists, "{error}");
        }
        let below = store.snapshot(&text.join("a.db")).await.unwrap_err();
        assert_eq!(below.kind(), StoreErrorKind::Denied, "{below}");
        store.check().await.unwrap();
    });
    assert_eq!(fs::read(&text).unwrap(), b"mine");
    assert_eq!(names_in(dir.parent().unwrap()), ["dir", "empty", "text"]);
}

#[test]
fn a_damaged_store_is_not_copied() {
    let folder = Folder::new();
    let copy = backup(&folder, "a.db");
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let plan = adding(0, (0..3_000).map(|n| n.to_string()));
        store.apply(&plan).await.unwrap();
    });
    let mut content = fs::read(folder.path()).unwrap();
    let middle = content.len() / 2 / 4_096 * 4_096;
    content[middle..middle + 200].fill(0xa5);
    fs::write(folder.path(), content).unwrap();
    block_on(async {
        let store = open_to_read(&folder.path()).await.unwrap();
        let error = store.snapshot(&copy).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{error}");
        assert!(error.to_string().starts_with("places.db"), "{error}");
    });
    assert_eq!(names_in(copy.parent().unwrap()), [""; 0]);
}

#[test]
fn what_a_killed_copy_left_is_removed_and_nothing_else() {
    let folder = Folder::new();
    let backups = folder.0.path().join("backups");
    let staging = |name: &str| {
        let staging = backups.join(name);
        fs::create_dir_all(&staging).unwrap();
        fs::write(staging.join("copy.db"), "half").unwrap();
        File::create(staging.join("lock")).unwrap()
    };
    drop(staging(".snapshot-1.tmp"));
    let busy = staging(".snapshot-2.tmp");
    busy.lock().unwrap();
    drop(staging(".snapshot-x.tmp"));
    fs::create_dir(backups.join(".snapshot-3.tmp")).unwrap();
    fs::write(backups.join(".snapshot-4.tmp"), "a file").unwrap();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.snapshot(&backups.join("a.db")).await.unwrap();
    });
    let left = [
        ".snapshot-2.tmp",
        ".snapshot-4.tmp",
        ".snapshot-x.tmp",
        "a.db",
    ];
    assert_eq!(names_in(&backups), left);
    assert!(backups.join(".snapshot-2.tmp/copy.db").exists());
}

/// A plan that gives each of 500 places a new name.
fn renaming(before: &SyncPlan, name: &str) -> SyncPlan {
    let mut after = before.clone();
    after.base = before.base.next();
    let old = if before.changed.is_empty() {
        before.added.to_vec()
    } else {
        before
            .changed
            .iter()
            .map(|change| change.after.clone())
            .collect()
    };
    after.added = Places::default();
    after.changed = old
        .into_iter()
        .map(|before| {
            let mut after = before.clone();
            after.name = name.into();
            Change { before, after }
        })
        .collect();
    after
}

#[test]
fn a_copy_beside_a_writer_is_of_one_moment() {
    let folder = Folder::new();
    let (store, other) = block_on(async {
        (
            folder.try_open().await.unwrap(),
            folder.try_open().await.unwrap(),
        )
    });
    let mut plan = adding(0, (0..500).map(|n| n.to_string()));
    plan = block_on(async {
        store.apply(&plan).await.unwrap();
        let first = renaming(&plan, "generation 0");
        store.apply(&first).await.unwrap();
        first
    });
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for n in 1..=20 {
                plan = renaming(&plan, &format!("generation {n}"));
                block_on(store.apply(&plan)).unwrap();
            }
        });
        let mut copies = 0;
        while copies < 3 || !writing.is_finished() {
            let copy = backup(&folder, &format!("{copies}.db"));
            block_on(other.snapshot(&copy)).unwrap();
            copies += 1;
        }
        writing.join().unwrap();
    });
    for name in names_in(&folder.0.path().join("backups")) {
        block_on(async {
            let copy = open_to_read(&backup(&folder, &name)).await.unwrap();
            copy.check().await.unwrap();
            let places = all(&*copy).await.unwrap();
            assert_eq!(places.len(), 500);
            assert!(places.iter().all(|place| place.name == places[0].name));
        });
    }
}

#[test]
fn a_copy_that_nobody_waits_for_leaves_nothing_behind() {
    let folder = Folder::new();
    let copy = backup(&folder, "a.db");
    std::fs::create_dir(copy.parent().unwrap()).unwrap();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let plan = adding(0, (0..30_000).map(|n| n.to_string()));
        store.apply(&plan).await.unwrap();
        let wait = tokio::time::timeout(Duration::from_millis(5), store.snapshot(&copy));
        assert!(wait.await.is_err(), "the copy was too quick for this test");
    });
    assert_eq!(names_in(&folder.0.path().join("backups")), [""; 0]);
    assert_eq!(names_in(folder.0.path()), ["backups", "places.db"]);
}

#[test]
#[ignore = "run by a_killed_copy_is_not_there"]
fn copies_until_it_is_killed() {
    // Started in the folder of its store.
    let folder = std::env::current_dir().unwrap();
    block_on(async {
        let store = open_in(&folder, "places.db").await.unwrap();
        for n in 0.. {
            let copy = folder.join(format!("backups/{}-{n}.db", std::process::id()));
            store.snapshot(&copy).await.unwrap();
        }
    });
}

#[test]
fn a_killed_copy_is_not_there() {
    let folder = Folder::new();
    let backups = folder.0.path().join("backups");
    let plan = adding(0, (0..5_000).map(|n| n.to_string()));
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&plan).await.unwrap();
    });
    for round in 0..10 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "snapshots::copies_until_it_is_killed",
            ])
            .current_dir(folder.0.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(40 + 7 * round));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.snapshot(&backups.join("last.db")).await.unwrap();
        let names = names_in(&backups);
        assert!(names.len() > 1, "no copy was made before the kill");
        for name in names {
            let copy = open_to_read(&backups.join(&name)).await.unwrap();
            copy.check().await.unwrap();
            assert_eq!(all(&*copy).await.unwrap().len(), 5_000, "{name}");
        }
    });
}
