//! Changing the file of settings.

use std::fs;
use std::thread;

use super::{CANARY, Sandbox};

fn set(sandbox: &Sandbox, name: &str, values: &[&str]) -> Result<bool, Vec<String>> {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    let changed = sandbox.sources.set_in_file(name, &values);
    changed
        .map(|changed| changed.is_other)
        .map_err(|error| sandbox.shown(&error))
}

fn content(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.path("user.toml")).unwrap()
}

#[test]
fn a_key_is_set_and_taken_away_and_the_rest_stays() {
    let sandbox = Sandbox::new();
    assert_eq!(set(&sandbox, "webfleet.tries", &["2"]), Ok(true));
    assert_eq!(set(&sandbox, "webfleet.tries", &["2"]), Ok(false));
    assert_eq!(set(&sandbox, "sync.groups", &["Groß, weit", "b"]), Ok(true));
    assert_eq!(
        content(&sandbox),
        "[webfleet]\ntries = 2\n\n[sync]\ngroups = [\"Groß, weit\", \"b\"]\n"
    );
    let loaded = sandbox.sources.load().unwrap();
    assert_eq!(loaded.settings.sync.groups, ["Groß, weit", "b"]);
    assert!(
        sandbox
            .sources
            .unset_in_file("sync.groups")
            .unwrap()
            .is_other
    );
    assert!(
        !sandbox
            .sources
            .unset_in_file("sync.groups")
            .unwrap()
            .is_other
    );
    assert_eq!(content(&sandbox), "[webfleet]\ntries = 2\n\n[sync]\n");
}

#[test]
fn what_a_device_could_not_load_is_not_written() {
    let text = "# ours\nlog = \"off\"\n";
    let sandbox = Sandbox::new().file("user.toml", text);
    for (name, values, said) in [
        (
            "webfleet.tries",
            &["11"][..],
            "must be a whole number from 1 to 10",
        ),
        ("webfleet.tries", &["1", "2"], "must be a whole number"),
        ("sync.groups", &["a", " "], "must be a list"),
        ("webfleet.trise", &["1"], "did you mean webfleet.tries?"),
        ("login.password", &[CANARY], "run `3kplaces login`"),
        (
            "webfleet.proxy",
            &["http://a:canary-7c1f@p"],
            "with an editor",
        ),
    ] {
        let problems = set(&sandbox, name, values).unwrap_err();
        assert!(problems[0].contains(said), "{problems:?}");
    }
    assert_eq!(content(&sandbox), text);
    let wrong = "[sync]\nlimt = 3\n";
    let sandbox = sandbox.file("user.toml", wrong);
    let problems = set(&sandbox, "log", &["off"]).unwrap_err();
    assert!(
        problems[0].contains("user.toml, line 3: `sync.limt`"),
        "{problems:?}"
    );
    assert_eq!(content(&sandbox), wrong);
    // The way out.
    assert!(sandbox.sources.unset_in_file("sync.limt").unwrap().is_other);
    let sandbox = sandbox.file("user.toml", "sync = 7\n");
    let problems = set(&sandbox, "sync.limit", &["3"]).unwrap_err();
    assert!(
        problems[0].contains("line 1: `sync` must be a section"),
        "{problems:?}"
    );
    let sandbox = sandbox.file("user.toml", "sync = [\n");
    let problems = set(&sandbox, "sync.limit", &["3"]).unwrap_err();
    assert!(problems[0].contains("is not TOML"), "{problems:?}");
}

#[test]
fn changes_at_the_same_time_are_all_there() {
    let sandbox = Sandbox::new();
    let names = ["webfleet.tries", "sync.limit", "map.port", "backup.keep"];
    thread::scope(|scope| {
        for name in names {
            let sandbox = &sandbox;
            scope.spawn(move || {
                for n in 1..=9 {
                    assert_eq!(set(sandbox, name, &[&n.to_string()]), Ok(true));
                }
            });
        }
    });
    for name in names {
        let last = name.rsplit('.').next().unwrap();
        assert!(
            content(&sandbox).contains(&format!("{last} = 9\n")),
            "{name}"
        );
    }
}

#[cfg(unix)]
#[test]
fn it_is_private_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let sandbox = Sandbox::new();
    let folder = sandbox.path("dots");
    fs::create_dir(&folder).unwrap();
    let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o755);
    fs::write(folder.join("real.toml"), "log = \"off\"\n").unwrap();
    symlink(folder.join("real.toml"), sandbox.path("user.toml")).unwrap();
    assert_eq!(set(&sandbox, "log", &["info"]), Ok(true));
    assert!(sandbox.path("user.toml").is_symlink());
    let real = fs::metadata(folder.join("real.toml")).unwrap();
    assert_eq!(real.permissions().mode() & 0o777, 0o600);
    // Nothing is written that would not be believed.
    mode(0o777);
    assert!(set(&sandbox, "store", &["sqlite:x.db"]).is_err());
    assert_eq!(content(&sandbox), "log = \"info\"\n");
}
