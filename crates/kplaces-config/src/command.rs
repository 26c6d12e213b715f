use std::borrow::Cow;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use figment::value::Value;
use kplaces_text::Language::German;
use kplaces_text::{Text, of_io, text};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use crate::child::child_program;
use crate::encoding::{self, NotText, bare};
use crate::home::is_of_another;
use crate::trust;

/// A secret is one line; what is longer is not read to its end.
const MAX_SECRET: u64 = 64 * 1024;

/// So long a pipe is waited for: a program that prints a secret may ask somebody.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often it is looked whether something came.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Why no secret came out of a program or a file. What came out is not in it.
#[derive(Debug, PartialEq)]
pub(crate) struct NoSecret(pub(crate) Text);

/// With what the system says of it.
fn system(error: &io::Error) -> Text {
    Text::new(error.kind().to_string(), of_io(error).in_language(German))
}

/// Runs a checked command and takes the first line it prints.
pub(crate) fn run(command: &Value) -> Result<SecretString, NoSecret> {
    let mut command = program(command)
        .ok_or_else(|| NoSecret(text!("names no program", "nennt kein Programm")))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| {
            NoSecret(text!(language =>
                "could not be started: {why}",
                "ließ sich nicht starten: {why}",
                why = system(&error).in_language(language)
            ))
        })?;
    let printed = match child.stdout.take() {
        Some(stdout) => all(stdout),
        None => Err(io::ErrorKind::BrokenPipe.into()),
    };
    let status = child.wait().map_err(|error| {
        NoSecret(text!(language =>
            "could not be waited for: {why}",
            "auf sein Ende ließ sich nicht warten: {why}",
            why = system(&error).in_language(language)
        ))
    })?;
    if !status.success() {
        return Err(NoSecret(text!(
            "ended with {status}: run it by hand to see why",
            "endete mit einem Fehler ({status}): von Hand ausführen, um zu sehen, warum"
        )));
    }
    let printed = printed.map_err(|error| {
        NoSecret(text!(language =>
            "could not be read from: {why}",
            "seine Ausgabe ließ sich nicht lesen: {why}",
            why = system(&error).in_language(language)
        ))
    })?;
    first_line(&printed).map_err(|wrong| {
        wrong.after(text!(
            "must print the secret in its first line, as UTF-8",
            "muss das Geheimnis in seiner ersten Zeile ausgeben, in UTF-8"
        ))
    })
}

/// The first line of a file that nobody else may change; it may be a pipe that some other program feeds.
pub(crate) fn from_file(path: &Path, home: Option<&Path>) -> Result<SecretString, NoSecret> {
    if path.to_str().is_some_and(is_of_another) {
        return Err(NoSecret(text!(
            "must name a file by its whole path: of ~ only ~/ is known",
            "muss eine Datei mit ihrem ganzen Pfad nennen: von ~ ist nur ~/ bekannt"
        )));
    }
    let unread = |error: io::Error| {
        NoSecret(text!(language =>
            "names a file that cannot be read: {why}",
            "nennt eine Datei, die sich nicht lesen lässt: {why}",
            why = system(&error).in_language(language)
        ))
    };
    let file = open_at_once(path).map_err(unread)?;
    if let Some(doubt) = trust::doubt(path, &file, home).map_err(unread)? {
        return Err(NoSecret(text!(language =>
            "names a file that is not believed, since {doubt}",
            "nennt eine Datei, die nicht vertrauenswürdig ist: {doubt}",
            doubt = doubt.text().in_language(language)
        )));
    }
    let bytes = all(Patiently {
        file,
        until: Instant::now() + PATIENCE,
        has_begun: false,
    })
    .map_err(unread)?;
    first_line(&bytes).map_err(|wrong| {
        wrong.after(text!(
            "must name a file with the secret in its first line, as UTF-8",
            "muss eine Datei nennen, in deren erster Zeile das Geheimnis steht, in UTF-8"
        ))
    })
}

/// Opens a file without waiting for whoever feeds it, where it is a pipe.
fn open_at_once(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path)
}

/// A file that may be a pipe: what comes until then is read, and nothing is waited for any longer.
struct Patiently {
    file: File,
    until: Instant,
    has_begun: bool,
}

impl Read for Patiently {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.file.read(buffer) {
                // Nobody has opened the other end of the pipe yet.
                Ok(0) if !self.has_begun && !self.file.metadata()?.is_file() => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => {
                    self.has_begun = true;
                    return read;
                }
            }
            if Instant::now() >= self.until {
                return Err(ErrorKind::TimedOut.into());
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "runs the command that has the password"
)]
fn program(command: &Value) -> Option<Command> {
    if let Some(line) = command.as_str() {
        let mut shell = child_program("sh");
        shell.arg("-c").arg(line);
        return Some(shell);
    }
    let mut words = command.as_array()?.iter().filter_map(Value::as_str);
    let mut program = child_program(words.next()?);
    program.args(words);
    Some(program)
}

