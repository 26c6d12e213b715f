//! Runs a program and writes down what it took: `kplaces-measure FIGURES PROGRAM [ARGUMENT…]`.
//!
//! It is small on purpose: the system counts the memory of whoever starts a program as that of the
//! program.
#![expect(
    clippy::disallowed_methods,
    reason = "starting programs is what this one does"
)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::Context as _;
use wait4::Wait4 as _;

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let figures = arguments.next().map(PathBuf::from);
    let figures = figures.context("the first argument is the file for the figures")?;
    let program = arguments.next().context("the second is a program")?;
    let mut command = Command::new(&program);
    command.args(arguments);
    let start = Instant::now();
    let child = command
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let taken = child.wait4()?;
    let wall = start.elapsed();
    let usage = taken.rusage;
    let line = format!(
        "{} {} {} {}\n",
        wall.as_nanos(),
        usage.utime.as_nanos(),
        usage.stime.as_nanos(),
        usage.maxrss
    );
    fs::write(&figures, line).with_context(|| format!("cannot write {}", figures.display()))?;
    // A code that does not fit, or none because of a signal, is still a failure.
    let code = taken.status.code().map(u8::try_from);
    Ok(code.and_then(Result::ok).unwrap_or(1).into())
}
