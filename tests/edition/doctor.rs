//! `doctor`: what it says of a device, and that a support file gives nothing away.

use std::fs;
use std::path::Path;

use kplaces_tests::{MockWebfleet, NOW, Ran, Sandbox, small_world};
use kplaces_webfleet_sim::{Action, Fault, SAMPLE_USER};
use serde_json::Value;

use crate::{assert_edition_snapshot, fresh, is_basic, synced};

/// A device that asks nobody.
const NO_URL: &str = "(no url)";

/// What was said, without the lines that differ from edition to edition, and without the port.
fn told(ran: &Ran, webfleet: &str) -> String {
    // Basic knows no group without a place.
    let groups = if is_basic() {
        "in 3 groups"
    } else {
        "in 4 groups"
    };
    let said = ran
        .said()
        .replace(webfleet, "[WEBFLEET]/extern")
        .replace(groups, "in [N] groups");
    let own = |line: &&str| !line.starts_with("ok       edition") && !line.contains(" schedule ");
    said.split_inclusive('\n').filter(own).collect()
}

/// The states and codes of the findings, by their ids.
fn findings(ran: &Ran) -> Vec<String> {
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let list = report["findings"].as_array().unwrap().iter();
    list.map(|it| {
        let word = |key: &str| it[key].as_str().unwrap().to_owned();
        format!("{} {} {}", word("state"), word("id"), word("code"))
    })
    .collect()
}

fn has(ran: &Ran, finding: &str) -> bool {
    findings(ran).iter().any(|it| it == finding)
}

/// Whether a file is one of the records in this folder.
fn is_record(path: &Path, folder: &str, ending: &str) -> bool {
    path.parent().is_some_and(|it| it.ends_with(folder))
        && path.extension().is_some_and(|it| it == ending)
}