fn all(from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    // Room for all at once: a growing buffer leaves copies behind that nobody wipes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_SECRET as usize));
    from.take(MAX_SECRET).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What is wrong with a first line.
#[derive(Debug, PartialEq)]
enum NoLine {
    Empty,
    NotText(NotText),
}

impl NoLine {
    /// The reason, behind what was expected where that does not say it all.
    fn after(&self, expected: Text) -> NoSecret {
        match self {
            Self::Empty | Self::NotText(NotText::NotUtf8(_)) => NoSecret(expected),
            Self::NotText(wrong) => NoSecret(Text::joined(&[expected, wrong.text()], "; ")),
        }
    }
}

/// The first line without its end. The mark in front stays: who takes a secret for what it is makes
/// it [`bare`], and something may have been sealed with it.
fn first_line(bytes: &[u8]) -> Result<SecretString, NoLine> {
    // In UTF-16 the byte of a line end is that of other letters, too.
    let head = match bytes {
        [0xff | 0xfe | 0, ..] => bytes,
        _ => bytes
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default(),
    };
    let text = match encoding::text(head).map_err(NoLine::NotText)? {
        Cow::Borrowed(text) => Zeroizing::new(text.to_owned()),
        Cow::Owned(text) => Zeroizing::new(text),
    };
    let line = text.split('\n').next().unwrap_or_default();
    let line = line.trim_end_matches('\r');
    if bare(line).is_empty() {
        return Err(NoLine::Empty);
    }
    Ok(SecretString::from(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn the_first_line_counts_whatever_ends_it() {
        for (bytes, line) in [
            (&b"secret"[..], Ok("secret")),
            (b"secret\nuser: me\n", Ok("secret")),
            (b"secret\r\n", Ok("secret")),
            (b"secret\r\r\n", Ok("secret")),
            (b" s \n", Ok(" s ")),
            (b"s\n\xff\0", Ok("s")),
            (b"\xef\xbb\xbfsecret\r\n", Ok("\u{feff}secret")),
            (b"\xff\xfes\0e\0\x0a\x01\r\0\n\0u\0", Ok("se\u{10a}")),
            (b"\xfe\xff\0s\0\n", Ok("s")),
            (b"\nsecret", Err(NoLine::Empty)),
            (b"\xef\xbb\xbf\r\n", Err(NoLine::Empty)),
            (b"", Err(NoLine::Empty)),
            (b"\xe9\n", Err(NoLine::NotText(NotText::NotUtf8(0)))),
            (b"s\0e\0\n\0", Err(NoLine::NotText(NotText::Zeros))),
        ] {
            let found = first_line(bytes);
            let found = found.as_ref().map(ExposeSecret::expose_secret);
            assert_eq!(found, line.as_ref().map(|line| *line), "{bytes:?}");
        }
    }

    #[cfg(unix)]
    mod unix {
        use super::*;

        fn list(words: &[&str]) -> Value {
            Value::from(words.to_vec())
        }

        #[test]
        fn a_list_is_not_seen_by_a_shell() {
            let secret = run(&list(&["printf", "%s\n", "a $HOME;b"])).unwrap();
            assert_eq!(secret.expose_secret(), "a $HOME;b");
        }

        #[test]
        fn a_line_is_run_by_the_shell() {
            let secret = run(&Value::from("printf a; echo b")).unwrap();
            assert_eq!(secret.expose_secret(), "ab");
        }

        #[test]
        fn a_failing_command_tells_its_status_and_not_its_output() {
            let error = run(&Value::from("echo hunter2; echo hunter2 >&2; exit 3")).unwrap_err();
            let shown = format!("{}{error:?}", error.0);
            assert!(shown.contains("exit status: 3"), "{shown}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }

        #[test]
        fn a_missing_program_is_not_named_by_its_arguments() {
            let error = run(&list(&["/no/such/program", "hunter2"])).unwrap_err();
            assert_eq!(
                error.0.to_string(),
                "could not be started: entity not found"
            );
        }

        #[test]
        fn a_pipe_is_waited_for_and_not_for_ever() {
            let folder = tempfile::tempdir().unwrap();
            let pipe = folder.path().join("pipe");
            let made = rustix::fs::mknodat(
                rustix::fs::CWD,
                &pipe,
                rustix::fs::FileType::Fifo,
                rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
                0,
            );
            made.unwrap();
            let mut nobody = Patiently {
                file: open_at_once(&pipe).unwrap(),
                until: Instant::now(),
                has_begun: false,
            };
            let error = nobody.read(&mut [0]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            drop(nobody);
            let feeding = {
                let pipe = pipe.clone();
                std::thread::spawn(move || std::fs::write(pipe, "secret\n"))
            };
            let secret = from_file(&pipe, None).unwrap();
            assert_eq!(secret.expose_secret(), "secret");
            feeding.join().unwrap().unwrap();
        }

        #[test]
        fn a_command_that_prints_without_end_is_stopped() {
            assert!(run(&list(&["yes"])).is_err());
        }
    }
}
