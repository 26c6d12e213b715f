//! Several accounts on one device: in Enterprise only, and nothing of one shows in another.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use kplaces_tests::{MockWebfleet, Ran, Sandbox, address};
use kplaces_webfleet_sim::{Addresses, Group, World};

use crate::{edition, fresh};

fn sold_here() -> bool {
    edition() == "enterprise"
}

/// What is of one tenant and of no other: each text that must show in nothing of others.
fn canaries(tenant: &str) -> [String; 6] {
    ["account", "user", "password", "apikey", "Place", "Group"]
        .map(|what| format!("Canary-{tenant}-{what}"))
}

/// An account with canaries in everything.
fn world(tenant: &str) -> World {
    let mut world = World::sample();
    let [name, user, password, apikey, place, group] = canaries(tenant);
    let account = &mut world.accounts[0];
    account.name = name;
    account.apikey = apikey;
    account.users.truncate(1);
    account.users[0].name = user;
    account.users[0].password = password;
    let places = (1..=3).map(|n| {
        let position = Some((48_000_000 + n, 11_000_000));
        address(
            &format!("{n}"),
            &format!("{place} {n}"),
            position,
            250,
            Some("khaki"),
            &[&group],
        )
    });
    account.addresses = Addresses::Listed(places.collect());
    account.groups = vec![Group {
        name: group.clone(),
        uid: "g".to_owned(),
    }];
    world
}

/// One of the folders of a tenant.
fn folder(device: &Sandbox, base: &str, tenant: &str) -> PathBuf {
    device.path(&format!("{base}/3kplaces/tenants/{tenant}"))
}

/// All files of a tenant, or of the device's own with `None`.
fn files_of(device: &Sandbox, tenant: Option<&str>) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = device.files();
    files.retain(|(path, _)| {
        let parts: Vec<_> = path.iter().filter_map(|part| part.to_str()).collect();
        let at = parts.iter().position(|part| *part == "tenants");
        at.and_then(|at| parts.get(at + 1).copied()) == tenant
    });
    files
}

fn as_tenant(device: &Sandbox, tenant: &str, arguments: &[&str]) -> Ran {
    device.run(&[&["--tenant", tenant], arguments].concat())
}

fn done(ran: Ran) -> Ran {
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    ran
}

/// Adds a tenant with a login to an account of its own.
fn add(device: &Sandbox, tenant: &str) -> MockWebfleet {
    let webfleet = MockWebfleet::start(world(tenant));
    done(device.run_after("umask 0", &["tenants", "add", tenant], ""));
    let settings = format!(
        "[webfleet]\nurl = \"{}\"\nretry_pause_ms = 1\n",
        webfleet.url()
    );
    fs::write(
        folder(device, ".config", tenant).join("config.toml"),
        settings,
    )
    .unwrap();
    let [account, user, password, apikey, ..] = canaries(tenant);
    let lines = format!("{account}\n{user}\n{password}\n{apikey}\n");
    let login = [
        "--tenant",
        tenant,
        "login",
        "--stdin",
        "--keep",
        "file",
        "--no-check",
    ];
    done(device.run_after("umask 0", &login, &lines));
    webfleet
}

/// A device with two tenants that have the places of their accounts.
fn two() -> (Sandbox, [MockWebfleet; 2]) {
    let device = fresh();
    let webfleets = ["north", "south"].map(|tenant| {
        let webfleet = add(&device, tenant);
        done(device.run_after("umask 0", &["--tenant", tenant, "sync"], ""));
        webfleet
    });
    (device, webfleets)
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[test]
fn other_editions_do_no_work_for_a_tenant() {
    if sold_here() {
        return;
    }
    let mut device = fresh();
    for arguments in [
        &["--tenant", "acme", "status"][..],
        &["status", "--tenant", "../x"],
        &["tenants", "list"],
        &["tenants", "add", "acme"],
    ] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 6, "{}", ran.stderr);
        assert!(ran.stderr.contains("3Kplaces Enterprise"), "{}", ran.stderr);
    }
    device.env("KPLACES_TENANT", "acme");
    let ran = device.run(&["sync"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (6, ""));
    assert!(device.files().is_empty(), "nothing is made");
}

