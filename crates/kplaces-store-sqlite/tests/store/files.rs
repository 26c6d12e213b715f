use std::fs;

use kplaces_store::{Order, PlaceQuery, StoreErrorKind};
use kplaces_store_testsuite::block_on;
use rusqlite::Connection;

use crate::{Folder, adding, all, open_in};

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;

    use kplaces_store_testsuite::passes_with_umask_000;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn nobody_else_may_read_any_file() {
        let folder = Folder::new();
        let data = folder.0.path().join("new/data");
        block_on(async {
            let store = open_in(&data, "sub/places.db").await.unwrap();
            store.apply(&adding(0, ["a"])).await.unwrap();
            let mut seen = Vec::new();
            for entry in fs::read_dir(data.join("sub")).unwrap() {
                let path = entry.unwrap().path();
                assert_eq!(mode(&path), 0o600, "{path:?}");
                seen.push(path.file_name().unwrap().to_owned());
            }
            seen.sort();
            assert_eq!(seen, ["places.db", "places.db-shm", "places.db-wal"]);
        });
        for created in [data.parent().unwrap(), &data, &data.join("sub")] {
            assert_eq!(mode(created), 0o700, "{created:?}");
        }
    }

    #[test]
    fn nobody_else_may_read_any_file_whatever_the_umask() {
        passes_with_umask_000("files::unix::nobody_else_may_read_any_file");
    }

    #[test]
    fn a_file_that_is_too_open_is_tightened() {
        let folder = Folder::new();
        block_on(async {
            drop(folder.try_open().await.unwrap());
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o664)).unwrap();
            drop(folder.try_open().await.unwrap());
        });
        assert_eq!(mode(&folder.path()), 0o600);
    }

    #[test]
    fn a_symbolic_link_is_refused_and_not_followed() {
        let folder = Folder::new();
        let target = folder.0.path().join("target");
        fs::write(&target, "").unwrap();
        symlink(&target, folder.path()).unwrap();
        let error = block_on(folder.try_open()).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Location);
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert_eq!(fs::read(&target).unwrap(), b"");
    }

    #[test]
    fn a_link_on_the_way_to_the_folder_is_followed() {
        let folder = Folder::new();
        let real = folder.0.path().join("real");
        fs::create_dir(&real).unwrap();
        symlink(&real, folder.0.path().join("link")).unwrap();
        block_on(open_in(&folder.0.path().join("link"), "places.db")).unwrap();
        assert!(real.join("places.db").exists());
    }
}

#[test]
fn a_folder_is_no_store() {
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    let error = block_on(folder.try_open()).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Location);
}

#[test]
fn a_path_below_a_file_is_denied() {
    // Unlike a folder without permissions, this also stops the superuser.
    let folder = Folder::new();
    fs::write(folder.0.path().join("file"), "").unwrap();
    for location in ["file/places.db", "file/sub/places.db"] {
        let error = block_on(open_in(folder.0.path(), location)).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Denied, "{error}");
        assert!(error.to_string().contains("places.db"), "{error}");
    }
}

#[test]
fn foreign_files_are_refused_and_stay_as_they_are() {
    let folder = Folder::new();
    let path = folder.path();
    let other = folder.0.path().join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch(
            "PRAGMA journal_mode = WAL; CREATE TABLE place (key); PRAGMA user_version = 1;",
        )
        .unwrap();
    for content in [
        b"\n".to_vec(),
        b"name;latitude;longitude\n".repeat(100),
        vec![0; 8192],
        fs::read(&other).unwrap(),
    ] {
        fs::write(&path, &content).unwrap();
        let error = block_on(folder.try_open()).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{error}");
        assert!(
            error.to_string().contains("not a store of 3Kplaces"),
            "{error}"
        );
        assert_eq!(fs::read(&path).unwrap(), content);
    }
    let names: Vec<_> = fs::read_dir(folder.0.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with("places"))
        .collect();
    assert_eq!(names, ["places.db"], "nothing was put beside it");
}

#[test]
fn a_newer_store_is_refused_and_stays_as_it_is() {
    let folder = Folder::new();
    block_on(async {
        drop(folder.try_open().await.unwrap());
        let newer = Connection::open(folder.path()).unwrap();
        newer.pragma_update(None, "user_version", 99).unwrap();
        newer.close().unwrap();
        let content = fs::read(folder.path()).unwrap();
        let error = folder.try_open().await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Newer, "{error}");
        assert_eq!(fs::read(folder.path()).unwrap(), content);
    });
}

#[test]
fn an_empty_file_becomes_a_store() {
    let folder = Folder::new();
    fs::write(folder.path(), "").unwrap();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(0, ["a"])).await.unwrap();
        assert_eq!(all(&*store).await.unwrap().len(), 1);
    });
}

#[test]
fn a_closed_store_is_one_file() {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(0, ["a"])).await.unwrap();
    });
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 1);
}

#[test]
fn what_was_removed_is_in_no_file() {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let mut plan = adding(0, (0..500).map(|n| n.to_string()));
        let mut places = plan.added.to_vec();
        places[250].name = "Canary".into();
        plan.added = places.iter().collect();
        store.apply(&plan).await.unwrap();
        let mut removal = adding(1, [""; 0]);
        removal.removed = vec![places.swap_remove(250)];
        store.apply(&removal).await.unwrap();
    });
    let content = fs::read(folder.path()).unwrap().to_ascii_lowercase();
    assert!(content.windows(9).any(|bytes| bytes == b"place 249"));
    assert!(!content.windows(6).any(|bytes| bytes == b"canary"));
}

#[test]
fn a_very_large_first_sync_is_like_any_other() {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let plan = adding(0, (0..200_001).map(|n| format!("{n:06}")));
        store.apply(&plan).await.unwrap();
        assert_eq!(store.state().await.unwrap().places, 200_001);
        let last = PlaceQuery {
            order: Order::Name,
            ..PlaceQuery::scan(1)
        };
        let page = store.places(&last).await.unwrap();
        assert_eq!(page.hits[0].place, plan.added.to_vec()[0]);
    });
}
