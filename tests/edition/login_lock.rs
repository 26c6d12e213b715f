//! Two that change the login of a device at the same time: the second is told who is at it.

use std::process::Stdio;

use crate::fresh;

const PASSPHRASE: &str = "canary passphrase 7c1f";

#[test]
fn while_somebody_logs_in_nobody_else_changes_the_login() {
    let mut device = fresh();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    let mut typing = device
        .command(&["login", "--stdin", "--keep", "sealed", "--no-check"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let pid = typing.id();
    let locks = device.path(".local/state/3kplaces/locks");
    // The note of who has it is the last thing that is written.
    let is_held = || {
        let entries = std::fs::read_dir(&locks).into_iter().flatten().flatten();
        let mut notes = entries.filter(|it| it.path().extension().is_some_and(|it| it == "json"));
        notes.any(|it| std::fs::read_to_string(it.path()).is_ok_and(|it| it.contains("pid")))
    };
    while !is_held() {
        assert!(typing.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    let before = device.kept_files();
    for words in [
        &["logout"][..],
        &["login", "--stdin", "--keep", "file", "--no-check"],
        &["privacy", "erase", "--all", "--yes"],
    ] {
        for (language, told) in [
            (
                "en",
                format!("another 3Kplaces is at it since [TIME] (process {pid})"),
            ),
            (
                "de",
                format!("das tut ein anderes 3Kplaces seit [TIME] (Prozess {pid})"),
            ),
        ] {
            let words = [&["--lang", language], words].concat();
            let ran = device.run_with_stdin(&words, "acme\nother\nsecret\nkey\n");
            let [first, last] = told.split("[TIME]").collect::<Vec<_>>()[..] else {
                unreachable!()
            };
            let said = ran.shown();
            assert!(
                ran.stderr.contains(first) && ran.stderr.contains(last),
                "{said}"
            );
            assert_eq!(ran.code, 11, "{said}");
        }
        assert_eq!(device.kept_files(), before, "{words:?}");
    }
    // Who ends, however that comes, keeps nobody out.
    typing.kill().unwrap();
    typing.wait().unwrap();
    assert_eq!(device.run(&["logout"]).code, 0);
}