#[test]
fn a_healthy_device_is_told_in_calm_lines() {
    let (webfleet, device) = synced();
    insta::assert_snapshot!(told(&device.run(&["doctor"]), &webfleet.url()), @"
    ok       configuration   no configuration file; the usual values count
    warning  endpoint        [WEBFLEET]/extern is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted
                             try: take `webfleet.url` away
    note     quota-setting   `quota.addresses` is more than the usual 6 requests in 60 s: WEBFLEET may refuse some
    warning  login           the login is in a file as plain text, for this user only: every program of this user, and whoever has a copy of the disk, can read it
                             try: `3kplaces login` keeps it in the keyring, or sealed with a passphrase
    ok       files           20 files and folders, all for this user only
    ok       store           read from end to end and sound: 10 places in [N] groups, revision 1, sqlite
    ok       backups         there are no copies of the places
    ok       syncs           the last one went well, just now
    ok       quota           the count of requests can be read
    ok       clock           2026-01-02 03:04:05 (UTC)
    ok       space           there is room where the places are

    2 warnings and 1 note.
    ");
    let quiet = device.run(&["doctor", "--quiet"]);
    insta::assert_snapshot!(told(&quiet, &webfleet.url()), @"
    warning  endpoint        [WEBFLEET]/extern is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted
                             try: take `webfleet.url` away
    note     quota-setting   `quota.addresses` is more than the usual 6 requests in 60 s: WEBFLEET may refuse some
    warning  login           the login is in a file as plain text, for this user only: every program of this user, and whoever has a copy of the disk, can read it
                             try: `3kplaces login` keeps it in the keyring, or sealed with a passphrase
    ");
    let asked = webfleet.calls().len();
    for arguments in [
        &["doctor"][..],
        &["doctor", "--json"],
        &["doctor", "--bundle", "-"],
    ] {
        assert_eq!(device.run(arguments).code, 0);
    }
    assert_eq!(
        webfleet.calls().len(),
        asked,
        "nothing is sent without --online"
    );
}

#[test]
fn a_device_without_anything_has_no_problem() {
    let device = fresh();
    let ran = device.run(&["doctor"]);
    assert_eq!(ran.code, 0);
    assert_edition_snapshot!("doctor_fresh", ran.said());
    assert!(device.files().is_empty(), "a look leaves nothing behind");
}

#[test]
fn a_look_changes_no_byte() {
    let (_webfleet, device) = synced();
    let before = device.files();
    for arguments in [
        &["doctor"][..],
        &["doctor", "--json"],
        &["doctor", "--bundle", "-"],
    ] {
        device.run(arguments);
        assert!(device.files() == before, "{arguments:?}");
    }
}

#[test]
fn where_everything_is_broken_everything_is_told() {
    let (_webfleet, mut device) = synced();
    for (path, bytes) in device.files() {
        if is_record(&path, "runs", "jsonl") {
            fs::write(&path, [b"{\"run\":1\n\xff\n".as_slice(), &bytes].concat()).unwrap();
        } else if is_record(&path, "quota", "json") {
            fs::write(&path, b"{\"version\":1").unwrap();
        }
    }
    fs::write(device.store(), b"no store at all").unwrap();
    device.write(
        ".local/share/3kplaces/backups",
        "a file where a folder belongs",
    );
    device.write(
        ".config/3kplaces/config.toml",
        "[sync]\nlimit = \"many\"\nhunter2 = 1\n",
    );
    device.write(".config/3kplaces/login.toml", "password = ");
    device.env("KPLACES_HUNTER2", "hunter2");
    device.set_clock(1_000_000);
    let ran = device.run(&["doctor", "--online"]);
    assert_eq!(ran.code, 12);
    insta::assert_snapshot!(told(&ran, NO_URL), @"
    problem  configuration   the configuration has 3 problems
                             [HOME]/.config/3kplaces/config.toml, line 2: `sync.limit` must be a whole number from 1 to 4294967295
                             [HOME]/.config/3kplaces/config.toml, line 3: `sync.hunter2` is no known setting
                             KPLACES_HUNTER2: is no known variable
                             try: `3kplaces config path` says where the configuration is; the places are looked for where they usually are
    note     login           not looked for: the configuration cannot be read
    warning  files           1 file that should be for this user only
                             [HOME]/.local/share/3kplaces/backups: others may read it (0644), but a folder above keeps them out
                             try: chmod 600 [HOME]/.local/share/3kplaces/backups
    note     files           1 file worth a look
                             [HOME]/.config/3kplaces/config.toml: others may read it (0644), but a folder above keeps them out
                             try: chmod 600 [HOME]/.config/3kplaces/config.toml
    problem  store           the file with the places is damaged, or is not one of 3Kplaces
                             places.db is not a store of 3Kplaces; name another file
                             try: `3kplaces backup list` lists copies, `3kplaces backup restore NAME` brings one back; without one, move the file away, then run `3kplaces sync`; `3kplaces config path` says where it is
    problem  backups         the backups in [HOME]/.local/share/3kplaces/backups cannot be read or changed
                             try: check the folder's permissions
    note     syncs           2 lines of the record of syncs cannot be understood, and are passed over
    ok       syncs           the last one went well, in the future by this device's clock
    note     quota           a count of requests is damaged: it begins anew with the next request
    problem  clock           1970-01-12 13:46:40 (UTC): that is before this program was made
                             try: set the clock; with a wrong one no certificate can be judged
    ok       space           there is room where the places are
    note     online-request  nothing was sent: the configuration cannot be read

    4 problems, 1 warning and 5 notes.
    [exit code 12]
    ");
    assert_eq!(device.run(&["doctor", "--bundle", "-"]).code, 12);
}

#[test]
fn records_that_cannot_be_read_do_not_stop_it() {
    let (_webfleet, device) = synced();
    for folder in ["runs", "quota", "locks"] {
        let path = device.path(&format!(".local/state/3kplaces/{folder}"));
        for entry in fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
        }
    }
    let ran = device.run(&["doctor", "--json"]);
    assert_eq!(ran.code, 12);
    for finding in [
        "problem syncs unreadable",
        "ok store sound",
        "ok clock plausible",
    ] {
        assert!(has(&ran, finding), "{finding}: {:?}", findings(&ran));
    }
}

#[test]
#[cfg(unix)]
fn without_a_home_folder_it_says_so() {
    let device = fresh();
    // A user whom the system does not know has none but by the environment.
    let nobody = [
        "setpriv",
        "--reuid=54321",
        "--clear-groups",
        "env",
        "-u",
        "HOME",
    ];
    let ran = device.run_in(&nobody, &["doctor", "--online"]);
    if ran.stderr.contains("setpriv:") || ran.stderr.contains("env:") {
        eprintln!("NOT CHECKED: only root becomes somebody else, who must find the program");
        return;
    }
    assert_eq!(ran.code, 12);
    // Without an environment it is the clock of this machine.
    let said = told(&ran, NO_URL);
    let steady: String = said
        .split_inclusive('\n')
        .filter(|line| !line.contains(" clock "))
        .collect();
    insta::assert_snapshot!(steady, @"
    problem  configuration   no home folder is set; no folder of 3Kplaces can be looked at
                             try: put the environment of the program right
    note     login           not looked for: the configuration cannot be read
    note     online-request  nothing was sent: the configuration cannot be read

    1 problem and 2 notes.
    [exit code 12]
    ");
}

#[test]
#[cfg(unix)]
fn what_others_can_open_is_named_with_the_command_that_closes_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let (webfleet, device) = synced();
    let chmod = |name: &str, mode: u32| {
        fs::set_permissions(device.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    for folder in ["", ".config", ".local", ".local/share", ".local/state"] {
        chmod(folder, 0o755);
    }
    let ran = device.run(&["doctor"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    chmod(".local/share/3kplaces", 0o755);
    chmod(".local/share/3kplaces/places.db", 0o644);
    chmod(".local/state/3kplaces/runs", 0o777);
    chmod(".local/state/3kplaces", 0o711);
    chmod(".config/3kplaces/login.toml", 0o640);
    let link = device.path(".config/3kplaces/config.toml");
    std::os::unix::fs::symlink("/nowhere", link).unwrap();
    let ran = device.run(&["doctor"]);
    assert_eq!(ran.code, 12);
    insta::assert_snapshot!(told(&ran, &webfleet.url()), @"
    ok       configuration   no configuration file; the usual values count
    warning  endpoint        [WEBFLEET]/extern is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted
                             try: take `webfleet.url` away
    note     quota-setting   `quota.addresses` is more than the usual 6 requests in 60 s: WEBFLEET may refuse some
    problem  login           the WEBFLEET login on this device cannot be used
                             [HOME]/.config/3kplaces/login.toml: can be read by others: run `chmod 600 [HOME]/.config/3kplaces/login.toml`, and change the password if they should not know it
    problem  files           2 files and folders that others can open or change
                             [HOME]/.local/share/3kplaces/places.db: others may read it (0644)
                             [HOME]/.local/state/3kplaces/runs/: others may change it (0777)
                             try: chmod 600 [HOME]/.local/share/3kplaces/places.db; chmod 700 [HOME]/.local/state/3kplaces/runs
    warning  files           3 files and folders that should be for this user only
                             [HOME]/.config/3kplaces/login.toml: others may read it (0640), but a folder above keeps them out
                             [HOME]/.local/share/3kplaces/: others may read it (0755)
                             [HOME]/.local/state/3kplaces/: others may read it (0711)
                             try: chmod 600 [HOME]/.config/3kplaces/login.toml; chmod 700 [HOME]/.local/share/3kplaces [HOME]/.local/state/3kplaces
    note     files           1 file worth a look
                             [HOME]/.config/3kplaces/config.toml: is a link; what it leads to counts
    ok       store           read from end to end and sound: 10 places in [N] groups, revision 1, sqlite
    ok       backups         there are no copies of the places
    ok       syncs           the last one went well, just now
    ok       quota           the count of requests can be read
    ok       clock           2026-01-02 03:04:05 (UTC)
    ok       space           there is room where the places are

    2 problems, 2 warnings and 2 notes.
    [exit code 12]
    ");
}

#[cfg(unix)]
#[test]
fn settings_that_were_handed_out_may_be_read_by_others_unless_a_secret_is_in_them() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_webfleet, device) = synced();
    for folder in ["", ".config", ".config/3kplaces"] {
        fs::set_permissions(device.path(folder), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let told_of = |settings: &str| {
        let path = device.write(".config/3kplaces/config.toml", settings);
        fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
        let said = device.run(&["doctor"]).stdout;
        said.contains("config.toml: others may read it (0644)")
    };
    assert!(!told_of("[map]\nport = 8080\n"));
    assert!(told_of(
        "[webfleet]\nproxy = \"http://anna:secret@127.0.0.1:9\"\n"
    ));
    // A mistyped key may hold anything.
    assert!(told_of("[login]\npasswrod = \"secret\"\n"));
}

#[test]
fn a_damaged_store_has_its_copies_named() {
    let (webfleet, device) = synced();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let mut bytes = fs::read(device.store()).unwrap();
    for byte in bytes.iter_mut().skip(4096).step_by(7) {
        *byte ^= 0x55;
    }
    fs::write(device.store(), bytes).unwrap();
    let ran = device.run(&["doctor", "--quiet"]);
    assert_eq!(ran.code, 12);
    insta::assert_snapshot!(told(&ran, &webfleet.url()), @"
    warning  endpoint        [WEBFLEET]/extern is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted
                             try: take `webfleet.url` away
    note     quota-setting   `quota.addresses` is more than the usual 6 requests in 60 s: WEBFLEET may refuse some
    warning  login           the login is in a file as plain text, for this user only: every program of this user, and whoever has a copy of the disk, can read it
                             try: `3kplaces login` keeps it in the keyring, or sealed with a passphrase
    problem  store           the file with the places is damaged, or is not one of 3Kplaces
                             places.db is damaged; move it away and sync again
                             Error code 11: database disk image is malformed
                             try: `3kplaces backup list` lists copies, `3kplaces backup restore NAME` brings one back; without one, move the file away, then run `3kplaces sync`; `3kplaces config path` says where it is
    [exit code 12]
    ");
    assert!(has(&device.run(&["doctor", "--json"]), "ok backups sound"));
}

#[test]
fn what_is_odd_is_worth_a_note() {
    let (webfleet, mut device) = synced();
    device.env("KPLACES_SYNC__LIMIT", "5");
    device.env("KPLACES_BACKUP__KEEP", "0");
    device.env("KPLACES_LOG", "trace");
    device.env(
        "KPLACES_WEBFLEET__PROXY",
        "http://me:hunter2@proxy.example:8080",
    );
    device.env("KPLACES_LOGIN__PASSWORD", "hunter2");
    device.env("TZ", "Nowhere/Town");
    device.set_clock(NOW + 8 * 86_400);
    let ran = device.run(&["doctor", "--log", "warn", "--quiet"]);
    assert!(!ran.stdout.contains("hunter2"));
    insta::assert_snapshot!(told(&ran, &webfleet.url()), @"
    warning  endpoint        [WEBFLEET]/extern is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted
                             try: take `webfleet.url` away
    note     proxy           requests go by way of a proxy: it sees which host is asked and when, not what is asked and answered
    note     limit           only 5 addresses are taken
                             try: take `sync.limit` away for all that the edition takes
    note     quota-setting   `quota.addresses` is more than the usual 6 requests in 60 s: WEBFLEET may refuse some
    note     backup-setting  no copy is made before a sync removes places
                             try: take `backup.keep` away
    warning  login           a secret is in the environment: every program that this user starts there can read it
                             try: a password manager can print the secrets when they are needed: `login.password_command` and `login.apikey_command`
    warning  login           the login is in a file as plain text, for this user only: every program of this user, and whoever has a copy of the disk, can read it
                             try: `3kplaces login` keeps it in the keyring, or sealed with a passphrase
    warning  places          the places were downloaded 8 days ago
                             try: run `3kplaces sync`
    note     time-zone       the time zone of this device is not known; times are shown in UTC
                             try: set the time zone, or TZ
    ");
    device.set_clock(NOW - 3_600);
    assert!(has(
        &device.run(&["doctor", "--json"]),
        "warning clock set-back"
    ));
}

#[test]
fn a_failed_sync_and_one_that_was_cut_off_are_told() {
    let (webfleet, device) = synced();
    webfleet.fault(Some("html-page".parse().unwrap()));
    assert_eq!(device.run(&["sync"]).code, 8);
    assert!(has(
        &device.run(&["doctor", "--json"]),
        "warning syncs failed"
    ));
    for (path, bytes) in device.files() {
        if is_record(&path, "runs", "jsonl") {
            let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            fs::write(&path, lines[..lines.len() - 1].concat()).unwrap();
        }
    }
    assert!(has(
        &device.run(&["doctor", "--json"]),
        "note syncs cut-off"
    ));
}

/// A device that is logged in and has nothing, with the clock of this machine: that of the mock's
/// answers.
fn logged_in() -> (MockWebfleet, Sandbox) {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    crate::connect_to(&mut device, &webfleet.url());
    device.real_clock();
    (webfleet, device)
}

/// How many reports this edition needs.
fn reports() -> usize {
    if is_basic() { 2 } else { 3 }
}

/// The findings of `--online`.
fn online(device: &Sandbox) -> Vec<String> {
    let ran = device.run(&["doctor", "--online", "--json"]);
    let mut all = findings(&ran);
    all.retain(|it| it.contains(" online-"));
    all.push(format!("exit code {}", ran.code));
    all
}

#[test]
fn online_it_asks_each_report_once_and_says_how_far_it_gets() {
    let (webfleet, device) = logged_in();
    let ran = device.run(&["doctor", "--online"]);
    assert_eq!((ran.code, webfleet.calls().len()), (0, reports()));
    let said = told(&ran, &webfleet.url());
    let lines: Vec<&str> = said.lines().filter(|it| it.contains("online-")).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    ok       online-name     127.0.0.1 needs no look-up
    ok       online-connect  127.0.0.1 takes connections
    ok       online-trust    not encrypted: it does not leave this device
    ok       online-answer   WEBFLEET answers
    ok       online-login    the login is accepted
    ok       online-rights   the user may read what this edition needs
    ok       online-clock    this device's clock shows the time that WEBFLEET's shows
    ");
    assert!(!device.store().exists(), "it takes nothing of the answer");
}

#[test]
fn a_wrong_password_is_tried_once() {
    let (webfleet, device) = logged_in();
    webfleet.edit(|world| {
        let user = world.accounts[0]
            .users
            .iter_mut()
            .find(|it| it.name == SAMPLE_USER);
        user.unwrap().password = "another".to_owned();
    });
    let ran = device.run(&["doctor", "--online", "--quiet"]);
    assert_eq!((ran.code, webfleet.calls().len()), (12, 1));
    insta::assert_snapshot!(told(&ran, &webfleet.url()), @"
    warning  endpoint        [WEBFLEET]/extern is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted
                             try: take `webfleet.url` away
    note     quota-setting   `quota.addresses` is more than the usual 6 requests in 60 s: WEBFLEET may refuse some
    warning  login           the login is in a file as plain text, for this user only: every program of this user, and whoever has a copy of the disk, can read it
                             try: `3kplaces login` keeps it in the keyring, or sealed with a passphrase
    warning  store           there are no places on this device yet
                             there is no places.db
                             try: run `3kplaces sync`
    problem  online-login    WEBFLEET does not accept the login
                             WEBFLEET answers with error 1101: “user or account unknown, or password wrong”
                             it was tried once only: too many wrong logins can lock the user
                             try: check account, user, password and API key, then run `3kplaces login`
    [exit code 12]
    ");
}

#[test]
fn each_failing_step_is_the_last_one() {
    let (webfleet, device) = logged_in();
    for (fault, last) in [
        ("error:1101:no", "problem online-login failed"),
        ("error:45:no", "problem online-rights failed"),
        ("html-page", "problem online-answer failed"),
        ("status:503", "problem online-answer failed"),
        ("status:401", "problem online-login failed"),
        ("status:403", "problem online-rights failed"),
        (
            "redirect:https://elsewhere.example/",
            "problem online-answer failed",
        ),
    ] {
        let before = webfleet.calls().len();
        webfleet.fault(Some(fault.parse().unwrap()));
        let mut found = online(&device);
        assert_eq!(found.pop().unwrap(), "exit code 12");
        found.retain(|it| !it.contains("online-clock"));
        assert_eq!(found.last().unwrap(), last, "{fault}");
        assert_eq!(webfleet.calls().len() - before, 1, "{fault}");
    }
}

#[test]
fn online_it_keeps_to_the_quota() {
    let (webfleet, mut device) = logged_in();
    device.env("KPLACES_QUOTA__MEMBERSHIPS", "1/3600");
    assert_eq!(online(&device).last().unwrap(), "exit code 0");
    assert_eq!(
        online(&device),
        ["note online-request quota", "exit code 0"]
    );
    assert_eq!(webfleet.calls().len(), reports());
}

#[test]
fn online_it_tells_which_report_it_could_not_ask_for() {
    let (webfleet, mut device) = logged_in();
    device.env("KPLACES_QUOTA__ADDRESSES", "1/60");
    device.run(&["doctor", "--online"]);
    let before = webfleet.asked(Action::Addresses);
    let said = online(&device);
    assert_eq!(webfleet.asked(Action::Addresses), before);
    let expected = "note online-rights not-asked";
    assert!(said.iter().any(|it| it == expected), "{said:?}");
}

/// An error on the address report alone; the others can be read.
#[test]
fn online_it_sees_that_only_one_report_may_not_be_read() {
    let (webfleet, device) = logged_in();
    webfleet.fault_for(Action::Addresses, "error:45".parse().unwrap());
    let said = online(&device);
    let expected = "problem online-rights";
    assert!(said.iter().any(|it| it.contains(expected)), "{said:?}");
    let ran = device.run(&["login", "--check"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
}

#[test]
fn online_an_empty_answer_proves_nothing() {
    let (webfleet, device) = logged_in();
    webfleet.fault_for(Action::Addresses, Fault::Empty);
    let said = online(&device);
    let expected = "warning online-rights unsaid";
    assert!(said.iter().any(|it| it == expected), "{said:?}");
    let said = device.run(&["login", "--check"]).stdout;
    let expected = "addresses: the answer was empty, which proves nothing";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_host_that_takes_no_connection_is_told() {
    let (_webfleet, mut device) = logged_in();
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/extern", listener.local_addr().unwrap());
    drop(listener);
    device.env("KPLACES_WEBFLEET__URL", &url);
    device.login();
    device.set_clock(NOW);
    let ran = device.run(&["doctor", "--online", "--quiet"]);
    assert_eq!(ran.code, 12);
    insta::assert_snapshot!(told(&ran, &url), @"
    warning  endpoint        [WEBFLEET]/extern is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted
                             try: take `webfleet.url` away
    note     quota-setting   `quota.addresses` is more than the usual 6 requests in 60 s: WEBFLEET may refuse some
    warning  login           the login is in a file as plain text, for this user only: every program of this user, and whoever has a copy of the disk, can read it
                             try: `3kplaces login` keeps it in the keyring, or sealed with a passphrase
    warning  store           there are no places on this device yet
                             there is no places.db
                             try: run `3kplaces sync`
    problem  online-connect  WEBFLEET cannot be reached
                             no connection to 127.0.0.1
                             Connection refused (os error 111)
                             the host was found, but no connection came about: a firewall, or WEBFLEET is down
                             try: check the network; the places on this device can be used without it
    [exit code 12]
    ");
}

#[test]
fn a_lock_whose_holder_is_gone_is_told_and_nothing_is_sent_meanwhile() {
    let (webfleet, device) = synced();
    let asked = webfleet.calls().len();
    let folder = device.path(".local/state/3kplaces/locks");
    let locks: Vec<fs::File> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "lock"))
        .map(|path| fs::File::options().write(true).open(path).unwrap())
        .collect();
    for lock in &locks {
        lock.lock().unwrap();
    }
    let ran = device.run(&["doctor", "--online", "--json"]);
    assert!(
        has(&ran, "note online-request busy"),
        "{:?}",
        findings(&ran)
    );
    let lock = if cfg!(unix) {
        "warning lock orphaned"
    } else {
        "note lock held"
    };
    assert!(has(&ran, lock), "{:?}", findings(&ran));
    drop(locks);
    assert!(
        !device
            .run(&["doctor", "--json"])
            .stdout
            .contains("\"lock\"")
    );
    assert_eq!(webfleet.calls().len(), asked);
}

#[test]
#[cfg(unix)]
fn a_pipe_in_the_place_of_a_file_does_not_hold_it_up() {
    let (_webfleet, mut device) = synced();
    let made = |path: &Path| {
        let _ = fs::remove_file(path);
        let status = std::process::Command::new("mkfifo").arg(path).status();
        assert!(status.unwrap().success());
    };
    for (path, _) in device.files() {
        if is_record(&path, "runs", "jsonl") || is_record(&path, "quota", "json") {
            made(&path);
        }
    }
    made(&device.path(".config/3kplaces/login.toml"));
    let secret = device.path("secret");
    made(&secret);
    device.env("KPLACES_LOGIN__APIKEY_FILE", secret.to_str().unwrap());
    let ran = device.run(&["doctor", "--json"]);
    assert!(
        has(&ran, "problem syncs unreadable"),
        "{:?}",
        findings(&ran)
    );
    assert!(
        has(&ran, "warning login secret-file"),
        "{:?}",
        findings(&ran)
    );
}

#[test]
#[cfg(unix)]
fn a_program_that_gives_a_secret_is_not_run() {
    let (_webfleet, mut device) = synced();
    fs::remove_file(device.path(".config/3kplaces/login.toml")).unwrap();
    device.env("KPLACES_LOGIN__ACCOUNT", "a");
    device.env("KPLACES_LOGIN__USER", "u");
    for part in ["PASSWORD", "APIKEY"] {
        device.env(
            &format!("KPLACES_LOGIN__{part}_COMMAND"),
            "touch was-run; echo x",
        );
    }
    let ran = device.run(&["doctor", "--json"]);
    assert_eq!(ran.code, 0);
    assert!(has(&ran, "ok login command"), "{:?}", findings(&ran));
    assert!(!device.path("was-run").exists());
}

#[test]
fn without_a_login_nothing_is_sent() {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    let found = online(&device);
    assert_eq!(found, ["note online-request no-login", "exit code 0"]);
    assert!(webfleet.calls().is_empty());
}

#[test]
fn a_schedule_is_told_where_there_can_be_one() {
    let (_webfleet, device) = crate::connected(small_world());
    let has_line = |ran: &Ran, code: &str| has(ran, &format!("ok schedule {code}"));
    assert_eq!(
        has_line(&device.run(&["doctor", "--json"]), "none"),
        !is_basic()
    );
    if !is_basic() {
        assert_eq!(device.run(&["schedule", "install", "--no-enable"]).code, 0);
        let ran = device.run(&["doctor", "--json"]);
        assert!(!has_line(&ran, "none"), "{}", ran.stdout);
    }
}
