//! A static program, tried where there is nothing but it and busybox: no library, no `/etc`, no certificates.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, bail, ensure};

use crate::mode::set_mode;
use crate::target::Target;
use kplaces_tools::cargo::{build_of, executable};
use kplaces_tools::environment;
use kplaces_tools::metadata::target_dir;
use kplaces_tools::stand_in::{Login, StandIn};

/// A system with one program.
struct Bare {
    root: PathBuf,
    url: String,
}

/// What a driver does on the first day. Says what was not tried and why, which is an error in CI.
pub(super) fn program(program: &Path, target: &Target) -> anyhow::Result<()> {
    let Some(busybox) = environment::program("busybox") else {
        ensure!(!environment::is_ci(), "busybox is missing (busybox-static)");
        println!("NOT TRIED: the static program alone, as busybox is missing (busybox-static)");
        return Ok(());
    };
    let folder = tempfile::tempdir_in(target_dir()?)?;
    let stand_in = executable(build_of("kplaces-webfleet-sim", false))?;
    let webfleet = StandIn::start(&stand_in, &[], &folder.path().join("webfleet.log"))?;
    let bare = Bare {
        root: folder.path().join("root"),
        url: webfleet.url().to_owned(),
    };
    bare.furnish(program, &busybox, target)?;
    bare.first_day(&webfleet.login()?)?;
    bare.without_certificates()?;
    webfleet.stop()?;
    println!("{}: works where there is nothing else", target.triple());
    Ok(())
}

impl Bare {
    fn furnish(&self, program: &Path, busybox: &Path, target: &Target) -> anyhow::Result<()> {
        for folder in ["bin", "dev", "home", "tmp"] {
            fs::create_dir_all(self.root.join(folder))?;
        }
        // What a shell redirects to, and what starts in the background reads.
        fs::write(self.root.join("dev/null"), "")?;
        let put = |from: &Path, name: &str| -> anyhow::Result<()> {
            let path = self.root.join("bin").join(name);
            fs::copy(from, &path)?;
            set_mode(&path, 0o755)
        };
        put(program, "3kplaces")?;
        put(busybox, "sh")?;
        put(busybox, "busybox")?;
        if let Some(emulator) = target.emulator()? {
            put(&emulator, "emulator")?;
        }
        Ok(())
    }

    /// Runs a command line of a shell, in a system of its own.
    fn run(&self, line: &str, input: &str, mut command: Command) -> anyhow::Result<Output> {
        let program = if self.root.join("bin/emulator").exists() {
            "/bin/emulator /bin/3kplaces"
        } else {
            "/bin/3kplaces"
        };
        command.arg(&self.root).args(["/bin/sh", "-c"]);
        command.arg(line.replace("3kplaces", program));
        command.env("HOME", "/home");
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("chroot is for root only")?;
        let mut stdin = child.stdin.take().context("it has no input")?;
        std::io::Write::write_all(&mut stdin, input.as_bytes())?;
        drop(stdin);
        Ok(child.wait_with_output()?)
    }

    fn checked(&self, line: &str, input: &str) -> anyhow::Result<String> {
        let mut command = Command::new("chroot");
        command.env_clear().env("KPLACES_WEBFLEET__URL", &self.url);
        let ran = self.run(line, input, command)?;
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        if !ran.status.success() {
            bail!("`{line}`: {said}{}", String::from_utf8_lossy(&ran.stderr));
        }
        Ok(said)
    }

    fn first_day(&self, login: &Login) -> anyhow::Result<()> {
        self.checked("3kplaces login --stdin --keep file", &login.lines())?;
        self.checked("3kplaces sync", "")?;
        let places = self.checked("3kplaces list --json", "")?;
        let places: serde_json::Value = serde_json::from_str(&places)?;
        let first = &places["places"][0];
        let name = first["name"].as_str().context("there are no places")?;
        let found = self.checked(&format!("3kplaces find '{name}'"), "")?;
        ensure!(found.contains(name), "it does not find {name}: {found}");
        for line in [
            "3kplaces near 52.52,13.405",
            "3kplaces export gpx -o /tmp/places.gpx",
            "3kplaces status --lang de",
            "3kplaces man >/dev/null",
        ] {
            self.checked(line, "")?;
        }
        let gpx = fs::read_to_string(self.root.join("tmp/places.gpx"))?;
        ensure!(gpx.contains("<wpt "), "the export has no places");
        self.map()
    }

    /// The page answers whoever has the link, and ends with its reader.
    fn map(&self) -> anyhow::Result<()> {
        let line = "3kplaces map --no-open --json >/tmp/map & i=0; while [ ! -s /tmp/map ] && [ $i -lt 300 ]; \
                    do i=$((i+1)); busybox sleep 0.1; done; kill $!; wait $!; busybox cat /tmp/map";
        let said = self.checked(line, "")?;
        ensure!(said.contains("\"url\""), "the map says: {said}");
        Ok(())
    }

    /// Without certificates there is no speaking to WEBFLEET, and that is what is said; nor is there a network to try.
    fn without_certificates(&self) -> anyhow::Result<()> {
        let mut command = Command::new("unshare");
        command.env_clear().args(["--net", "chroot"]);
        command.env("KPLACES_WEBFLEET__URL", "https://webfleet.invalid/extern");
        for name in ["ACCOUNT", "USER", "PASSWORD", "APIKEY"] {
            command.env(format!("KPLACES_LOGIN__{name}"), "x");
        }
        let ran = self.run("3kplaces login --check", "", command)?;
        let said = String::from_utf8_lossy(&ran.stderr);
        ensure!(
            ran.status.code() == Some(3) && said.contains("certificates"),
            "it ends with {}: {said}",
            ran.status
        );
        Ok(())
    }
}