#[test]
fn a_tenant_is_added_used_and_removed() {
    if !sold_here() {
        return;
    }
    let device = fresh();
    let shown = device.transcript([
        &["--tenant", "acme", "status"],
        &["tenants", "add", "acme"],
        &["tenants", "add", "ACME"],
        &["--tenant", "Acme", "status"],
        &["--tenant", "acme", "status"],
        &["--tenant", "acme", "sync"],
        &["tenants", "list"],
        &["tenants", "sync"],
        &["tenants", "remove", "acme"],
        &["tenants", "remove", "acme", "--yes"],
        &["tenants", "remove", "acme", "--yes"],
        &["--tenant", "acme", "tenants", "list"],
    ]);
    insta::assert_snapshot!(shown, @"
    $ 3kplaces --tenant acme status
    error: there is no tenant acme on this device
      try: `3kplaces tenants list` lists the tenants
      try: `3kplaces tenants add acme` adds it
    [exit code 13]

    $ 3kplaces tenants add acme
    Tenant acme is there:

      configuration  [HOME]/.config/3kplaces/tenants/acme
      places         [HOME]/.local/share/3kplaces/tenants/acme
      records        [HOME]/.local/state/3kplaces/tenants/acme

    Run `3kplaces --tenant acme login`, then `3kplaces --tenant acme sync`.

    $ 3kplaces tenants add ACME
    error: there is a tenant acme on this device
      why: some file systems do not tell capitals from small letters
      try: choose another name
    [exit code 2]

    $ 3kplaces --tenant Acme status
    error: there is no tenant Acme on this device
      try: capitals count: did you mean acme?
    [exit code 13]

    $ 3kplaces --tenant acme status
    3Kplaces Enterprise

      tenant     acme
      places     0
      groups     0
      synced     never; run `3kplaces --tenant acme sync`
      revision   0
      store      sqlite:places.db in [HOME]/.local/share/3kplaces/tenants/acme

    $ 3kplaces --tenant acme sync
    error: nobody is logged in to WEBFLEET on this device yet
      try: `3kplaces --tenant acme login`
    [exit code 4]

    $ 3kplaces tenants list
    tenant     places  as of  login  last sync
    (default)       0  never  none   never
    acme            0  never  none   2026-01-02 03:04:05 (UTC), failed (login)

    $ 3kplaces tenants sync
    error: no tenant of this device has a login
      try: run `3kplaces --tenant NAME login`
    [exit code 4]

    $ 3kplaces tenants remove acme
    error: tenant acme was not removed
      why: it would lose 0 places, backups, login, records and settings
      try: stop its scheduled sync first, if it has one: `3kplaces --tenant acme schedule remove`
      try: `3kplaces tenants remove acme --yes` removes it
    [exit code 10]

    $ 3kplaces tenants remove acme --yes
    Tenant acme is gone, with 0 places, backups, login, records and settings:

      [HOME]/.local/share/3kplaces/tenants/acme
      [HOME]/.local/state/3kplaces/tenants/acme
      [HOME]/.config/3kplaces/tenants/acme

    $ 3kplaces tenants remove acme --yes
    error: there is no tenant acme on this device
      try: `3kplaces tenants list` lists the tenants
      try: `3kplaces tenants add acme` adds it
    [exit code 13]

    $ 3kplaces --tenant acme tenants list
    error: --tenant does not go with `tenants`
      why: it is about all tenants of this device
      try: name the tenant behind `tenants add` or `tenants remove`
    [exit code 2]
    ");
}

#[test]
fn nothing_of_one_tenant_is_in_the_files_of_another() {
    if !sold_here() {
        return;
    }
    let (device, _webfleets) = two();
    for (tenant, other) in [("north", "south"), ("south", "north")] {
        done(as_tenant(&device, tenant, &["backup", "create"]));
        let own = files_of(&device, Some(tenant));
        for canary in canaries(tenant) {
            assert!(
                own.iter().any(|(_, bytes)| holds(bytes, &canary)),
                "{canary}"
            );
        }
        for canary in canaries(other) {
            for (path, bytes) in &own {
                assert!(!holds(bytes, &canary), "{canary} is in {}", path.display());
            }
        }
    }
    assert!(
        files_of(&device, None).is_empty(),
        "and the device's own has nothing"
    );
}

#[test]
fn nothing_of_one_tenant_is_said_to_another() {
    if !sold_here() {
        return;
    }
    let (device, _webfleets) = two();
    let commands: [&[&str]; 28] = [
        &["doctor"],
        &["doctor", "--json"],
        &["doctor", "--bundle", "support.txt", "--force"],
        &["doctor", "--online"],
        &["privacy", "statement"],
        &["privacy", "record", "--json"],
        &["privacy", "network"],
        &["privacy", "network", "--json"],
        &["status"],
        &["list"],
        &["list", "--json"],
        &["find", "Canary"],
        &["show", "1"],
        &["near", "48,11", "--json"],
        &["groups"],
        &["groups", "--json"],
        &["log"],
        &["log", "--json"],
        &["config", "show"],
        &["config", "path"],
        &["edition"],
        &["backup", "create"],
        &["backup", "list"],
        &["backup", "verify"],
        &["schedule", "print"],
        &["sync", "--dry-run"],
        &["sync", "--json"],
        &["status", "--json"],
    ];
    for (tenant, other) in [("north", "south"), ("south", "north")] {
        let mut said = String::new();
        for command in commands {
            let ran = done(as_tenant(
                &device,
                tenant,
                &[command, &["--log", "trace"]].concat(),
            ));
            said.push_str(&ran.stdout);
            said.push_str(&ran.stderr);
        }
        for profile in ["csv", "gpx", "geojson", "kml", "geopackage"] {
            let file = format!("{tenant}.{profile}");
            done(as_tenant(
                &device,
                tenant,
                &["export", profile, "-o", &file],
            ));
            let bytes = fs::read(device.path(&file)).unwrap();
            assert!(holds(&bytes, &canaries(tenant)[4]), "{file}");
            said.push_str(&String::from_utf8_lossy(&bytes));
        }
        said.push_str(&fs::read_to_string(device.path("support.txt")).unwrap());
        assert!(said.contains(&canaries(tenant)[4]));
        for hidden in canaries(other).iter().map(String::as_str).chain([other]) {
            assert!(
                !said.contains(hidden),
                "{hidden} was said to {tenant}:\n{said}"
            );
        }
    }
    // The device's own tenant has nothing of either.
    for command in [
        &["list"][..],
        &["status"],
        &["log"],
        &["backup", "list"],
        &["privacy", "network"],
    ] {
        let ran = done(device.run(&[command, &["--log", "trace"]].concat()));
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("Canary"));
    }
}

