//! Encryption does not fall off: whatever is lost, brought back or set, what is written where the key is
//! cannot be read.

mod meanwhile;

use std::fs;
use std::path::Path;

use kplaces_tests::Sandbox;

use crate::encrypted::{PASSPHRASE, encrypted, folder, has_it, sealed};
use crate::synced;

/// No file below a folder is a database or holds the name of a place.
fn assert_nothing_readable(folder: &Path) {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap_or_default();
            for word in ["SQLite format", "Depot Nord"] {
                let found = bytes.windows(word.len()).any(|at| at == word.as_bytes());
                assert!(!found, "{word} is in {}", path.display());
            }
        }
    }
}

/// What every command says of a store that is encrypted and not there.
fn assert_told(device: &Sandbox) {
    for arguments in [
        &["list"][..],
        &["status"],
        &["find", "depot"],
        &["near", "48.1,11.5"],
        &["show", "Depot"],
        &["groups"],
        &["export", "csv", "-o", "-"],
        &["map", "--no-open"],
        &["privacy", "extract", "-o", "all.zip"],
        &["backup", "create"],
    ] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 9, "{arguments:?}: {}", ran.shown());
        let said = "are encrypted, and their file is missing";
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    let doctor = device.run(&["doctor"]);
    assert_eq!(doctor.code, 12, "{}", doctor.stdout);
    let said = "are encrypted, and their file is missing";
    assert!(doctor.stdout.contains(said), "{}", doctor.stdout);
    let path = device.run(&["config", "path"]).stdout;
    assert!(
        path.contains("sealed:places.sealed (encrypted; its file is missing)"),
        "{path}"
    );
    let json = device.run(&["config", "path", "--json"]).json();
    assert_eq!(json["store_kept"], "encrypted-missing");
    let report = device.run(&["privacy", "report"]).stdout;
    assert!(report.contains("missing"), "{report}");
}

