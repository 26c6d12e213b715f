//! The scheduled sync: in Pro and Enterprise only.

use kplaces_tests::{NOW, Sandbox, small_world};

use crate::{connected, fresh, is_basic};

#[test]
fn basic_says_which_edition_has_it() {
    if !is_basic() {
        return;
    }
    let (_webfleet, device) = connected(small_world());
    for command in [&["schedule", "print"][..], &["sync", "--scheduled"]] {
        let ran = device.run(command);
        assert_eq!(ran.code, 6, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("3Kplaces Pro and Enterprise"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn the_units_are_shown_and_can_be_installed_and_removed() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = connected(small_world());
    for name in [
        "KPLACES_WEBFLEET__URL",
        "KPLACES_WEBFLEET__RETRY_PAUSE_MS",
        "KPLACES_QUOTA__ADDRESSES",
    ] {
        device.unset(name);
    }
    // For the server that is set now.
    device.login();
    let binary = crate::BINARY;
    let shown = device.run(&["schedule", "print", "--every", "6h"]);
    insta::assert_snapshot!(shown.shown().replace(binary, "/usr/bin/3kplaces"), @r#"
    exit code 0
    --- stdout
    ==> [HOME]/.config/systemd/user/3kplaces-sync.service <==
    # written by 3kplaces schedule; 3kplaces schedule remove deletes it
    [Unit]
    Description=Bring the 3Kplaces addresses up to date
    Documentation=man:3kplaces(1)

    [Service]
    Type=oneshot
    ExecStart="/usr/bin/3kplaces" "sync" "--scheduled"
    # The turn of this device, or the request quota, may be far away.
    TimeoutStartSec=infinity
    # Another sync is under way, or the quota: the next run will do.
    SuccessExitStatus=5 11
    Nice=10
    IOSchedulingClass=idle
    UMask=0077
    LimitCORE=0
    NoNewPrivileges=yes
    LockPersonality=yes
    MemoryDenyWriteExecute=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    RestrictNamespaces=yes
    RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
    SystemCallArchitectures=native
    SystemCallFilter=@system-service
    SystemCallErrorNumber=EPERM

    ==> [HOME]/.config/systemd/user/3kplaces-sync.timer <==
    # written by 3kplaces schedule; 3kplaces schedule remove deletes it
    [Unit]
    Description=Bring the 3Kplaces addresses up to date from time to time

    [Timer]
    OnStartupSec=2min
    OnUnitInactiveSec=360min
    # These two stand still while the machine sleeps. One that sleeps most of the time makes up
    # for it when it wakes up.
    OnCalendar=*-*-* 04:00:00
    Persistent=true
    # So that the devices of a company do not come all at once.
    RandomizedDelaySec=300
    AccuracySec=1min

    [Install]
    WantedBy=timers.target

    To put it into effect:
      systemctl --user daemon-reload
      systemctl --user enable --now 3kplaces-sync.timer
    --- stderr
    "#);
    let installed = device.run(&["schedule", "install", "--no-enable"]);
    assert_eq!(installed.code, 0, "{}", installed.stderr);
    let timer = device.path(".config/systemd/user/3kplaces-sync.timer");
    assert!(timer.exists());
    let removed = device.run(&["schedule", "remove", "--json"]).json();
    assert_eq!(removed["removed"].as_array().unwrap().len(), 2);
    assert!(!timer.exists());
    device.write(".config/systemd/user/3kplaces-sync.timer", "[Timer]\n");
    let refused = device.run(&["schedule", "install"]);
    assert_eq!(refused.code, 9, "{}", refused.stdout);
    assert!(
        refused.stderr.contains("somebody else"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_scheduled_sync_is_quiet_and_on_record() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = connected(small_world());
    device.env("KPLACES_SCHEDULE__SPREAD_S", "0");
    let ran = device.run(&["sync", "--scheduled"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (0, "", "")
    );
    device.set_clock(NOW + 60);
    let log = device.run(&["log", "--json"]).json();
    assert_eq!(log["syncs"][0]["trigger"], "scheduled");
    assert_eq!(log["syncs"][0]["added"], 10);
}

/// Puts a `systemctl` before that of the system.
fn has_systemctl(device: &mut Sandbox, script: &str) {
    let program = device.write("bin/systemctl", format!("#!/bin/sh\n{script}\n"));
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    device.env("PATH", device.path("bin").to_str().unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn a_timer_that_does_not_run_is_told_with_its_reason() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = connected(small_world());
    let install = |device: &Sandbox, option: &str| {
        let ran = device.run(&["schedule", "install", option]);
        assert_eq!(ran.code, 0, "{}", ran.shown());
        ran.shown()
    };
    let doctor = |device: &Sandbox| {
        let said = device.run(&["doctor", "--json"]).json();
        let found = said["findings"].as_array().unwrap().clone();
        let mut ours = found.iter().filter(|it| it["id"] == "schedule");
        let one = ours.next().unwrap();
        format!(
            "{} {}",
            one["state"].as_str().unwrap(),
            one["code"].as_str().unwrap()
        )
    };

    // No session of this user.
    has_systemctl(&mut device, "exit 1");
    let silent = install(&device, "--force");
    insta::assert_snapshot!(silent, @"
    exit code 0
    --- stdout
    Written: [HOME]/.config/systemd/user/3kplaces-sync.service
    Written: [HOME]/.config/systemd/user/3kplaces-sync.timer
    To start it, log in to this computer as this user (on a server first `loginctl enable-linger`), then:
      systemctl --user daemon-reload
      systemctl --user enable --now 3kplaces-sync.timer
    --- stderr
    warning: the timer does not run yet: the systemd of this user does not answer
    ");
    assert_eq!(doctor(&device), "warning perhaps-not-running");
    let json = device.run(&["schedule", "install", "--json"]).json();
    assert_eq!(json["running"], false);

    // One that has been told nothing.
    has_systemctl(&mut device, "test \"$2\" != is-active || exit 3");
    assert_ne!(install(&device, "--no-enable"), silent);
    assert_eq!(doctor(&device), "warning not-running");
    has_systemctl(&mut device, "exit 0");
    let running = install(&device, "--force");
    assert!(running.contains("The timer is running."), "{running}");
    assert_eq!(doctor(&device), "ok installed");

    // One that refuses, and none at all.
    has_systemctl(&mut device, "test \"$2\" != enable || exit 1");
    let refused = install(&device, "--force");
    assert!(
        refused.contains("does not run yet: systemd refused"),
        "{refused}"
    );
    std::fs::remove_file(device.path("bin/systemctl")).unwrap();
    insta::assert_snapshot!(install(&device, "--force"), @"
    exit code 0
    --- stdout
    Written: [HOME]/.config/systemd/user/3kplaces-sync.service
    Written: [HOME]/.config/systemd/user/3kplaces-sync.timer
    To start it, have another program of this system run `3kplaces sync --scheduled`, such as cron.
    --- stderr
    warning: the timer does not run yet: there is no systemd on this device
    ");
    assert_eq!(doctor(&device), "warning not-running");
    insta::assert_snapshot!(device.run(&["map", "install", "--for", "systemd"]).shown(), @"
    exit code 0
    --- stdout
    Written: [HOME]/.config/systemd/user/3kplaces-map.service
    To start it, have another program of this system run `3kplaces open --autostart --no-open`, such as cron.
    --- stderr
    warning: the map does not run yet: there is no systemd on this device
    ");
}

/// Where the service of a device is.
const SERVICE: &str = ".config/systemd/user/3kplaces-sync.service";

#[test]
fn nothing_is_installed_that_could_not_read_the_login() {
    if is_basic() {
        return;
    }
    let mut device = fresh();
    let none = device.run(&["schedule", "install", "--no-enable"]);
    insta::assert_snapshot!(none.shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: a sync that systemd starts would fail for its login, so nothing was installed
      why: nobody is logged in to WEBFLEET on this device yet
      try: `3kplaces login`
      try: a login that is sealed needs no terminal with `passphrase_command` in the settings, or KPLACES_PASSPHRASE_FILE
      try: or install it all the same with --no-check
    ");
    assert!(!device.path(SERVICE).exists());

    // Sealed: there is nobody to ask for the passphrase, and the variable is this terminal's.
    device.env("KPLACES_PASSPHRASE", "correct horse");
    let lines = "acme\nsample\nsecret\nkey\n";
    let kept = device.run_with_stdin(
        &["login", "--stdin", "--keep", "sealed", "--no-check"],
        lines,
    );
    assert_eq!(kept.code, 0, "{}", kept.stderr);
    let sealed = device.run(&["schedule", "install", "--no-enable"]);
    insta::assert_snapshot!(sealed.shown(), @"
    exit code 3
    --- stdout
    --- stderr
    error: a sync that systemd starts would fail for its login, so nothing was installed
      why: a passphrase is needed for the login, and none is set
      why: there is nobody to ask for one
      why: KPLACES_PASSPHRASE is set here only: it belongs to a login, so it is not written down for systemd
      try: a login that is sealed needs no terminal with `passphrase_command` in the settings, or KPLACES_PASSPHRASE_FILE
      try: or install it all the same with --no-check
    ");
    assert!(!device.path(SERVICE).exists());

    // A file with it can be named.
    device.unset("KPLACES_PASSPHRASE");
    let file = device.write("passphrase", "correct horse\n");
    device.env("KPLACES_PASSPHRASE_FILE", file.to_str().unwrap());
    let named = device.run(&["schedule", "install", "--no-enable"]);
    assert_eq!(named.code, 0, "{}", named.shown());
    let service = std::fs::read_to_string(device.path(SERVICE)).unwrap();
    let line = format!(
        "Environment=\"KPLACES_PASSPHRASE_FILE={}\"\n",
        file.display()
    );
    assert!(service.contains(&line), "{service}");

    // Whoever wants it all the same gets it, and `doctor` says what is wrong.
    device.unset("KPLACES_PASSPHRASE_FILE");
    let forced = device.run(&["schedule", "install", "--no-enable", "--no-check"]);
    assert_eq!(forced.code, 0, "{}", forced.shown());
    let doctor = device.run(&["doctor"]).stdout;
    assert!(doctor.contains("cannot read the login"), "{doctor}");
}

#[test]
fn the_service_gets_what_the_environment_says_and_no_secret() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = connected(small_world());
    let config = device.write("50%/a \"b\" $HOME.toml", "");
    device.env("KPLACES_CONFIG", config.to_str().unwrap());
    device.env("KPLACES_DATA_DIR", device.path("data").to_str().unwrap());
    device.env("KPLACES_STORE", "sqlite:other.db");
    device.env("KPLACES_LOGIN__PASSWORD", "s3cret");
    device.env("KPLACES_WEBFLEET__PROXY", "http://u:s3cret@proxy:8080");
    device.env("XDG_STATE_HOME", device.path("state").to_str().unwrap());
    for system in ["systemd", "launchd"] {
        let shown = device.run(&["schedule", "print", "--for", system]);
        assert_eq!(shown.code, 0, "{}", shown.stderr);
        assert!(!shown.shown().contains("s3cret"), "{}", shown.shown());
        for name in ["KPLACES_LOGIN__PASSWORD", "KPLACES_WEBFLEET__PROXY"] {
            assert!(shown.stderr.contains(name), "{}", shown.stderr);
            assert!(!shown.stdout.contains(name), "{}", shown.stdout);
        }
    }
    let shown = device.run(&["schedule", "print"]).stdout;
    let home = device.path("");
    let home = home.to_str().unwrap();
    let lines: Vec<String> = shown
        .lines()
        .filter(|line| line.starts_with("Environment="))
        .map(|line| line.replace(home, "/home/anna/"))
        .filter(|line| !line.contains("WEBFLEET") && !line.contains("QUOTA"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Environment="XDG_STATE_HOME=/home/anna/state"
    Environment="KPLACES_CONFIG=/home/anna/50%%/a \"b\" $HOME.toml"
    Environment="KPLACES_DATA_DIR=/home/anna/data"
    Environment="KPLACES_STORE=sqlite:other.db"
    "#);

    let refused = device.run(&["schedule", "print", "--for", "windows"]);
    assert_eq!(refused.code, 2, "{}", refused.shown());
    assert!(
        refused.stderr.contains("KPLACES_STORE"),
        "{}",
        refused.stderr
    );
}