#[test]
fn each_tenant_asks_its_own_account_with_its_own_login_and_quota() {
    if !sold_here() {
        return;
    }
    let (device, [north, south]) = two();
    for _ in 0..5 {
        done(as_tenant(&device, "north", &["sync"]));
    }
    let ran = as_tenant(&device, "north", &["sync"]);
    assert_eq!(ran.code, 5, "the quota of one is used up: {}", ran.stderr);
    assert!(!ran.stderr.contains("south"));
    done(as_tenant(&device, "south", &["sync"]));
    for (webfleet, other) in [(&north, "south"), (&south, "north")] {
        let wire = webfleet.wire();
        for canary in canaries(other) {
            assert!(
                !wire.contains(&canary),
                "{canary} was sent to another account"
            );
        }
    }
}

#[test]
fn two_tenants_with_one_login_are_told_that_they_share_its_quota() {
    if !sold_here() {
        return;
    }
    let (device, [north, _south]) = two();
    let quiet = done(as_tenant(&device, "south", &["sync"]));
    assert_eq!(quiet.stderr, "");
    let settings = format!("[webfleet]\nurl = \"{}\"\n", north.url());
    let file = folder(&device, ".config", "south").join("config.toml");
    fs::write(file, settings).unwrap();
    let [account, user, password, apikey, ..] = canaries("north");
    let lines = format!("{account}\n{user}\n{password}\n{apikey}\n");
    done(device.run_with_stdin(
        &[
            "--tenant",
            "south",
            "login",
            "--stdin",
            "--keep",
            "file",
            "--no-check",
        ],
        &lines,
    ));
    let ran = done(as_tenant(&device, "south", &["sync", "--accept-shrink"]));
    assert!(
        ran.stderr.contains("uses the same WEBFLEET login"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("north"), "nor is it said which one");
}

/// Holds every lock of a tenant as a sync that goes on would.
fn hold_locks(device: &Sandbox, tenant: &str) -> Vec<File> {
    let locks = folder(device, ".local/state", tenant).join("locks");
    let paths = fs::read_dir(locks)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let held: Vec<File> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "lock")
        })
        .map(|path| {
            let file = File::options().write(true).open(path).unwrap();
            file.lock().unwrap();
            file
        })
        .collect();
    assert_eq!(held.len(), 3, "account, store and login");
    held
}

