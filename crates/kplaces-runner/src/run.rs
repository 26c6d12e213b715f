use std::ffi::OsString;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use kplaces_cli::{Process, Terminal};
use kplaces_config::Sources;

use crate::{Parts, clock, log, panic};

const INTERNAL: u8 = 70;

/// Runs an edition; the `edition!` macro calls it.
pub fn main(parts: Parts) -> ExitCode {
    panic::hide_data();
    let code = catch_unwind(AssertUnwindSafe(|| run(parts))).unwrap_or(INTERNAL);
    ExitCode::from(code)
}

fn run(parts: Parts) -> u8 {
    let product = match parts.assemble() {
        Ok(product) => product,
        Err(error) => {
            return say(
                &format!("error: this build is broken: {}", error.0),
                INTERNAL,
            );
        }
    };
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let sources = match Sources::from_process() {
        Ok(sources) => sources,
        Err(error) => return kplaces_cli::fail(&error.into(), &arguments),
    };
    let process = Process {
        arguments,
        clock: clock::of_process(&sources),
        terminal: Terminal::of_process(kplaces_config::no_color()),
        sources,
    };
    // One thread: requests go out one at a time, and the store has a thread of its own.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(kplaces_cli::run(product, process, log::listen)),
        Err(error) => say(
            &format!("error: 3Kplaces cannot start\n  why: {error}"),
            INTERNAL,
        ),
    }
}

fn say(line: &str, code: u8) -> u8 {
    // Nothing can be done where standard error is gone.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
    code
}
