//! A process that is made to crash leaves no image of its memory, and is open to no other program.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::prove::contents::files_below;
use crate::prove::outcome::Outcome;
use crate::prove::process;
use crate::prove::subject::Subject;

/// Nobody's user: to root, everybody's memory is open, so it must be somebody else's.
const NOBODY: u32 = 65_534;

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let as_nobody: Vec<String> = if process::is_root() {
        [
            "setpriv",
            "--reuid",
            "65534",
            "--regid",
            "65534",
            "--clear-groups",
        ]
        .map(str::to_owned)
        .into()
    } else {
        Vec::new()
    };
    let webfleet = subject.webfleet(&[])?;
    let device = subject.usual_device("no-core", webfleet.url())?;
    if !as_nobody.is_empty() {
        chown(device.home(), Some(NOBODY), Some(NOBODY))?;
    }
    // The program may lie where nobody can reach it.
    let own = device.home().join("kplaces-copy");
    fs::copy(&subject.program, &own)?;
    fs::set_permissions(&own, fs::Permissions::from_mode(0o755))?;
    let device = device.of_program(&own).run_by(as_nobody.clone());
    device.log_in(&webfleet.login()?)?;
    device.does(&["sync"])?;
    let mut map = device.map(&[])?;
    let pid = map.pid();
    let mut violations = Vec::new();

    let limits = fs::read_to_string(format!("/proc/{pid}/limits"))?;
    let core = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"));
    let core: Vec<&str> = core
        .unwrap_or_default()
        .split_whitespace()
        .take(2)
        .collect();
    if core != ["0", "0"] {
        violations.push(format!(
            "a core file of {} bytes may be written",
            core.join(" to ")
        ));
    }
    // The kernel gives the files of a process that is closed to root, and of others to their user.
    if !is_closed(pid)? {
        violations.push("other programs of the user may read the memory of the program".to_owned());
    }
    let mut open = Command::new(as_nobody.first().map_or("cat", String::as_str));
    open.args(as_nobody.iter().skip(1));
    if !as_nobody.is_empty() {
        open.arg("cat");
    }
    let mut open = open.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    std::thread::sleep(std::time::Duration::from_millis(200));
    let control = is_closed(open.id());
    open.kill()?;
    open.wait()?;
    if control? {
        return Ok(Outcome::NotRun("every process is closed here".to_owned()));
    }
    process::signal("-ABRT", pid);
    let ended = map.wait()?;
    if ended.is_some() {
        violations.push(format!("the crash did not end the program: {ended:?}"));
    }
    let images = files_below(device.home())?;
    let images = images.iter().filter(|path| is_image(path));
    violations.extend(images.map(|path| format!("{} was left", path.display())));
    Ok(Outcome::of(
        violations,
        "limit for core files 0, memory closed to other programs of the user (that of `cat` is open); \
         after SIGABRT no image is left",
    ))
}

fn is_closed(pid: u32) -> anyhow::Result<bool> {
    Ok(fs::metadata(format!("/proc/{pid}/maps"))?.uid() == 0)
}

fn is_image(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| name == "core" || name.starts_with("core."))
}
