//! Serves the stand-in on loopback, for a demonstration or a test from outside.

use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Parser;
use kplaces_webfleet_sim::folder::Folder;
use kplaces_webfleet_sim::serve::{Served, serve_logged};
use kplaces_webfleet_sim::{
    Fault, Layer, MARK, MARKED_PLACE, Options, SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD,
    SAMPLE_USER, Sim, Trouble, UnknownFault, Variation, World,
};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A stand-in for WEBFLEET.connect with made-up addresses, on 127.0.0.1 only.
#[derive(Parser)]
#[command(version)]
#[expect(clippy::struct_excessive_bools, reason = "flags, as they are typed")]
struct Arguments {
    /// Port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// This many made-up addresses instead of the sample.
    #[arg(long, value_name = "N")]
    size: Option<usize>,
    /// This many addresses as a large account has them: colours that nobody documents, quotes,
    /// some nowhere on the map.
    #[arg(long, value_name = "N", conflicts_with = "size")]
    large: Option<usize>,
    /// Make each report once, and send it from memory when it is asked for again.
    #[arg(long)]
    from_memory: bool,
    /// Change this many addresses of the sample, to show a second synchronisation.
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with_all = ["size", "large"])]
    edit: usize,
    /// The sample with one mark in every personal column, to search for it later.
    #[arg(long, conflicts_with_all = ["size", "large"])]
    marked: bool,
    /// Addresses, memberships, groups and replies of one's own, out of this folder: CSV files
    /// `addresses.csv`, `memberships.csv`, `groups.csv`, and for an action `ACTION` the bytes and
    /// `ACTION.headers` the headers of its reply.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["size", "large", "edit", "marked"])]
    folder: Option<PathBuf>,
    /// No limits on the number of calls.
    #[arg(long)]
    no_quota: bool,
    /// Switch on a fault or a quirk, `list` shows all; several go together where they can.
    #[arg(long = "fault", value_name = "NAME")]
    faults: Vec<Wanted>,
    /// Spoil this many responses with each fault, one fault after the other, and not all.
    #[arg(long, value_name = "N", requires = "faults")]
    fault_times: Option<usize>,
    /// End when stdin closes, so that a parent process owns this one. With `--large` a line of it
    /// says what becomes of the addresses: `renamed`, `removed`, `reordered`, or again `as-kept`;
    /// it is said back when it is so.
    #[arg(long)]
    exit_with_stdin: bool,
    /// Print the address only, not how to log in.
    #[arg(long)]
    quiet: bool,
    /// Print one line of JSON with the address and the login.
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
}

#[derive(Clone)]
enum Wanted {
    List,
    One(Trouble),
}

impl FromStr for Wanted {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        match text {
            "list" => Ok(Self::List),
            name => name.parse().map(Self::One),
        }
    }
}

impl Arguments {
    fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter_map(|wanted| match wanted {
            Wanted::One(Trouble::Fault(fault)) => Some(fault),
            _ => None,
        })
    }

    /// Of two faults of one layer that last, the second would never come.
    fn check(&self) -> anyhow::Result<()> {
        let mut layers: Vec<(Layer, &Fault)> = Vec::new();
        for fault in self.faults().filter(|_| self.fault_times.is_none()) {
            if let Some((_, other)) = layers.iter().find(|(layer, _)| *layer == fault.layer()) {
                bail!(
                    "{other} and {fault} do not go together; \
                     with --fault-times one comes after the other"
                );
            }
            layers.push((fault.layer(), fault));
        }
        Ok(())
    }

    fn options(&self) -> Options {
        let mut options = Options::default();
        if self.no_quota {
            options.quota = None;
        }
        options.from_memory = self.from_memory;
        self.faults
            .iter()
            .fold(options, |options, wanted| match wanted {
                Wanted::One(Trouble::Quirk(quirk)) => options.with(*quirk),
                _ => options,
            })
    }

    fn sim(&self) -> anyhow::Result<Sim> {
        let sim = match &self.folder {
            Some(folder) => Folder::read(folder)
                .context("this folder cannot be served")?
                .sim(self.options()),
            None => Sim::new(self.world(), self.options()),
        };
        for fault in self.faults() {
            sim.push_fault(fault.clone(), self.fault_times.unwrap_or(usize::MAX));
        }
        Ok(sim)
    }

    fn world(&self) -> World {
        if let Some(count) = self.large {
            World::large(count, Variation::AsKept)
        } else if let Some(count) = self.size {
            World::synthetic(count)
        } else {
            let mut world = if self.marked {
                World::marked()
            } else {
                World::sample()
            };
            world.change(self.edit);
            world
        }
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if arguments.faults.iter().any(|it| matches!(it, Wanted::List)) {
        return Ok(list()?);
    }
    arguments.check()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(&arguments))
}

fn list() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for entry in Trouble::ALL {
        writeln!(out, "{:<18} {}", entry.form, entry.says)?;
    }
    Ok(())
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let sim = arguments.sim()?;
    #[expect(clippy::disallowed_methods, reason = "the stand-in serves on loopback")]
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port))
        .await
        .with_context(|| format!("cannot listen on port {}", arguments.port))?;
    let port = listener.local_addr()?.port();
    let sim = Arc::new(sim);
    announce(port, arguments)?;
    let served = serve_logged(listener, Arc::clone(&sim), log);
    if !arguments.exit_with_stdin {
        return Ok(served.await?);
    }
    tokio::select! {
        ended = served => Ok(ended?),
        _ = stdin_closed(sim, arguments.large) => Ok(()),
    }
}

/// Resolves when stdin ends, and does what its lines say of a large account. A thread waits, as a
/// blocked read cannot be called off.
fn stdin_closed(sim: Arc<Sim>, large: Option<usize>) -> oneshot::Receiver<()> {
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        // An error ends the wait like the end does.
        for line in io::stdin().lines().map_while(Result::ok) {
            if let (Some(count), Ok(variation)) = (large, line.parse::<Variation>()) {
                sim.edit(|world| *world = World::large(count, variation));
                _ = writeln!(io::stdout().lock(), "{line}");
            }
        }
        // Nobody listens any more when the server has failed meanwhile.
        _ = sender.send(());
    });
    receiver
}

fn announce(port: u16, arguments: &Arguments) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if arguments.json {
        let login = serde_json::json!({
            "url": format!("http://127.0.0.1:{port}/extern"),
            "account": SAMPLE_ACCOUNT,
            "apikey": SAMPLE_APIKEY,
            "user": SAMPLE_USER,
            "password": SAMPLE_PASSWORD,
        });
        writeln!(out, "{login}")?;
        return out.flush();
    }
    writeln!(out, "listening on http://127.0.0.1:{port}/extern")?;
    if !arguments.quiet {
        writeln!(out, "The account is made up; these are all it knows:")?;
        writeln!(out, "  account   {SAMPLE_ACCOUNT}")?;
        writeln!(out, "  API key   {SAMPLE_APIKEY}")?;
        writeln!(out, "  user      {SAMPLE_USER}")?;
        writeln!(out, "  password  {SAMPLE_PASSWORD}")?;
    }
    if arguments.marked {
        writeln!(out, "  mark      {MARK}")?;
        writeln!(out, "  place     {MARKED_PLACE}")?;
    }
    out.flush()
}

fn log(served: &Served) {
    // A log nobody reads must not stop the server.
    _ = writeln!(io::stderr().lock(), "{served}");
}
