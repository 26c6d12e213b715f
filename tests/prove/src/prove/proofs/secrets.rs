//! A recognisable login, looked for in output, logs, files and arguments.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;

use crate::prove::contents::{files_below, unpacked};
use crate::prove::needles::Needles;
use crate::prove::outcome::Outcome;
use crate::prove::process;
use crate::prove::subject::{PASSPHRASE, Subject};
use crate::prove::trap::Trap;
use crate::prove::walk::Walk;
use crate::prove::wire::Wire;

/// Enough to open the login and to send a request.
const UNDER_WAY: Duration = Duration::from_secs(1);

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let webfleet = subject.webfleet(&[])?;
    let login = webfleet.login()?;
    let secrets = [
        ("the password", Needles::of(&login.password)),
        ("the API key", Needles::of(&login.apikey)),
        ("the passphrase", Needles::of(PASSPHRASE)),
    ];
    let mut violations = Vec::new();
    let (mut files, mut words) = (0, 0);
    let mut look = |what: &str, content: Vec<u8>| {
        for part in unpacked(content) {
            for (name, needles) in &secrets {
                for spelling in needles.within(&part) {
                    violations.push(format!("{what} holds {name} ({spelling})"));
                }
            }
        }
    };
    let trap = Trap::set()?;
    let device = subject.usual_device("secrets", webfleet.url())?;
    let walk = Walk::new(subject, &device, &webfleet, &trap);
    let walked = walk.go()?;
    let (steps, replies) = (walked.steps, walked.replies);
    let (commands, answers) = (steps.len(), replies.len());
    for reply in replies {
        look(&format!("the answer to {}", reply.target), reply.bytes);
    }
    for step in steps {
        words += step.said.stdout.len() + step.said.stderr.len();
        look(
            &format!("the output of `{}`", step.said.command),
            step.said.stdout,
        );
        look(
            &format!("the log of `{}`", step.said.command),
            step.said.stderr,
        );
    }
    // Logged in again, with the records of all that.
    device.log_in(&webfleet.login()?)?;
    for path in files_below(device.home())? {
        files += 1;
        let name = path.strip_prefix(device.home())?.display().to_string();
        look(&name, fs::read(&path)?);
    }
    // The arguments, as everybody on the device can read them while it runs.
    let stalling = subject.webfleet(&["--fault", "silent"])?;
    let waiting = device.asking(stalling.url(), &webfleet.login()?);
    let mut sync = waiting.command(&["sync"]);
    sync.stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut sync = sync.spawn()?;
    // Until it waits for its reply: before that something else may stand in its place.
    thread::sleep(UNDER_WAY);
    let arguments = fs::read(format!("/proc/{}/cmdline", process::innermost(sync.id())));
    // The program itself, also behind a script: a sync that goes on would be in the way of the next.
    while sync.try_wait()?.is_none() {
        process::end(process::innermost(sync.id()));
        thread::sleep(Duration::from_millis(20));
    }
    look(
        "the arguments of a sync",
        arguments.context("a sync has no arguments")?,
    );
    let mut map = device.map(&[])?;
    look(
        "the arguments of the map",
        fs::read(format!("/proc/{}/cmdline", map.pid()))?,
    );
    map.end()?;

    // The same search finds them where they have to be.
    let wire = Wire::before(webfleet.address()?)?;
    device
        .asking(&wire.url(), &webfleet.login()?)
        .does(&["sync"])?;
    let sent = wire.asked();
    for (name, needles) in &secrets[..2] {
        if needles.count(&sent) == 0 {
            violations.push(format!(
                "{name} is not found where it is sent: the search is not worth anything"
            ));
        }
    }
    let shown = format!(
        "{commands} commands with {words} bytes of output and logs at trace, {answers} answers of the map, that to a \
         login among them, {files} files with the sealed login, arguments of running processes: no password, API key or passphrase in any of {} spellings; in a \
         request to WEBFLEET both are found",
        secrets[0].1.ways()
    );
    Ok(Outcome::of(violations, shown))
}