#[test]
fn a_sync_of_one_tenant_stops_its_own_only() {
    if !sold_here() {
        return;
    }
    let (device, _webfleets) = two();
    let held = hold_locks(&device, "north");
    assert_eq!(as_tenant(&device, "north", &["sync"]).code, 11);
    done(as_tenant(&device, "south", &["sync"]));
    let before = device.files();
    let refused = device.run(&["tenants", "remove", "north", "--yes"]);
    assert_eq!(refused.code, 11, "{}", refused.stderr);
    assert!(device.files() == before, "nothing was removed");
    drop(held);
    done(as_tenant(&device, "north", &["sync"]));
}

#[test]
fn removing_one_tenant_leaves_the_others_as_they_were() {
    if !sold_here() {
        return;
    }
    let (mut device, _webfleets) = two();
    let own = MockWebfleet::start(kplaces_tests::small_world());
    device.connect(&own.url());
    device.login();
    done(device.run(&["sync"]));
    done(as_tenant(&device, "north", &["backup", "create"]));
    let kept = [files_of(&device, Some("south")), files_of(&device, None)];
    assert!(kept.iter().all(|files| files.len() > 4));

    let asked = device.run(&["tenants", "remove", "north"]);
    assert_eq!(asked.code, 10, "{}", asked.stderr);
    let removed = device
        .run(&["tenants", "remove", "north", "--yes", "--json"])
        .json();
    assert_eq!(
        (&removed["tenant"], &removed["places"]),
        (&"north".into(), &3.into())
    );

    assert!(files_of(&device, Some("north")).is_empty());
    for base in [".config", ".local/share", ".local/state"] {
        assert!(!folder(&device, base, "north").exists());
    }
    assert!([files_of(&device, Some("south")), files_of(&device, None)] == kept);
    for (path, bytes) in device.files() {
        for canary in canaries("north") {
            assert!(!holds(&bytes, &canary), "{canary} is in {}", path.display());
        }
    }
    assert_eq!(as_tenant(&device, "north", &["list"]).code, 13);
}

