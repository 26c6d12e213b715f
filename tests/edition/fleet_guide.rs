//! `docs/fleet.md`, run as it stands there: three devices with homes of their own.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

use kplaces_tests::{MockWebfleet, Sandbox, small_world};
use kplaces_webfleet_sim::{Options, SAMPLE_APIKEY, SAMPLE_PASSWORD};

use crate::{BINARY, edition, fresh};

/// The commands of the document that are for `whom`.
fn blocks(whom: &str) -> Vec<String> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/fleet.md");
    let text = fs::read_to_string(root).unwrap();
    let begin = format!("```sh {whom}\n");
    let parts = text.split(&begin).skip(1);
    let blocks = parts.map(|part| part.split("```").next().unwrap().to_owned());
    blocks.collect()
}

/// Runs commands in the office's folder, at home on this device.
fn run(device: &Sandbox, office: &Path, number: usize, commands: &str) -> Output {
    let program = device.command(&[]);
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-euc", commands])
        .current_dir(office)
        .env_clear();
    for (name, value) in program.get_envs() {
        shell.env(name, value.unwrap());
    }
    let path = format!("{}:/usr/bin:/bin", office.join("bin").display());
    let shell = shell.env("PATH", path).env("NUMBER", number.to_string());
    shell.output().unwrap()
}

fn well(ran: &Output) -> String {
    let said = String::from_utf8_lossy(&ran.stderr);
    let out = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{out}{said}");
    out
}

#[test]
fn the_guide_for_many_devices_is_true() {
    if edition() != "enterprise" {
        return;
    }
    let options = Options {
        quota: None,
        ..Options::default()
    };
    let webfleet = MockWebfleet::start_with(small_world(), options);
    let device = || {
        let mut device = fresh();
        device.connect(&webfleet.url());
        device
    };
    let manager = device();
    let office = &manager.path("office");
    fs::create_dir_all(office.join("bin")).unwrap();
    symlink(BINARY, office.join("bin/3kplaces")).unwrap();
    // No session of systemd is needed to see what is installed.
    let systemctl = office.join("bin/systemctl");
    fs::write(&systemctl, "#!/bin/sh\nexit 0\n").unwrap();
    fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(office.join("password"), SAMPLE_PASSWORD).unwrap();
    fs::write(office.join("apikey"), SAMPLE_APIKEY).unwrap();
    for commands in blocks("office") {
        let said = well(&run(&manager, office, 0, &commands));
        assert!(said.contains("no mistakes"), "{said}");
    }
    let settings = fs::read_to_string(office.join("fleet.toml")).unwrap();
    assert!(!settings.contains(SAMPLE_PASSWORD) && settings.contains("devices = 40\n"));

    let devices = [1, 2, 3].map(|number| (number, device()));
    for (number, device) in &devices {
        for commands in blocks("device") {
            let said = well(&run(device, office, *number, &commands));
            assert!(said.contains("10 places"), "{said}");
        }
        let timer = ".config/systemd/user/3kplaces-sync.timer";
        assert!(device.path(timer).exists());
    }
    // The second one loses its secret.
    let (number, second) = &devices[1];
    fs::remove_file(second.path(".config/3kplaces/password")).unwrap();
    assert!(
        !run(second, office, *number, "3kplaces sync --scheduled")
            .status
            .success()
    );

    for (number, device) in &devices {
        for commands in blocks("collect") {
            well(&run(device, office, *number, &commands));
        }
        let status = fs::read_to_string(office.join(format!("status-{number}.json"))).unwrap();
        let status: serde_json::Value = serde_json::from_str(&status).unwrap();
        assert_eq!(status["device_number"], *number);
        assert_eq!(status["last_success"]["outcome"], "done");
        let failed = usize::from(*number == 2);
        assert_eq!(status["failed_since"].as_array().unwrap().len(), failed);
    }
    if Command::new("jq").arg("--version").output().is_err() {
        eprintln!("NOT CHECKED: jq is not installed");
        return;
    }
    let told: Vec<String> = blocks("report")
        .iter()
        .map(|commands| well(&run(&manager, office, 0, commands)))
        .collect();
    assert_eq!(told.len(), 2);
    let lines: Vec<&str> = told[0].lines().collect();
    assert_eq!(lines.len(), 3, "{told:?}");
    assert!(
        lines[0].starts_with("1\t") && lines[0].ends_with("\t0\t-"),
        "{told:?}"
    );
    assert!(
        lines[1].starts_with("2\t") && lines[1].contains("\t1\t"),
        "{told:?}"
    );
    assert!(told[1].contains("doctor-2.json"), "{told:?}");
}