#[test]
fn a_lost_file_is_told_and_filled_again_encrypted() {
    if !has_it() {
        return;
    }
    let (_webfleet, device) = encrypted();
    let before = device.run(&["list", "--json"]).json();
    fs::remove_file(sealed(&device)).unwrap();
    assert_told(&device);
    assert_nothing_readable(&folder(&device));
    assert!(!sealed(&device).exists(), "looking makes nothing");
    let shown = device.transcript([
        &["list"],
        &["encrypt", "status"],
        &["backup", "list", "--quiet"],
        &["config", "path"],
    ]);
    insta::with_settings!({ filters => vec![(r"\d+\.\d KiB", "[SIZE]")] }, {
        insta::assert_snapshot!(shown, @"
        $ 3kplaces list
        error: the places on this device are encrypted, and their file is missing
          why: places.sealed is not in [HOME]/.local/share/3kplaces, where its key is
          try: `3kplaces sync` downloads the places again, encrypted
          try: `3kplaces backup list` lists encrypted backups, `3kplaces backup restore latest` brings the newest one back
          try: or bring the file back yourself; `3kplaces encrypt off` gives encryption up
        [exit code 9]

        $ 3kplaces encrypt status
        The places on this device are encrypted.
          file     [HOME]/.local/share/3kplaces/places.sealed, which is missing
          key      in places.key, sealed with a passphrase
          backups  1 encrypted
        Until the file is there again there are no places: `3kplaces sync` downloads them, encrypted;
        `3kplaces backup restore latest` brings the newest encrypted backup back.

        $ 3kplaces backup list --quiet
        name                                    made      why          size
        places-20260102T030405Z-by-hand.sealed  just now  by hand  [SIZE]

        Folder: [HOME]/.local/share/3kplaces/backups

        $ 3kplaces config path
        configuration  [HOME]/.config/3kplaces/config.toml
        login          [HOME]/.config/3kplaces/login.toml
        places         sealed:places.sealed (encrypted; its file is missing) in [HOME]/.local/share/3kplaces
        records        [HOME]/.local/state/3kplaces
        ");
    });
    let verified = device.run(&["backup", "verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_nothing_readable(&folder(&device));
    assert_eq!(device.run(&["list", "--json"]).json(), before);
    // And from a copy.
    fs::remove_file(sealed(&device)).unwrap();
    let ran = device.run(&["backup", "restore", "latest"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_nothing_readable(&folder(&device));
    assert_eq!(device.run(&["list", "--json"]).json(), before);
}

#[test]
fn an_archive_is_taken_in_encrypted_where_the_file_is_lost() {
    if !has_it() {
        return;
    }
    let (_webfleet, device) = encrypted();
    let before = device.run(&["list", "--json"]).json();
    assert_eq!(device.run(&["privacy", "extract", "-o", "all.zip"]).code, 0);
    fs::remove_file(sealed(&device)).unwrap();
    let ran = device.run(&["backup", "import", "all.zip"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_nothing_readable(&folder(&device));
    assert_eq!(device.run(&["list", "--json"]).json(), before);
}

#[test]
fn without_passphrase_nothing_is_written_where_the_file_is_lost() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = encrypted();
    fs::remove_file(sealed(&device)).unwrap();
    device.unset("KPLACES_PASSPHRASE");
    let before = device.kept_files();
    for arguments in [&["sync"][..], &["backup", "restore", "latest"]] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 9, "{}", ran.shown());
    }
    assert_eq!(device.kept_files(), before);
}

#[test]
fn encrypted_copies_alone_are_a_sign_as_well() {
    if !has_it() {
        return;
    }
    let (_webfleet, device) = encrypted();
    for name in ["places.sealed", "places.key"] {
        fs::remove_file(folder(&device).join(name)).unwrap();
    }
    let before = device.kept_files();
    for arguments in [
        &["list"][..],
        &["sync"],
        &["encrypt", "on"],
        &["backup", "restore", "latest"],
    ] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 9, "{arguments:?}: {}", ran.shown());
        assert!(ran.stderr.contains("places.key"), "{}", ran.stderr);
    }
    assert_eq!(device.kept_files(), before);
    // Moved away, as the words say, there is nothing left of encryption.
    fs::rename(folder(&device).join("backups"), device.path("moved")).unwrap();
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    assert_eq!(device.run(&["sync"]).code, 0);
    assert_nothing_readable(&folder(&device));
}

#[test]
fn an_old_readable_file_that_comes_back_is_not_used() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    let old = fs::read(device.store()).unwrap();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    let before = device.run(&["list", "--json"]).json();
    // Beside the encrypted one, and in its place.
    fs::write(device.store(), &old).unwrap();
    assert_eq!(device.run(&["list", "--json"]).json(), before);
    fs::remove_file(sealed(&device)).unwrap();
    assert_told(&device);
    let listed = device.run(&["list"]);
    assert!(
        listed.stderr.contains("places.db there is not used"),
        "{}",
        listed.stderr
    );
    assert_eq!(device.run(&["sync"]).code, 0);
    assert!(
        fs::read(device.store()).unwrap() == old,
        "nothing was written there"
    );
    assert_eq!(device.run(&["list", "--json"]).json(), before);
    // Both ways out: it is taken in, or it stays.
    fs::remove_file(sealed(&device)).unwrap();
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    assert_nothing_readable(&folder(&device));
    assert_eq!(device.run(&["list", "--json"]).json(), before);
    fs::remove_file(sealed(&device)).unwrap();
    fs::write(device.store(), &old).unwrap();
    let off = device.run(&["encrypt", "off"]);
    assert_eq!(off.code, 0, "{}", off.stderr);
    assert!(!folder(&device).join("places.key").exists());
    assert_eq!(device.run(&["list", "--json"]).json(), before);
}

#[test]
fn giving_encryption_up_keeps_the_copies_where_the_file_is_lost() {
    if !has_it() {
        return;
    }
    let (_webfleet, device) = encrypted();
    let before = device.run(&["list", "--json"]).json();
    fs::remove_file(sealed(&device)).unwrap();
    assert_eq!(device.run(&["encrypt", "rekey"]).code, 0);
    let off = device.run(&["encrypt", "off"]);
    assert_eq!(off.code, 0, "{}", off.stderr);
    assert_eq!(device.run(&["backup", "restore", "latest"]).code, 0);
    assert_eq!(device.run(&["list", "--json"]).json(), before);
    assert!(device.store().exists());
}

#[test]
fn settings_do_not_bring_readable_places_beside_encrypted_ones() {
    let (_webfleet, mut device) = synced();
    if has_it() {
        device.env("KPLACES_PASSPHRASE", PASSPHRASE);
        assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    } else {
        fs::remove_file(device.store()).unwrap();
        device.write(
            ".local/share/3kplaces/places.key",
            "3kplaces-key keyring 1\n",
        );
    }
    let before = device.kept_files();
    let absolute = format!("sqlite:{}", device.store().display());
    let dotted = format!("sqlite:{}/../3kplaces/other.db", folder(&device).display());
    for store in [
        "sqlite:places.db",
        "sqlite:other.db",
        "sqlite:./x.db",
        &absolute,
        &dotted,
    ] {
        device.env("KPLACES_STORE", store);
        for arguments in [
            &["sync"][..],
            &["list"],
            &["backup", "list"],
            &["privacy", "report"],
        ] {
            let ran = device.run(arguments);
            assert_eq!(ran.code, 3, "{store} {arguments:?}: {}", ran.shown());
            assert!(ran.stderr.contains("are encrypted"), "{}", ran.stderr);
        }
        let doctor = device.run(&["doctor"]);
        assert_eq!(doctor.code, 12, "{}", doctor.stdout);
        assert!(doctor.stdout.contains("are encrypted"), "{}", doctor.stdout);
    }
    assert_eq!(device.kept_files(), before);
    // In another folder it is somebody's own choice, and it is told.
    let elsewhere = device.path("elsewhere");
    device.env(
        "KPLACES_STORE",
        format!("sqlite:{}/x.db", elsewhere.display()),
    );
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("those in the store that is set are not"),
        "{}",
        ran.stderr
    );
    device.unset("KPLACES_STORE");
    let ran = device.run(&["--data-dir", elsewhere.to_str().unwrap(), "sync"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("those in the store that is set are not"),
        "{}",
        ran.stderr
    );
    let doctor = device.run(&["doctor", "--data-dir", elsewhere.to_str().unwrap()]);
    assert!(
        doctor
            .stdout
            .contains("those in the store that is set are not"),
        "{}",
        doctor.stdout
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_the_folder_of_the_key_is_seen_through() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = encrypted();
    let link = device.path("link");
    std::os::unix::fs::symlink(folder(&device), &link).unwrap();
    device.env("KPLACES_STORE", format!("sqlite:{}/x.db", link.display()));
    assert_eq!(device.run(&["sync"]).code, 3);
    // A link to a readable file that lies beside the key.
    fs::write(folder(&device).join("y.db"), "").unwrap();
    let file = device.path("z.db");
    std::os::unix::fs::symlink(folder(&device).join("y.db"), &file).unwrap();
    device.env("KPLACES_STORE", format!("sqlite:{}", file.display()));
    assert_eq!(device.run(&["sync"]).code, 3);
    device.unset("KPLACES_STORE");
    fs::remove_file(folder(&device).join("y.db")).unwrap();
    assert_nothing_readable(&folder(&device));
}

#[test]
fn the_key_of_a_tenant_is_the_sign_for_that_tenant() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    assert_eq!(device.run(&["tenants", "add", "north"]).code, 0);
    let north = |words: &[&str]| device.run(&[&["--tenant", "north"], words].concat());
    let own = device.path(".config/3kplaces/login.toml");
    let norths = device.path(".config/3kplaces/tenants/north/login.toml");
    fs::copy(own, norths).unwrap();
    assert_eq!(north(&["encrypt", "on"]).code, 0);
    assert_eq!(north(&["sync"]).code, 0);
    let places = device.path(".local/share/3kplaces/tenants/north");
    fs::remove_file(places.join("places.sealed")).unwrap();
    let listed = north(&["list"]);
    assert_eq!(listed.code, 9, "{}", listed.stderr);
    assert!(
        listed.stderr.contains("their file is missing"),
        "{}",
        listed.stderr
    );
    assert!(
        listed.stderr.contains("`3kplaces --tenant north sync`"),
        "{}",
        listed.stderr
    );
    // Neither is the device's own touched by that, nor the tenant by what is set for all.
    assert_eq!(device.run(&["list"]).code, 0);
    assert_eq!(north(&["sync"]).code, 0);
    assert_nothing_readable(&places);
    fs::remove_file(places.join("places.sealed")).unwrap();
    let all = device.run(&["tenants", "list"]);
    assert_eq!(all.code, 0, "{}", all.shown());
    assert!(
        all.stdout.contains("their file is missing"),
        "{}",
        all.shown()
    );
}

#[test]
fn the_other_editions_begin_nothing_readable_beside_a_key() {
    if has_it() {
        return;
    }
    for sign in [
        "places.key",
        "places.sealed",
        "backups/places-20260102T030405Z-by-hand.sealed",
    ] {
        let (_webfleet, device) = synced();
        fs::remove_file(device.store()).unwrap();
        device.write(&format!(".local/share/3kplaces/{sign}"), "x");
        let before = device.kept_files();
        for arguments in [
            &["list"][..],
            &["sync"],
            &["status"],
            &["backup", "list"],
            &["backup", "restore", "latest"],
            &["privacy", "report"],
            &["export", "csv", "-o", "-"],
        ] {
            let ran = device.run(arguments);
            assert_eq!(ran.code, 6, "{sign} {arguments:?}: {}", ran.shown());
            assert!(ran.stderr.contains("3Kplaces Enterprise"), "{}", ran.stderr);
            assert!(ran.stderr.contains("are encrypted"), "{}", ran.stderr);
        }
        let doctor = device.run(&["doctor"]);
        assert_eq!(doctor.code, 12, "{}", doctor.stdout);
        assert!(doctor.stdout.contains("are encrypted"), "{}", doctor.stdout);
        let path = device.run(&["config", "path"]).stdout;
        assert!(path.contains("sealed:places.sealed"), "{path}");
        assert_eq!(device.kept_files(), before, "{sign}");
    }
}

#[test]
fn a_key_that_was_overwritten_and_sealed_nothing_is_in_nobodys_way() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    let places = device.run(&["list", "--json"]).json();
    let leave = |device: &Sandbox| {
        // What turning encryption on leaves where the medium fails while the key is taken back, and
        // turning it off where it fails while the key is taken away.
        fs::write(folder(device).join(".encrypt-turning"), "").unwrap();
        fs::write(folder(device).join("places.key"), [0; 300]).unwrap();
    };
    leave(&device);
    let off = device.run(&["encrypt", "off"]);
    assert_eq!(off.code, 0, "{}", off.stderr);
    assert!(!folder(&device).join("places.key").exists());
    assert_eq!(device.run(&["list", "--json"]).json(), places);
    // A folder of that name is nothing that was left, and is nobody's to take away.
    fs::write(folder(&device).join(".encrypt-turning"), "").unwrap();
    fs::create_dir(folder(&device).join("places.key")).unwrap();
    for turn in ["on", "off"] {
        let refused = device.run(&["encrypt", turn]);
        assert_eq!(refused.code, 9, "{turn}: {}", refused.shown());
        assert_eq!(device.run(&["list", "--json"]).json(), places);
    }
    fs::remove_dir(folder(&device).join("places.key")).unwrap();
    leave(&device);
    let on = device.run(&["encrypt", "on"]);
    assert_eq!(on.code, 0, "{}", on.stderr);
    assert_nothing_readable(&folder(&device));
    assert_eq!(device.run(&["list", "--json"]).json(), places);
    // Beside what it may have sealed it stays.
    fs::write(folder(&device).join("places.key"), [0; 300]).unwrap();
    for turn in ["on", "off"] {
        let ran = device.run(&["encrypt", turn]);
        assert_ne!(ran.code, 0, "{turn}: {}", ran.shown());
    }
    assert!(sealed(&device).exists());
}
