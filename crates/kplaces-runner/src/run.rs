use std::ffi::OsString;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use kplaces_cli::{Process, Program, Run, Terminal, at_once};
use kplaces_config::Sources;
use kplaces_text::{Language, of_io, say};

use crate::panic::INTERNAL;
use crate::{Parts, clock, closed, log, panic};

/// Runs an edition; the `edition!` macro calls it.
pub fn main(parts: Parts) -> ExitCode {
    closed::to_others();
    let language = Language::of_locale(&kplaces_config::locale()).unwrap_or_default();
    panic::ends_the_process(language);
    let code = catch_unwind(AssertUnwindSafe(|| run(parts, language))).unwrap_or(INTERNAL);
    ExitCode::from(code)
}

fn run(parts: Parts, language: Language) -> u8 {
    let program = match parts.assemble() {
        Ok(program) => program,
        Err(error) => {
            return write_line(
                &format!("error: this build is broken: {}", error.0),
                INTERNAL,
            );
        }
    };
    let run = match look(program) {
        Ok(run) => run,
        Err(answered) => return answered,
    };
    let mut run = Box::pin(run.run());
    if let Some(code) = at_once(run.as_mut()) {
        return code;
    }
    // The run stays on this thread. Connections are on another one: what comes is received while what came before is
    // read. One is enough: requests go out one at a time, and the store has a thread of its own.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("kplaces-network")
        .enable_io()
        .enable_time()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(run),
        Err(error) => {
            let error = of_io(&error);
            let told = say!(
                language,
                "error: 3Kplaces cannot start\n  why: {error}",
                "Fehler: 3Kplaces lässt sich nicht starten\n  Grund: {error}",
                error = error.in_language(language),
            );
            write_line(&told, INTERNAL)
        }
    }
}

/// Looks what this process is asked to do; the exit code where that is already answered.
fn look(program: Program) -> Result<Run, u8> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let terminal = Terminal::of_process(kplaces_config::no_color());
    match Sources::from_process() {
        Ok(sources) => {
            let process = Process {
                arguments,
                clock: clock::of_process(&sources),
                terminal,
                sources,
            };
            kplaces_cli::look(program, process, log::listen)
        }
        Err(error) => {
            let clock = clock::of_process(&Sources::default());
            let (error, locale) = (error.into(), kplaces_config::locale());
            kplaces_cli::look_without_sources(program, error, arguments, clock, terminal, locale)
        }
    }
}

fn write_line(line: &str, code: u8) -> u8 {
    // Nothing can be done where standard error is gone.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
    code
}
