//! The stand-in for WEBFLEET as a process of this one.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, ensure};

/// A running stand-in. It ends when its input does, so nothing can leave it behind.
pub struct StandIn {
    child: Child,
    stdin: Option<ChildStdin>,
    // Kept open: what it says later must find a reader.
    stdout: BufReader<ChildStdout>,
    announced: Vec<String>,
    url: String,
}

/// What one has to know to log in.
#[derive(Debug, PartialEq, Eq)]
pub struct Login {
    /// The account.
    pub account: String,
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
    /// The API key.
    pub apikey: String,
}

impl Login {
    /// As `login --stdin` reads it.
    pub fn lines(&self) -> String {
        let Self {
            account,
            user,
            password,
            apikey,
        } = self;
        format!("{account}\n{user}\n{password}\n{apikey}\n")
    }
}

impl StandIn {
    /// Starts it on a free port of loopback, with these arguments besides; what it is asked goes to
    /// `log`.
    pub fn start(program: &Path, args: &[&str], log: &Path) -> anyhow::Result<Self> {
        let log = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut child = Command::new(program)
            // Whoever starts it asks more often in a minute than WEBFLEET allows.
            .args(["--port", "0", "--no-quota", "--exit-with-stdin"])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("cannot start the stand-in")?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().context("the stand-in has no output")?;
        let mut stdout = BufReader::new(stdout);
        let mut announced = Vec::new();
        // The address, a sentence, four lines of login, and what is marked.
        let lines = if args.contains(&"--marked") { 8 } else { 6 };
        for _ in 0..lines {
            let mut line = String::new();
            stdout.read_line(&mut line)?;
            announced.push(line);
        }
        let url = announced[0].trim().strip_prefix("listening on ");
        let url = url
            .context("the stand-in does not say where it listens")?
            .to_owned();
        Ok(Self {
            child,
            stdin,
            stdout,
            announced,
            url,
        })
    }

    /// Where it is asked.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How to log in to it.
    pub fn login(&self) -> anyhow::Result<Login> {
        login(&self.announced).context("the stand-in does not say how to log in")
    }

    /// Where it listens.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        let address = self.url.trim_start_matches("http://");
        let address = address.split('/').next().unwrap_or_default();
        address
            .parse()
            .context("the stand-in has no address in numbers")
    }

    /// The value that it announced under this name.
    pub fn announced(&self, label: &str) -> anyhow::Result<&str> {
        let mut lines = self.announced.iter();
        let value = lines.find_map(|line| line.trim().strip_prefix(label)?.strip_prefix("  "));
        let value = value.with_context(|| format!("the stand-in does not say its {label}"))?;
        Ok(value.trim())
    }

    /// Varies a large account from now on, as `--large` describes it.
    pub fn vary(&mut self, how: &str) -> anyhow::Result<()> {
        let stdin = self.stdin.as_mut().context("the stand-in has no input")?;
        writeln!(stdin, "{how}")?;
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        ensure!(line.trim() == how, "the stand-in does not know `{how}`");
        Ok(())
    }

    /// Ends it and waits until it is gone.
    pub fn stop(mut self) -> anyhow::Result<()> {
        drop(self.stdin.take());
        self.child.wait()?;
        Ok(())
    }
}

fn login(lines: &[String]) -> Option<Login> {
    let value = |label: &str| {
        let rest = lines
            .iter()
            .find_map(|line| line.trim().strip_prefix(label))?;
        Some(rest.trim().to_owned())
    };
    Some(Login {
        account: value("account  ")?,
        user: value("user  ")?,
        password: value("password  ")?,
        apikey: value("API key  ")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_is_read_off_the_announcement() {
        let lines = [
            "The account is made up; these are all it knows:\n",
            "  account   demo\n",
            "  API key   k\n",
            "  user      u\n",
            "  password  p q\n",
        ]
        .map(str::to_owned);
        let expected = Login {
            account: "demo".into(),
            user: "u".into(),
            password: "p q".into(),
            apikey: "k".into(),
        };
        assert_eq!(login(&lines), Some(expected));
        assert_eq!(login(&lines[..4]), None);
    }
}
