//! All commands of the program, one after the other, on one device.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::ensure;

use super::commands::{Run, runs};
use super::device::{Device, RunningMap, Said};
use super::subject::Subject;
use super::tour::Tour;
use super::trace;
use super::trap::Trap;
use super::visit::{Reply, Visitor};
use kplaces_tools::stand_in::StandIn;

/// One command that was run.
pub(super) struct Step {
    pub(super) said: Said,
    /// The only address it may reach.
    pub(super) endpoint: SocketAddr,
    /// Whether it may listen on loopback.
    pub(super) listens: bool,
    /// What `strace` wrote about it.
    pub(super) trace: Option<PathBuf>,
}

/// All of them, and what the map answered.
pub(super) struct Walked {
    pub(super) steps: Vec<Step>,
    pub(super) replies: Vec<Reply>,
}

/// What a walk goes through.
pub(super) struct Walk<'w> {
    pub(super) subject: &'w Subject,
    pub(super) device: &'w Device,
    pub(super) webfleet: &'w StandIn,
    /// Where a host that redirects would send the program.
    pub(super) trap: &'w Trap,
    /// Where `strace` writes, if it is to look on.
    pub(super) traces: Option<&'w Path>,
}

impl<'w> Walk<'w> {
    /// One that nobody watches.
    pub(super) fn new(
        subject: &'w Subject,
        device: &'w Device,
        webfleet: &'w StandIn,
        trap: &'w Trap,
    ) -> Self {
        Self {
            subject,
            device,
            webfleet,
            trap,
            traces: None,
        }
    }

    /// Runs everything.
    pub(super) fn go(&self) -> anyhow::Result<Walked> {
        std::fs::create_dir_all(self.device.home().join("exports"))?;
        Tour::usual().write(self.device.home())?;
        let mut walked = Walked {
            steps: Vec::new(),
            replies: Vec::new(),
        };
        for run in runs(&self.subject.commands, &self.subject.profiles) {
            self.run(&run, &mut walked)?;
        }
        Ok(walked)
    }

    fn run(&self, run: &Run, walked: &mut Walked) -> anyhow::Result<()> {
        let here = self.webfleet.address()?;
        match run {
            Run::Words(words) => self.step(self.device, words, "", here, walked),
            Run::LogIn => {
                let login = self.webfleet.login()?.lines();
                self.step(
                    self.device,
                    &self.device.login_words(),
                    &login,
                    here,
                    walked,
                )?;
                self.step(self.device, &["login", "--check"], "", here, walked)
            }
            Run::FailingSync => self.failing(walked),
            Run::Map => self.map(walked, |device| device.map(&[])),
            Run::Open => self.map(walked, Device::opened),
            Run::Extract => {
                let words = ["privacy", "extract", "-o", "extract.zip", "--force"];
                self.step(self.device, &words, "", here, walked)?;
                let words = ["backup", "import", "extract.zip"];
                self.step(self.device, &words, "", here, walked)
            }
            Run::Erase => {
                let rehearsal = ["privacy", "erase", "--all", "--dry-run"];
                self.step(self.device, &rehearsal, "", here, walked)?;
                let words = ["privacy", "erase", "--all", "--yes"];
                self.step(self.device, &words, "", here, walked)
            }
        }
    }

    /// `sync` with a wrong password, at a host that sends it elsewhere, and where nobody is.
    fn failing(&self, walked: &mut Walked) -> anyhow::Result<()> {
        let here = self.webfleet.address()?;
        let wrong = self.device.with("KPLACES_LOGIN__PASSWORD", "wrong");
        self.step(&wrong, &["sync"], "", here, walked)?;

        let login = self.webfleet.login()?;
        let fault = format!("redirect:http://{}/", self.trap.address);
        let redirecting = self.subject.webfleet(&["--fault", &fault])?;
        let elsewhere = self.device.asking(redirecting.url(), &login);
        self.step(&elsewhere, &["sync"], "", redirecting.address()?, walked)?;
        redirecting.stop()?;

        let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let url = format!("http://{nobody}/extern");
        let alone = self.device.asking(&url, &login);
        self.step(&alone, &["sync"], "", nobody, walked)?;
        for failed in &walked.steps[walked.steps.len() - 3..] {
            ensure!(failed.said.code != Some(0), "`sync` works where it cannot");
        }
        Ok(())
    }

    fn map(
        &self,
        walked: &mut Walked,
        begin: impl Fn(&Device) -> anyhow::Result<RunningMap>,
    ) -> anyhow::Result<()> {
        let trace = self.trace(walked);
        let device = match &trace {
            Some(file) => trace::traced(self.device, file),
            None => self.device.clone(),
        };
        let mut map = begin(&device)?;
        let mut visitor = Visitor::new(&map)?;
        visitor.look_around(self.webfleet.announced("place")?)?;
        visitor.log_in(&self.webfleet.login()?)?;
        visitor.sync()?;
        visitor.leave()?;
        walked.replies = visitor.replies;
        walked.steps.push(Step {
            said: map.end()?.succeeded()?,
            endpoint: self.webfleet.address()?,
            listens: true,
            trace,
        });
        Ok(())
    }

    fn step(
        &self,
        device: &Device,
        words: &[impl AsRef<std::ffi::OsStr>],
        input: &str,
        endpoint: SocketAddr,
        walked: &mut Walked,
    ) -> anyhow::Result<()> {
        let trace = self.trace(walked);
        let said = match &trace {
            Some(file) => trace::traced(device, file).run(words, input)?,
            None => device.run(words, input)?,
        };
        // A proof that the program does not understand proves nothing.
        let errors = String::from_utf8_lossy(&said.stderr);
        let understood = ![
            "unexpected argument",
            "Usage: 3kplaces",
            "required arguments",
        ]
        .iter()
        .any(|words| errors.contains(words));
        ensure!(understood, "`{}` is not understood: {errors}", said.command);
        walked.steps.push(Step {
            said,
            endpoint,
            listens: false,
            trace,
        });
        Ok(())
    }

    fn trace(&self, walked: &Walked) -> Option<PathBuf> {
        let folder = self.traces?;
        Some(folder.join(format!("{}.trace", walked.steps.len())))
    }
}

impl Walked {
    /// How many commands ended well.
    pub(super) fn well(&self) -> usize {
        let well = self.steps.iter().filter(|step| step.said.code == Some(0));
        well.count()
    }
}
