//! The scheduled sync: in Pro and Enterprise only.

use kplaces_tests::{NOW, small_world};

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
    let device = fresh();
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
