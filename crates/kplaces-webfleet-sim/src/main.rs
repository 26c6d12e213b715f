//! Serves the stand-in on loopback, for a demonstration or a test from outside.

use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use kplaces_webfleet_sim::serve::{Served, serve_logged};
use kplaces_webfleet_sim::{
    ColumnFilter, Fault, LineEnd, Options, Quoting, SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD,
    SAMPLE_USER, Sim, Spelling, World,
};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A stand-in for WEBFLEET.connect with made-up addresses, on 127.0.0.1 only.
#[derive(Parser)]
#[command(version)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one per switch of the command line"
)]
struct Arguments {
    /// Port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// This many made-up addresses instead of the sample.
    #[arg(long, value_name = "N")]
    size: Option<usize>,
    /// Change this many addresses of the sample, to show a second synchronisation.
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "size")]
    edit: usize,
    /// No limits on the number of calls.
    #[arg(long)]
    no_quota: bool,
    /// Names of the columns.
    #[arg(long, value_enum, default_value = "first")]
    spelling: Names,
    /// Send all columns, whatever is asked.
    #[arg(long)]
    ignore_columnfilter: bool,
    /// Send errors as plain text in JSON mode too.
    #[arg(long)]
    plain_errors: bool,
    /// Leave the error headers out.
    #[arg(long)]
    no_error_headers: bool,
    /// Answer a failed login with status 401.
    #[arg(long)]
    login_401: bool,
    /// End CSV lines with LF instead of CRLF.
    #[arg(long)]
    lf: bool,
    /// Quote CSV texts only where they need it.
    #[arg(long)]
    quote_where_needed: bool,
    /// Start reports with a byte order mark.
    #[arg(long)]
    byte_order_mark: bool,
    /// Spoil responses: error:CODE[:TEXT], html-page, cut:BYTES, gzip-bomb, foreign-columns,
    /// empty, status:CODE, redirect:URL or not-utf8.
    #[arg(long, value_name = "KIND")]
    fault: Option<Fault>,
    /// Spoil this many responses, not all.
    #[arg(long, value_name = "N", requires = "fault")]
    fault_times: Option<usize>,
    /// End when stdin closes, so that a parent process owns this one.
    #[arg(long)]
    exit_with_stdin: bool,
    /// Print the address only, not how to log in.
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Names {
    First,
    Second,
}

impl Arguments {
    fn options(&self) -> Options {
        let mut options = Options::default();
        if let Names::Second = self.spelling {
            options.spelling = Spelling::Second;
        }
        if self.ignore_columnfilter {
            options.column_filter = ColumnFilter::Ignored;
        }
        if self.lf {
            options.line_end = LineEnd::Lf;
        }
        if self.quote_where_needed {
            options.quoting = Quoting::WhereNeeded;
        }
        if self.no_quota {
            options.quota = None;
        }
        options.byte_order_mark = self.byte_order_mark;
        options.errors.headers = !self.no_error_headers;
        options.errors.always_plain = self.plain_errors;
        options.errors.failed_login_is_401 = self.login_401;
        options
    }

    fn sim(&self) -> Sim {
        let world = if let Some(count) = self.size {
            World::synthetic(count)
        } else {
            let mut world = World::sample();
            world.change(self.edit);
            world
        };
        let sim = Sim::new(world, self.options());
        match (&self.fault, self.fault_times) {
            (Some(fault), Some(times)) => sim.push_fault(fault.clone(), times),
            (fault, _) => sim.set_fault(fault.clone()),
        }
        sim
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(run(&arguments))
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port))
        .await
        .with_context(|| format!("cannot listen on port {}", arguments.port))?;
    let port = listener.local_addr()?.port();
    let sim = Arc::new(arguments.sim());
    announce(port, arguments.quiet)?;
    let served = serve_logged(listener, sim, log);
    if !arguments.exit_with_stdin {
        return Ok(served.await?);
    }
    tokio::select! {
        ended = served => Ok(ended?),
        _ = stdin_closed() => Ok(()),
    }
}

/// Resolves when stdin ends. A thread waits, as a blocked read cannot be called off.
fn stdin_closed() -> oneshot::Receiver<()> {
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        // An error ends the wait like the end does.
        _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        // Nobody listens any more when the server has failed meanwhile.
        _ = sender.send(());
    });
    receiver
}

fn announce(port: u16, quiet: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening on http://127.0.0.1:{port}/extern")?;
    if !quiet {
        writeln!(out, "The account is made up; these are all it knows:")?;
        writeln!(out, "  account   {SAMPLE_ACCOUNT}")?;
        writeln!(out, "  API key   {SAMPLE_APIKEY}")?;
        writeln!(out, "  user      {SAMPLE_USER}")?;
        writeln!(out, "  password  {SAMPLE_PASSWORD}")?;
    }
    out.flush()
}

fn log(served: &Served) {
    // A log nobody reads must not stop the server.
    _ = writeln!(io::stderr().lock(), "{served}");
}
