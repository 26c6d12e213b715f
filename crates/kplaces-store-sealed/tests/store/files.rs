use std::fs;
use std::path::Path;

use kplaces_store::{Access, StoreErrorKind, StoreFiles};
use kplaces_store_testsuite::block_on;

use crate::{Folder, adding, all, backend, files_below, open, request};

#[test]
fn opened_to_be_read_nothing_is_made() {
    let folder = Folder::new();
    block_on(async {
        let error = folder.try_read().await.map(drop).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Missing, "{error}");
        let below = folder.0.path().join("no/places.sealed");
        let error = open(&below, Access::ReadOnly, &folder.1).await.map(drop);
        assert_eq!(error.unwrap_err().kind(), StoreErrorKind::Missing);
        assert!(files_below(folder.0.path()).is_empty());

        let store = folder.try_open().await.unwrap();
        store.snapshot(&folder.backup("a.sealed")).await.unwrap();
        let before = files_below(folder.0.path());
        let copy = folder.backup("a.sealed");
        let copy = open(&copy, Access::ReadOnly, &folder.1).await.unwrap();
        copy.check().await.unwrap();
        let error = copy.apply(&adding(0, ["a"])).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Denied, "{error}");
        assert_eq!(files_below(folder.0.path()), before);
    });
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use kplaces_store_testsuite::passes_with_umask_000;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn nobody_else_may_read_a_file() {
        let folder = Folder::new();
        let path = folder.0.path().join("new/places.sealed");
        block_on(async {
            let store = open(&path, Access::ReadWrite, &folder.1).await.unwrap();
            store.apply(&adding(0, ["a"])).await.unwrap();
            let copy = folder.0.path().join("new/backups/a.sealed");
            store.snapshot(&copy).await.unwrap();
        });
        for file in files_below(folder.0.path()) {
            assert_eq!(mode(&file), 0o600, "{file:?}");
            assert_eq!(mode(file.parent().unwrap()), 0o700, "{file:?}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        block_on(open(&path, Access::ReadWrite, &folder.1)).unwrap();
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn nobody_else_may_read_a_file_whatever_the_umask() {
        passes_with_umask_000("files::unix::nobody_else_may_read_a_file");
    }

    #[test]
    fn a_link_in_the_place_of_the_file_is_refused() {
        let folder = Folder::new();
        let elsewhere = folder.0.path().join("elsewhere");
        fs::write(&elsewhere, "mine").unwrap();
        symlink(&elsewhere, folder.path()).unwrap();
        block_on(async {
            for error in [folder.try_open().await, folder.try_read().await] {
                let error = error.map(drop).unwrap_err();
                assert_eq!(error.kind(), StoreErrorKind::Location, "{error}");
            }
        });
        assert_eq!(fs::read(&elsewhere).unwrap(), b"mine");
    }
}

#[test]
fn what_was_set_aside_is_whole_and_replaces_nothing() {
    let folder = Folder::new();
    let aside = || {
        block_on(async {
            let request = request(&folder.path(), Access::ReadWrite, Some(&folder.1));
            let begun = (backend().replace)(request).await?;
            begun.store().apply(&adding(0, ["a"])).await?;
            begun.take_place().await
        })
    };
    assert_eq!(aside().unwrap(), None);
    for number in 1..=2 {
        let to = folder
            .0
            .path()
            .join(format!("places.sealed.damaged-{number}"));
        assert_eq!(aside().unwrap(), Some(to.clone()));
        block_on(async {
            let store = open(&to, Access::ReadOnly, &folder.1).await.unwrap();
            assert_eq!(all(&*store).await.unwrap().len(), 1);
        });
    }
}

#[test]
fn every_file_is_known() {
    let folder = Folder::new();
    let files = || (backend().files)(&request(&folder.path(), Access::ReadOnly, None)).unwrap();
    assert_eq!(files(), StoreFiles::default());
    block_on(async { drop(folder.try_open().await.unwrap()) });
    let left = folder.0.path().join("places.sealed.new");
    let aside = folder.0.path().join("places.sealed.damaged-1");
    fs::write(&left, "half").unwrap();
    fs::write(&aside, "damaged").unwrap();
    fs::create_dir_all(folder.backup(".snapshot-1.tmp")).unwrap();
    let found = files();
    assert_eq!(found.own, [folder.path()]);
    assert_eq!(found.aside, [aside]);
    assert_eq!(found.leftovers, [left, folder.backup(".snapshot-1.tmp")]);
    assert!(found.under_way.is_empty());
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(0, ["a"])).await.unwrap();
        store.snapshot(&folder.backup("a.sealed")).await.unwrap();
    });
    assert!(files().leftovers.is_empty(), "the next writer takes them");
}
