//! Running other programs.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use anyhow::{Context as _, bail};

/// Runs `command` with the terminal; anything but success is an error.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    eprintln!("$ {}", line(command));
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", name(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs `command` in this program's place, as far as the caller can tell.
pub fn become_it(command: &mut Command) -> ExitCode {
    match command.status() {
        // A code that does not fit, or none because of a signal, is still a failure.
        Ok(status) => status
            .code()
            .map_or(1, |code| u8::try_from(code).unwrap_or(1))
            .into(),
        Err(error) => {
            eprintln!("error: cannot start {}: {error}", name(command));
            ExitCode::FAILURE
        }
    }
}

/// Runs `command` without input and returns what it prints; failure is an error.
pub fn output(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    output_of(command.stdin(Stdio::null()))
}

/// Runs `command` with the input it has and returns what it prints; failure is an error.
pub fn output_of(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", name(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", line(command), output.status);
    }
    Ok(output.stdout)
}

/// Whether `command` can be run at all and succeeds; its output is dropped.
pub fn works(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs `command`, shows what it prints as it comes, and keeps the lines.
pub fn tee(command: &mut Command) -> anyhow::Result<(ExitStatus, Vec<String>)> {
    eprintln!("$ {}", line(command));
    lines_of(command, io::stdout(), io::stderr())
}

/// Runs `command` and keeps the lines that it prints, for a program that runs beside another one.
pub fn lines(command: &mut Command) -> anyhow::Result<(ExitStatus, Vec<String>)> {
    lines_of(command, io::sink(), io::sink())
}

fn lines_of(
    command: &mut Command,
    output: impl Write,
    errors: impl Write + Send,
) -> anyhow::Result<(ExitStatus, Vec<String>)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", name(command)))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let mut lines = std::thread::scope(|scope| -> io::Result<Vec<String>> {
        let reader = scope.spawn(|| copy_lines(stderr, errors));
        let mut lines = copy_lines(stdout, output)?;
        match reader.join() {
            Ok(more) => lines.extend(more?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        Ok(lines)
    })?;
    lines.shrink_to_fit();
    Ok((child.wait()?, lines))
}

fn copy_lines(from: Option<impl Read>, mut to: impl Write) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    let Some(from) = from else { return Ok(lines) };
    let mut from = BufReader::new(from);
    let mut bytes = Vec::new();
    while from.read_until(b'\n', &mut bytes)? > 0 {
        to.write_all(&bytes)?;
        lines.push(String::from_utf8_lossy(&bytes).trim_end().to_owned());
        bytes.clear();
    }
    to.flush()?;
    Ok(lines)
}

/// The command line as a person would type it.
fn line(command: &Command) -> String {
    let mut line = name(command);
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// The program without its folder.
fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program
        .file_stem()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned()
}