#[test]
fn hostile_names_make_and_open_nothing() {
    if !sold_here() {
        return;
    }
    let mut device = fresh();
    device.write("x/config.toml", "log = \"trace\"\n");
    let absolute = device.path("x");
    let before = device.files();
    for name in [
        "",
        ".",
        "..",
        "../x",
        "../../x",
        absolute.to_str().unwrap(),
        "a/b",
        "a\\b",
        "CON",
        "nul.db",
        "default",
        "аcme",
        "a\u{202e}b",
        "a b",
        "-x",
        "a\n",
        &"a".repeat(65),
    ] {
        let flag = format!("--tenant={name}");
        let used = device.run(&[&flag, "status"]);
        let added = device.run(&["tenants", "add", "--", name]);
        let removed = device.run(&["tenants", "remove", "--yes", "--", name]);
        for ran in [used, added, removed] {
            assert_eq!(ran.code, 2, "{name:?}: {}{}", ran.stdout, ran.stderr);
        }
        device.env("KPLACES_TENANT", name);
        let code = device.run(&["status"]).code;
        // An empty variable is none.
        assert_eq!(code, if name.is_empty() { 0 } else { 2 }, "{name:?}");
        device.env("KPLACES_TENANT", "");
    }
    let made: Vec<_> = device
        .files()
        .into_iter()
        .filter(|file| !before.contains(file))
        .collect();
    assert!(
        made.iter()
            .all(|(path, _)| path.starts_with(device.path(".local/share/3kplaces"))),
        "only the store of the device's own: {made:?}"
    );
    assert!(!device.path(".config/3kplaces/tenants").exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_another_tenant_is_refused() {
    if !sold_here() {
        return;
    }
    let (device, _webfleets) = two();
    for base in [".config", ".local/share", ".local/state"] {
        let (link, target) = (
            folder(&device, base, "west"),
            folder(&device, base, "south"),
        );
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let ran = as_tenant(&device, "west", &["list"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (9, ""), "{}", ran.stderr);
        let removed = device.run(&["tenants", "remove", "west", "--yes"]);
        assert_eq!(removed.code, 9);
        let doctor = device.run(&["doctor"]);
        assert_eq!(doctor.code, 12, "{}", doctor.stdout);
        assert!(
            doctor.stdout.contains("is not a folder of its own"),
            "{}",
            doctor.stdout
        );
        fs::remove_file(link).unwrap();
    }
    let doctor = device.run(&["doctor"]).stdout;
    assert!(
        doctor.contains("2 tenants, each in folders of its own"),
        "{doctor}"
    );
    // Nor does a store lead there by a link.
    let store = folder(&device, ".local/share", "north").join("places.db");
    fs::remove_file(&store).unwrap();
    let other = folder(&device, ".local/share", "south").join("places.db");
    std::os::unix::fs::symlink(other, &store).unwrap();
    let ran = as_tenant(&device, "north", &["list"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    assert!(!ran.stderr.contains("Canary"));
}

#[test]
fn settings_for_all_do_not_bring_tenants_together() {
    if !sold_here() {
        return;
    }
    let (mut device, _webfleets) = two();
    // A folder for all is one for each.
    let shared = device.path("shared");
    device.env("KPLACES_DATA_DIR", shared.to_str().unwrap());
    done(as_tenant(&device, "north", &["sync"]));
    let places = as_tenant(&device, "south", &["status", "--json"]).json();
    assert_eq!(places["places"], 0);
    assert!(shared.join("tenants/north/places.db").exists());
    let listed = done(device.run(&["list"]));
    assert!(!listed.stdout.contains("Canary"), "{}", listed.stdout);

    // The folder of one is nobody else's.
    let norths = shared.join("tenants/north");
    device.env("KPLACES_DATA_DIR", norths.to_str().unwrap());
    for tenant in [None, Some("south"), Some("north")] {
        let flags = tenant.map(|tenant| format!("--tenant={tenant}"));
        let arguments: Vec<&str> = flags.as_deref().into_iter().chain(["list"]).collect();
        let ran = device.run(&arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains("belongs to tenant"), "{}", ran.stderr);
    }
    let removed = {
        device.env("KPLACES_DATA_DIR", shared.to_str().unwrap());
        device.run(&["tenants", "remove", "north", "--yes"])
    };
    done(removed);
    assert!(!norths.exists());

    // A store for all cannot be one for each.
    let usual = device.path(".local/share/3kplaces");
    device.env("KPLACES_DATA_DIR", usual.to_str().unwrap());
    let own = folder(&device, ".local/share", "south").join("places.db");
    let inside = Path::new("tenants/south/places.db");
    for store in [own.as_path(), inside] {
        device.env("KPLACES_STORE", format!("sqlite:{}", store.display()));
        let ran = device.run(&["list"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains("belongs to tenant"), "{}", ran.stderr);
    }
    let elsewhere = device.path("elsewhere.db");
    for store in [elsewhere.to_str().unwrap(), "../other.db", "tenants/x/y.db"] {
        device.env("KPLACES_STORE", format!("sqlite:{store}"));
        let ran = as_tenant(&device, "south", &["list"]);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (3, ""),
            "{store}: {}",
            ran.stderr
        );
    }
    device.env("KPLACES_STORE", format!("sqlite:{}", own.display()));
    done(as_tenant(&device, "south", &["list"]));
}

#[test]
fn one_command_syncs_all_and_one_failure_stops_no_other() {
    if !sold_here() {
        return;
    }
    let (device, _webfleets) = two();
    let wrong = "c\nu\np\nk\n";
    done(device.run_with_stdin(
        &[
            "--tenant",
            "north",
            "login",
            "--stdin",
            "--keep",
            "file",
            "--no-check",
        ],
        wrong,
    ));
    let ran = device.run(&["tenants", "sync", "--json"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let tenants = said["tenants"].as_array().unwrap();
    assert_eq!(tenants.len(), 2, "the device's own has no login");
    assert_eq!(tenants[0]["error"]["kind"], "login");
    assert_eq!(tenants[1]["sync"]["tenant"], "south");
    assert_eq!(tenants[1]["sync"]["places"], 3);
    let human = device.run(&["tenants", "sync"]);
    assert_eq!(human.code, 4);
    assert!(
        human
            .stdout
            .contains("Tenant south: 3 places on this device"),
        "{}",
        human.stdout
    );
    assert!(
        human.stdout.contains("`3kplaces --tenant north login`"),
        "{}",
        human.stdout
    );
}

#[test]
fn schedules_of_tenants_are_apart_and_name_their_tenant() {
    if !sold_here() {
        return;
    }
    let (device, _webfleets) = two();
    let install = ["schedule", "install", "--for", "systemd", "--no-enable"];
    // The device's own tenant has no login.
    done(device.run(&[&install[..], &["--no-check"]].concat()));
    for tenant in ["north", "south"] {
        done(as_tenant(&device, tenant, &install));
    }
    let unit = |name: &str| {
        let path = device.path(&format!(".config/systemd/user/3kplaces-sync{name}.service"));
        fs::read_to_string(path).unwrap_or_default()
    };
    assert!(unit("").contains("\" \"sync\" \"--scheduled\""));
    assert!(unit("-north").contains("\" \"--tenant\" \"north\" \"sync\" \"--scheduled\""));
    assert!(unit("-south").contains("\" \"--tenant\" \"south\" \"sync\" \"--scheduled\""));
    for system in ["launchd", "windows"] {
        let print = ["schedule", "print", "--for", system, "--json"];
        let path = |ran: Ran| ran.json()["files"][0]["path"].to_string();
        let paths = [
            path(device.run(&print)),
            path(as_tenant(&device, "north", &print)),
            path(as_tenant(&device, "south", &print)),
        ];
        assert!(paths[0] != paths[1] && paths[1] != paths[2], "{paths:?}");
    }
    if cfg!(target_os = "linux") {
        done(as_tenant(&device, "north", &["schedule", "remove"]));
        assert!(unit("-north").is_empty() && !unit("-south").is_empty() && !unit("").is_empty());
    }
}

#[cfg(unix)]
#[test]
fn folders_and_files_of_tenants_are_private_under_any_umask() {
    use std::os::unix::fs::PermissionsExt;
    if !sold_here() {
        return;
    }
    let (device, _webfleets) = two();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (path, _) in device.files() {
        // The test wrote the settings.
        if path.file_name().unwrap() != "config.toml" {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
        let ours = path.ancestors().take_while(|it| !it.ends_with("3kplaces"));
        for folder in ours.skip(1) {
            assert_eq!(mode(folder), 0o700, "{}", folder.display());
        }
    }
}

#[cfg(unix)]
#[test]
fn maps_of_two_tenants_show_each_its_own() {
    use crate::map::{come_in, get, start};
    if !sold_here() {
        return;
    }
    let (device, _webfleets) = two();
    let mut maps = Vec::new();
    for tenant in ["north", "south"] {
        let Some(map) = start(&device, &["--json", "--tenant", tenant]) else {
            return;
        };
        let said = serde_json::from_str(&map.first_line).unwrap();
        maps.push((tenant, come_in(&said), map));
    }
    for (tenant, (port, cookie), _) in &maps {
        let other = if *tenant == "north" { "south" } else { "north" };
        let mut said = String::new();
        for route in ["/api/list?order=name", "/api/search?q=canary", "/api/facts"] {
            said.push_str(&get(*port, route, cookie));
        }
        assert!(said.contains(&canaries(tenant)[4]), "{said}");
        for canary in canaries(other) {
            assert!(
                !said.contains(&canary),
                "{canary} is on the map of {tenant}"
            );
        }
        // The key of one opens no other.
        let (_, (others_port, _), _) = maps.iter().find(|(name, ..)| *name == other).unwrap();
        assert!(get(*others_port, "/api/list?order=name", cookie).starts_with("HTTP/1.1 401"));
    }
    for (_, _, map) in maps {
        assert_eq!(map.end("-INT").0, Some(0));
    }
}
