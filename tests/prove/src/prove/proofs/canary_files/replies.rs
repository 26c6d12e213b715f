//! Marked texts in every part of a reply that is not a report, and in the names of groups, looked for in
//! what the program records of it.

use std::fs;

use anyhow::ensure;

use crate::prove::contents::{files_below, unpacked};
use crate::prove::device::Device;
use crate::prove::needles::Needles;
use crate::prove::raw::{Answer, Raw};
use crate::prove::subject::Subject;

/// The mark; it stands in every answer.
const MARK: &str = "Kanärienvogel-Antwort";

/// What reads the records.
const READERS: [&[&str]; 9] = [
    &["log"],
    &["log", "--json"],
    &["status"],
    &["status", "--json"],
    &["doctor"],
    &["doctor", "--json"],
    &["doctor", "--bundle", "-"],
    &["privacy", "report"],
    &["privacy", "network"],
];

/// The folder of all records.
const RECORDS: &str = ".local/state";

/// What was seen, and how many answers were given.
pub(super) struct Seen {
    pub(super) violations: Vec<String>,
    pub(super) answers: usize,
}

pub(super) fn look(subject: &Subject) -> anyhow::Result<Seen> {
    let raw = Raw::start()?;
    let mark = Needles::of(MARK);
    let mut seen = Seen {
        violations: Vec::new(),
        answers: 0,
    };
    for format in ["csv", "json"] {
        let mut device = subject.device("canary-replies", &raw.url())?;
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        device.env("KPLACES_LOG", "warn");
        let login = "account\nuser\nword\nkey\n";
        let words = [&device.login_words()[..], &["--no-check"]].concat();
        device.run(&words, login)?.succeeded()?;
        let mut failed = 0;
        for answer in answers() {
            raw.say(&answer);
            let said = device.run(&["sync"], "")?;
            failed += usize::from(said.code != Some(0));
            seen.answers += 1;
            records(&device, &mark, &mut seen)?;
        }
        ensure!(failed > 0, "every answer was taken for a report");
        // The name of a group that is not in the account; Basic refuses the wish itself.
        device.run(&["sync", "--group", MARK], "")?;
        device
            .with("KPLACES_SYNC__GROUPS", MARK)
            .run(&["sync"], "")?;
        records(&device, &mark, &mut seen)?;
        for words in READERS {
            let said = device.run(words, "")?;
            ensure!(!said.stdout.is_empty(), "`{}` says nothing", said.command);
            for content in [said.stdout, said.stderr] {
                for spelling in mark.within(&content) {
                    let what = format!("`{}` shows the text of a reply", said.command);
                    seen.violations.push(format!("{what} ({spelling})"));
                }
            }
        }
    }
    Ok(seen)
}

fn records(device: &Device, mark: &Needles, seen: &mut Seen) -> anyhow::Result<()> {
    let files = files_below(&device.home().join(RECORDS))?;
    ensure!(!files.is_empty(), "there is no record at all");
    for path in files {
        let name = path.strip_prefix(device.home())?.display().to_string();
        for part in unpacked(fs::read(&path)?) {
            for spelling in mark.within(&part) {
                let what = format!("{name} holds the text of a reply or the name of a group");
                seen.violations.push(format!("{what} ({spelling})"));
            }
        }
    }
    Ok(())
}

/// Answers that are no report: without a line of names, and errors wherever the service may say them.
fn answers() -> Vec<Answer> {
    let body = |body: String| Answer {
        status: "200 OK".to_owned(),
        headers: Vec::new(),
        body,
    };
    let status = |status: &str, headers: &[String]| Answer {
        status: status.to_owned(),
        headers: headers.to_vec(),
        body: MARK.to_owned(),
    };
    let in_headers = |name: &str| {
        let code = "X-Webfleet-Errorcode: 8014".to_owned();
        // Headers have one letter for a byte.
        let text = format!("{name}: {}", MARK.replace('ä', "ae"));
        status("200 OK", &[code, text])
    };
    vec![
        body(format!(
            "1;{MARK};11575490;48137430\r\n2;{MARK} B;9993682;53551086\r\n"
        )),
        body(format!("{MARK};{MARK} Hauptstr. 5;München\r\n")),
        body(format!("\"{MARK};11575490\r\n{MARK}\r\n")),
        body(format!(
            "addrno;addrname1;positionx;positiony\r\n1;\"{MARK}\"x;5;5\r\n"
        )),
        body(format!("[[\"1\",\"{MARK}\"],[\"2\",\"{MARK}\"]]")),
        body(format!("[{{\"{MARK}\":\"1\",\"{MARK} B\":2}}]")),
        body(format!("callback([{{\"addrno\":\"{MARK}\"}}]);")),
        body(format!("8014,{MARK} has no access\r\n")),
        body(format!("424242,{MARK}\r\n")),
        body(format!("{{\"errorCode\":8014,\"errorMsg\":\"{MARK}\"}}")),
        body(format!(
            "[{{\"addrno\":\"1\"}},{{\"errorCode\":9000,\"errorMsg\":\"{MARK}\"}}]"
        )),
        body(format!(
            "<html><title>{MARK}</title><body>{MARK}</body></html>"
        )),
        body(MARK.to_owned()),
        in_headers("X-Webfleet-Errormessage"),
        in_headers("X-Webfleet-Errormsg"),
        status("401 Unauthorized", &[]),
        status("403 Forbidden", &[]),
        status("429 Too Many Requests", &[]),
        status(&format!("503 {}", MARK.replace('ä', "ae")), &[]),
        status(
            "302 Found",
            &[format!("Location: http://{}/", MARK.replace('ä', "ae"))],
        ),
    ]
}
