//! The schedulers' files, judged by readers that are not ours.
#![expect(
    clippy::disallowed_methods,
    reason = "tests play the others: servers, traps, programs"
)]
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]
#![expect(clippy::print_stderr, reason = "what is not checked is said aloud")]

use std::path::{Path, PathBuf};
use std::process::Command;

use kplaces_device::autostart::{Start, StartFile};
use kplaces_ext_schedule::{Job, Rhythm, files};
use kplaces_text::Language;
use quick_xml::events::Event;

fn job(rhythm: Rhythm, arguments: &[&str]) -> Job {
    Job {
        tenant: None,
        start: Start {
            program: PathBuf::from("/bin/true"),
            arguments: arguments.iter().map(ToString::to_string).collect(),
            environment: Vec::new(),
        },
        rhythm,
        spread_s: 300,
        language: Language::English,
    }
}

fn rhythms() -> [Rhythm; 3] {
    [
        Rhythm::Every("3d".parse().unwrap()),
        Rhythm::Every("15m".parse().unwrap()),
        Rhythm::At {
            hour: 6,
            minute: 30,
        },
    ]
}

const HOSTILE: [&str; 7] = [
    "sync",
    "--data-dir",
    "/srv/a b/100% \"quoted\" 'x'",
    "$HOME ${HOME} \\n",
    "<&>; rm -rf /",
    "Straße ✓",
    "",
];

/// Puts the files into a folder and asks systemd what it thinks of them.
fn systemd_thinks(files: &[StartFile]) -> Option<(bool, String)> {
    let mut command = Command::new("systemd-analyze");
    command.args(["--user", "--man=no", "verify"]);
    // It wants a user's session; an empty folder will do.
    command.env("XDG_RUNTIME_DIR", files[0].path.parent().unwrap());
    command.args(files.iter().map(|file| &file.path));
    for file in files {
        std::fs::write(&file.path, &file.content).unwrap();
    }
    let Ok(output) = command.output() else {
        eprintln!("NOT CHECKED: systemd-analyze is not installed");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Some((output.status.success(), said))
}

#[test]
fn systemd_accepts_the_units() {
    for rhythm in rhythms() {
        for arguments in [&["sync", "--scheduled"][..], &HOSTILE] {
            let folder = tempfile::tempdir().unwrap();
            let files = files::systemd(&job(rhythm, arguments), folder.path()).unwrap();
            let Some((good, said)) = systemd_thinks(&files) else {
                return;
            };
            assert!(good && !said.contains("3kplaces"), "{said}");
        }
    }
}

#[test]
fn systemd_refuses_a_broken_unit() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = files::systemd(&job(rhythms()[0], &["sync"]), folder.path()).unwrap();
    files[0].content = files[0].content.replace("ExecStart=", "ExecStrt=");
    let Some((good, said)) = systemd_thinks(&files) else {
        return;
    };
    assert!(!good || said.contains("3kplaces"), "{said}");
}

/// The texts of an element, wherever it is.
fn texts_of(content: &str, element: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(content);
    let mut found = Vec::new();
    let mut inside: Option<String> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == element => {
                inside = Some(String::new());
            }
            Event::End(end) if end.name().as_ref() == element => {
                found.extend(inside.take());
            }
            Event::Text(text) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(match &*name {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        other => panic!("&{other};"),
                    });
                }
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn launchd_gets_every_argument_as_it_is() {
    for rhythm in rhythms() {
        let files = files::launchd(&job(rhythm, &HOSTILE), Path::new("/x")).unwrap();
        let texts = texts_of(&files[0].content, "string");
        let mut expected = vec!["com.3kplaces.sync", "/bin/true"];
        expected.extend(HOSTILE);
        expected.push("Background");
        assert_eq!(texts, expected);
    }
}

#[test]
fn the_windows_task_is_well_formed_and_names_the_program() {
    for rhythm in rhythms() {
        let files = files::windows(&job(rhythm, &HOSTILE), Path::new("/x")).unwrap();
        assert_eq!(texts_of(&files[0].content, "Command"), ["/bin/true"]);
        let arguments = texts_of(&files[0].content, "Arguments").remove(0);
        assert!(
            arguments.starts_with("sync --data-dir \"/srv/a b/100%"),
            "{arguments}"
        );
    }
}

#[test]
fn a_line_break_in_a_path_is_refused_everywhere() {
    let broken = job(rhythms()[0], &["sync", "a\nExecStart=/bin/sh"]);
    for files in [files::systemd, files::launchd, files::windows] {
        assert!(files(&broken, Path::new("/x")).is_err());
    }
}
