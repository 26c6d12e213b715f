use std::fs::{self, File};
use std::thread;

use kplaces_store::{Access, StoreErrorKind};
use kplaces_store_testsuite::block_on;

use crate::{Folder, adding, all, backend, request};

#[test]
fn who_has_it_open_sees_what_another_one_wrote() {
    let folder = Folder::new();
    block_on(async {
        let one = folder.try_open().await.unwrap();
        let two = folder.try_open().await.unwrap();
        let reader = folder.try_read().await.unwrap();
        one.apply(&adding(0, ["a"])).await.unwrap();
        for store in [&one, &two, &reader] {
            assert_eq!(all(&**store).await.unwrap().len(), 1);
        }
        two.apply(&adding(1, ["b"])).await.unwrap();
        assert_eq!(one.state().await.unwrap().places, 2);
        assert_eq!(reader.state().await.unwrap().revision.0, 2);
    });
}

#[test]
fn a_plan_against_what_another_one_has_replaced_is_refused() {
    let folder = Folder::new();
    block_on(async {
        let one = folder.try_open().await.unwrap();
        let two = folder.try_open().await.unwrap();
        one.apply(&adding(0, ["a"])).await.unwrap();
        let error = two.apply(&adding(0, ["b"])).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Conflict, "{error}");
        assert_eq!(all(&*two).await.unwrap().len(), 1);
    });
}

#[test]
fn of_many_writers_each_change_is_kept() {
    let folder = Folder::new();
    block_on(async { drop(folder.try_open().await.unwrap()) });
    thread::scope(|scope| {
        for writer in 0..4 {
            let folder = &folder;
            scope.spawn(move || {
                block_on(async {
                    let store = folder.try_open().await.unwrap();
                    let mut done = 0;
                    while done < 5 {
                        let base = store.state().await.unwrap().revision.0;
                        match store
                            .apply(&adding(base, [format!("{writer}/{done}")]))
                            .await
                        {
                            Ok(_) => done += 1,
                            Err(error) => assert_eq!(error.kind(), StoreErrorKind::Conflict),
                        }
                    }
                });
            });
        }
    });
    block_on(async {
        let store = folder.try_open().await.unwrap();
        assert_eq!(all(&*store).await.unwrap().len(), 20);
        assert_eq!(store.state().await.unwrap().revision.0, 20);
    });
}

#[test]
fn who_reads_while_it_is_replaced_sees_one_content() {
    let folder = Folder::new();
    let store = block_on(folder.try_open()).unwrap();
    block_on(store.apply(&adding(0, (0..300).map(|n| n.to_string())))).unwrap();
    let other = block_on(folder.try_read()).unwrap();
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for round in 1..=15_u64 {
                let keys = (0..10).map(|n| format!("{round}/{n}"));
                block_on(store.apply(&adding(round, keys))).unwrap();
            }
        });
        while !writing.is_finished() {
            let places = block_on(all(&*other)).unwrap().len();
            assert_eq!(places % 10, 0, "half a change was seen");
        }
        writing.join().unwrap();
    });
    assert_eq!(block_on(all(&*other)).unwrap().len(), 450);
}

#[test]
fn a_store_that_was_removed_answers_no_more() {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(0, ["a"])).await.unwrap();
        let removed = (backend().remove)(request(&folder.path(), Access::ReadWrite, None));
        assert_eq!(removed.await.unwrap(), [folder.path()]);
        let error = store.state().await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Missing, "{error}");
        let error = store.apply(&adding(1, ["b"])).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Missing, "{error}");
        assert!(!folder.path().exists());
        let again = (backend().remove)(request(&folder.path(), Access::ReadWrite, None));
        assert!(again.await.unwrap().is_empty());
    });
}

#[test]
fn while_another_program_writes_it_is_busy() {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let lock = File::open(folder.0.path().join(".sealed.lock")).unwrap();
        lock.lock().unwrap();
        let error = store.apply(&adding(0, ["a"])).await.unwrap_err();
        assert!(error.is_transient(), "{error}");
        assert_eq!(store.state().await.unwrap().places, 0);
        lock.unlock().unwrap();
        store.apply(&adding(0, ["a"])).await.unwrap();
    });
}

#[cfg(unix)]
#[test]
fn memory_says_no_more_than_the_file_when_it_cannot_be_written() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(0, ["a"])).await.unwrap();
        let before = fs::read(folder.path()).unwrap();
        // Also root cannot make a file where there is a folder.
        let way = folder.0.path().join("places.sealed.new");
        fs::create_dir(&way).unwrap();
        fs::set_permissions(&way, fs::Permissions::from_mode(0o500)).unwrap();
        store.apply(&adding(1, ["b"])).await.unwrap_err();
        assert_eq!(all(&*store).await.unwrap().len(), 1);
        assert_eq!(fs::read(folder.path()).unwrap(), before);
        fs::remove_dir(&way).unwrap();
        store.apply(&adding(1, ["b"])).await.unwrap();
        assert_eq!(all(&*store).await.unwrap().len(), 2);
    });
}
