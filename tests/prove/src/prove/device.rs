//! A device with one edition on it: a home folder of its own, and nothing of the caller's.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};

use super::contents::{files_below, unpacked};
use super::needles::Needles;
use super::process;
use kplaces_tools::stand_in::Login;

/// No command takes so long; one that does is ended, and its proof fails.
const PATIENCE: Duration = Duration::from_mins(2);

/// One device.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    program: PathBuf,
    home: PathBuf,
    env: Vec<(String, String)>,
    /// What stands before the program in its command line.
    before: Vec<OsString>,
    /// Where a login is kept; nothing for where the program keeps it by itself.
    pub(crate) keep: Option<&'static str>,
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) command: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

impl Device {
    pub(crate) fn new(program: &Path, home: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir_all(&home)?;
        Ok(Self {
            program: program.to_owned(),
            home,
            env: Vec::new(),
            before: Vec::new(),
            keep: None,
        })
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// Sets a variable for all commands.
    pub(crate) fn env(&mut self, name: &str, value: impl Into<String>) {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.into()));
    }

    /// The same device, its commands run by another program.
    pub(crate) fn run_by(&self, before: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        let mut device = self.clone();
        device.before = before.into_iter().map(Into::into).collect();
        device
    }

    /// The same device with a variable that is set for now.
    pub(crate) fn with(&self, name: &str, value: impl Into<String>) -> Self {
        let mut device = self.clone();
        device.env(name, value);
        device
    }

    /// The same device with WEBFLEET at another address. What is kept of the login goes only to the server that it
    /// is kept for, so its secrets come out of variables.
    pub(crate) fn asking(&self, url: &str, login: &Login) -> Self {
        let mut device = self.with("KPLACES_WEBFLEET__URL", url);
        device.env("KPLACES_LOGIN__PASSWORD", &login.password);
        device.env("KPLACES_LOGIN__APIKEY", &login.apikey);
        device
    }

    /// The same device without a variable.
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut device = self.clone();
        device.env.retain(|(known, _)| known != name);
        device
    }

    /// The same device with the program at another place.
    pub(crate) fn of_program(&self, program: &Path) -> Self {
        let mut device = self.clone();
        program.clone_into(&mut device.program);
        device
    }

    /// The command, for those who need more than [`Device::run`].
    pub(crate) fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut words = self.before.iter().map(OsString::as_os_str);
        let mut command = match words.next() {
            Some(first) => Command::new(first),
            None => Command::new(&self.program),
        };
        if !self.before.is_empty() {
            command.args(words).arg(&self.program);
        }
        command
            .args(args)
            .current_dir(&self.home)
            .env_clear()
            .env("HOME", &self.home)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("TZ", "UTC")
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[impl AsRef<OsStr>], input: &str) -> anyhow::Result<Said> {
        let words: Vec<_> = args
            .iter()
            .map(|it| it.as_ref().to_string_lossy())
            .collect();
        let line = format!("3kplaces {}", words.join(" "));
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{line}`"))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that does not read its input has closed it.
            let _ = stdin.write_all(input.as_bytes());
        }
        let pid = child.id();
        let (done, waiting) = channel::<()>();
        let guard = thread::spawn(move || {
            let late = waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout);
            if late {
                process::end(pid);
            }
            late
        });
        let output = child.wait_with_output()?;
        drop(done);
        let late = guard.join().unwrap_or(false);
        ensure!(!late, "`{line}` did not come to an end");
        Ok(Said {
            command: line,
            code: output.status.code(),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }

    /// Runs a command that has to succeed.
    pub(crate) fn does(&self, args: &[impl AsRef<OsStr>]) -> anyhow::Result<Said> {
        self.run(args, "")?.succeeded()
    }

    /// The words of a login that reads everything from standard input.
    pub(crate) fn login_words(&self) -> Vec<&'static str> {
        let keep = self.keep.into_iter().flat_map(|keep| ["--keep", keep]);
        ["login", "--stdin"].into_iter().chain(keep).collect()
    }

    /// Logs in the way a script does: everything on standard input.
    pub(crate) fn log_in(&self, login: &Login) -> anyhow::Result<Said> {
        self.run(&self.login_words(), &login.lines())?.succeeded()
    }

    /// Names of places on the device, of at most so many places, that are found nowhere by chance.
    pub(crate) fn names(&self, most: usize) -> anyhow::Result<Vec<String>> {
        let most = most.to_string();
        let listed = self.does(&["list", "--json", "--limit", &most])?.json()?;
        let places = listed["places"].as_array().cloned().unwrap_or_default();
        let names = places.iter().filter_map(|place| place["name"].as_str());
        let long = names.filter(|name| name.chars().count() > 8);
        Ok(long.map(str::to_owned).collect())
    }

    /// Which files of the device hold which of these words, packed ones unpacked.
    pub(super) fn holding(&self, words: &[Needles]) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        for path in files_below(&self.home)? {
            let name = path.strip_prefix(&self.home)?.display().to_string();
            for part in unpacked(fs::read(&path)?) {
                let held = words.iter().filter(|needles| needles.count(&part) > 0);
                found.extend(held.map(|needles| format!("{name} holds `{}`", needles.word())));
            }
        }
        Ok(found)
    }

    /// Starts the map and waits until it says where it is.
    pub(crate) fn map(&self, more: &[&str]) -> anyhow::Result<RunningMap> {
        let args = ["map", "--no-open", "--json", "--port", "0", "--idle", "5"];
        self.map_by(&[&args, more].concat())
    }

    /// Opens the map: there is none, so it begins one.
    pub(crate) fn opened(&self) -> anyhow::Result<RunningMap> {
        self.map_by(&["open", "--no-open", "--json", "--idle", "5"])
    }

    fn map_by(&self, args: &[&str]) -> anyhow::Result<RunningMap> {
        let errors = self.home.with_extension("map-errors");
        let mut child = self
            .command(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&errors)?)
            .spawn()
            .context("cannot start the map")?;
        let stdout = child.stdout.take().context("the map has no output")?;
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let mut map = RunningMap {
            child,
            stdout,
            errors,
            link: String::new(),
        };
        let announced: Result<serde_json::Value, _> = serde_json::from_str(&line);
        let url = announced
            .ok()
            .and_then(|it| it["url"].as_str().map(str::to_owned));
        let Some(url) = url else {
            let errors = map.end()?.stderr;
            bail!(
                "the map does not start: {}",
                String::from_utf8_lossy(&errors)
            );
        };
        map.link = url;
        Ok(map)
    }
}

impl Said {
    pub(crate) fn succeeded(self) -> anyhow::Result<Self> {
        ensure!(
            self.code == Some(0),
            "`{}` ended with {:?}: {}",
            self.command,
            self.code,
            String::from_utf8_lossy(&self.stderr)
        );
        Ok(self)
    }

    /// The answer as JSON.
    pub(crate) fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_slice(&self.stdout)
            .with_context(|| format!("`{}` did not answer in JSON", self.command))
    }
}

/// `3kplaces map` as a process. Dropped, it is ended by force.
pub(crate) struct RunningMap {
    child: Child,
    stdout: BufReader<ChildStdout>,
    errors: PathBuf,
    /// Works once.
    pub(crate) link: String,
}

impl RunningMap {
    /// The process of the program, whatever stands before it.
    pub(crate) fn pid(&self) -> u32 {
        process::innermost(self.child.id())
    }

    /// Waits for its end; the exit code, if no signal ended it.
    pub(crate) fn wait(&mut self) -> anyhow::Result<Option<i32>> {
        Ok(self.child.wait()?.code())
    }

    /// Ends it as Ctrl-C does, and gives what it said.
    pub(crate) fn end(&mut self) -> anyhow::Result<Said> {
        process::interrupt(self.pid());
        let mut said = Vec::new();
        std::io::copy(&mut self.stdout, &mut said)?;
        let status = self.child.wait()?;
        Ok(Said {
            command: "3kplaces map".to_owned(),
            code: status.code(),
            stdout: said,
            stderr: fs::read(&self.errors)?,
        })
    }
}

impl Drop for RunningMap {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            process::end(self.pid());
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
