use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::iter;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};
use tempfile::TempDir;

use crate::{Ran, answers};

/// The moment of all runs: 2026-01-02T03:04:05Z.
pub const NOW: i64 = 1_767_323_045;

/// A device of its own for one test: an empty home, a bare environment, a clock that stands.
#[derive(Debug)]
pub struct Sandbox {
    binary: PathBuf,
    home: TempDir,
    env: Vec<(String, String)>,
}

impl Sandbox {
    /// A device with this binary on it.
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        let home = tempfile::Builder::new()
            .prefix("kplaces-")
            .tempdir()
            .unwrap();
        Self {
            binary: binary.into(),
            home,
            env: Vec::new(),
        }
    }

    /// Sets an environment variable for all later runs.
    pub fn env(&mut self, name: &str, value: impl Into<String>) {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.into()));
    }

    /// Takes an environment variable away for all later runs.
    pub fn unset(&mut self, name: &str) {
        self.env.retain(|(known, _)| known != name);
    }

    /// Moves the device's clock to this moment (seconds since 1970); it stands there.
    pub fn set_clock(&mut self, unix: i64) {
        self.env("KPLACES_TEST_NOW", unix.to_string());
    }

    /// Gives the device the clock of this machine, for runs that wait.
    pub fn real_clock(&mut self) {
        self.env("KPLACES_TEST_NOW", "");
    }

    /// Points the device at a WEBFLEET, with short waits between tries and room in its own quota.
    pub fn connect(&mut self, url: &str) {
        self.env("KPLACES_WEBFLEET__URL", url);
        self.env("KPLACES_WEBFLEET__RETRY_PAUSE_MS", "1");
        // The clock stands, so a full quota would never have room again.
        self.env("KPLACES_QUOTA__ADDRESSES", "1000/60");
    }

    /// Stores the sample account's login, as a user would.
    pub fn login(&self) {
        let lines =
            format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\n{SAMPLE_PASSWORD}\n{SAMPLE_APIKEY}\n");
        // As plain text, since sealing takes its time, and unchecked: tests count requests.
        let arguments = ["login", "--stdin", "--keep", "file", "--no-check"];
        let ran = self.run_with_stdin(&arguments, &lines);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }

    /// The file with the places, as long as nothing else is configured.
    pub fn store(&self) -> PathBuf {
        self.path(".local/share/3kplaces/places.db")
    }

    /// A path in the home folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file below the home folder, with its folders.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Every file below the home folder but the records of syncs and calls, with its content: what
    /// a failed sync must leave alone.
    pub fn kept_files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let records = self.path(".local/state");
        let mut files = self.files();
        files.retain(|(path, _)| !path.starts_with(&records));
        files
    }

    /// Every file below the home folder, with its content.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.home.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }

    /// The command to run, for tests that need more than [`Sandbox::run`].
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        let home = self.home.path();
        command
            .args(arguments)
            .current_dir(home)
            .env_clear()
            .env("HOME", home)
            .env("TZ", "UTC")
            // No keyring answers, and above all not that of whoever runs the tests.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .env("KPLACES_TEST_NOW", NOW.to_string())
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with_stdin(arguments, "")
    }

    /// Runs it to its end with this on standard input.
    pub fn run_with_stdin(&self, arguments: &[&str], stdin: &str) -> Ran {
        self.finish(self.command(arguments), stdin)
    }

    /// Runs it to its end in a shell that did something before, such as `umask 0`.
    pub fn run_after(&self, before: &str, arguments: &[&str], stdin: &str) -> Ran {
        let script = format!("{before} && exec \"$0\" \"$@\"");
        self.finish(
            self.command_in(&["/bin/sh", "-c", &script], arguments),
            stdin,
        )
    }

    /// Runs another program with this one and its arguments as the last arguments.
    pub fn run_in(&self, program: &[&str], arguments: &[&str]) -> Ran {
        self.run_in_with_stdin(program, arguments, "")
    }

    /// Runs another program as [`Sandbox::run_in`] does, with this on standard input.
    pub fn run_in_with_stdin(&self, program: &[&str], arguments: &[&str], stdin: &str) -> Ran {
        self.finish(self.command_in(program, arguments), stdin)
    }

    fn command_in(&self, program: &[&str], arguments: &[&str]) -> Command {
        let inner = self.command(arguments);
        let mut outer = Command::new(program[0]);
        let envs = inner.get_envs();
        outer
            .args(&program[1..])
            .arg(inner.get_program())
            .args(inner.get_args())
            .current_dir(self.home.path())
            .env_clear()
            .envs(envs.filter_map(|(name, value)| Some((name, value?))));
        outer
    }

    fn finish(&self, mut command: Command, stdin: &str) -> Ran {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A run that does not read its input has closed it.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        let ran = Ran::new(output, self.home.path());
        self.judge(&command, &ran);
        ran
    }

    /// Holds a run with `--json` against the schemas.
    fn judge(&self, command: &Command, ran: &Ran) {
        let mut words = iter::once(command.get_program()).chain(command.get_args());
        if words.any(|word| word == self.binary) {
            let arguments: Vec<&str> = words.filter_map(OsStr::to_str).collect();
            answers::judge(&arguments, ran.code, &ran.stdout, &ran.stderr);
        }
    }

    /// Runs commands one after the other and shows them as a terminal would.
    pub fn transcript<const N: usize>(&self, commands: [&[&str]; N]) -> String {
        let said = commands.map(|arguments| {
            let words: Vec<String> = arguments.iter().map(|word| typed(word)).collect();
            let line = words
                .join(" ")
                .replace(self.home.path().to_str().unwrap(), "[HOME]");
            format!("$ 3kplaces {line}\n{}", self.run(arguments).said())
        });
        said.join("\n")
    }
}

/// A word as one would type it.
fn typed(word: &str) -> String {
    if word.is_empty() || word.contains([' ', '\'', '"', ';', '=']) {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}
