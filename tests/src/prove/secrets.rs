//! The login in places where it must not be.

use kplaces_webfleet_sim::{Options, SAMPLE_APIKEY, SAMPLE_PASSWORD};

use super::hunt::{Hunt, holds};
use super::visit::Visit;
use super::{Seen, Stage, broken, files, journey, stage};

/// Files in which a login may be, in the open or sealed.
const LOGIN_FILES: [&str; 2] = ["login.toml", "login.age"];

/// Password and API key are in no output, log, file or argument.
pub(crate) fn secrets(stage: &Stage) -> Seen {
    let hunt = Hunt::for_words(&[SAMPLE_PASSWORD, SAMPLE_APIKEY]);
    let (webfleet, mut device) = stage.marked(Options::default());
    device.env("KPLACES_LOG", "trace");
    device.env("RUST_BACKTRACE", "full");
    journey::prepare(&device);
    let mut said = 0;
    let mut failing = vec!["error:1101:no", "status:500", "html-page", "status:401"].into_iter();
    for step in journey::steps(stage)? {
        if step.line().starts_with("privacy erase") || step.line() == "logout" {
            continue;
        }
        let ran = device.run_with_stdin(&step.words(), &step.stdin);
        journey::counts(&step, &ran)?;
        for text in [&ran.stdout, &ran.stderr] {
            said += text.len();
            if let Some(what) = hunt.find(text.as_bytes()) {
                return broken(format!("`{}` says {what}", step.line()));
            }
        }
    }
    for fault in failing.by_ref() {
        let Ok(parsed) = fault.parse() else {
            return broken(format!("the stand-in knows no fault `{fault}`"));
        };
        webfleet.fault(Some(parsed));
        let ran = device.run(&["sync"]);
        if ran.code == 0 {
            return broken(format!("a sync with {fault} went well"));
        }
        for text in [&ran.stdout, &ran.stderr] {
            said += text.len();
            if let Some(what) = hunt.find(text.as_bytes()) {
                return broken(format!("`sync` with {fault} says {what}"));
            }
        }
    }
    webfleet.fault(None);
    let (count, _) = files::search(&device, &hunt, &LOGIN_FILES)?;
    if !holds(webfleet.wire().as_bytes(), SAMPLE_APIKEY.as_bytes()) {
        return broken("the API key was never sent: nothing was looked at");
    }
    let mut arguments = "";
    if stage.has("map") && stage::tool("ps", &["--version"]).is_ok() {
        let visit = Visit::start(&device)?;
        let line = std::fs::read(format!("/proc/{}/cmdline", visit.pid())).unwrap_or_default();
        visit.end()?;
        if let Some(what) = hunt.find(&line) {
            return broken(format!("{what} is in the arguments of `map`"));
        }
        arguments = ", arguments of a process";
    }
    Ok(format!(
        "{} KiB of output at trace, {count} files{arguments}",
        said / 1024
    ))
}
