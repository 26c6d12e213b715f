//! `doctor`: what the device found out about itself, told or put into a support file.

mod bundle;

use std::path::Path;

use kplaces_device::doctor::{self, Facts};
use serde_json::Value;

use crate::args::Doctor;
use crate::interrupt::unless_interrupted;
use crate::json::DoctorJson;
use crate::{CliError, Finding, Output, Session, State, text};

pub(super) async fn doctor(session: &Session, arguments: Doctor) -> Result<Output, CliError> {
    let to_stdout = arguments.bundle.as_deref() == Some(Path::new("-"));
    if to_stdout && session.json {
        return Err(text::doctor::bundle_as_json());
    }
    let facts = Facts::gather(session).await;
    let mut findings = doctor::findings(&facts, session);
    if arguments.online {
        let reached = unless_interrupted(async { Ok(doctor::ask(session, &facts).await) }).await?;
        findings.extend(doctor::findings_online(&reached, &facts));
    }
    for finding in &mut findings {
        finding.for_tenant(session.tenant());
    }
    let written = match &arguments.bundle {
        None => None,
        Some(path) => {
            let bundle = bundle::of(session, &facts, &findings).to_string();
            if to_stdout {
                let output = Output::of(bundle, |bundle, _| bundle.clone(), |_| Ok(Value::Null));
                return Ok(output.with_exit_code(verdict(&findings)));
            }
            session
                .write_whole(path, arguments.force, bundle.as_bytes())
                .map_err(|error| text::doctor::not_written(&error))?;
            Some(path.display().to_string())
        }
    };
    let (edition, quiet) = (session.product().policy.manifest().id, session.quiet);
    let exit_code = verdict(&findings);
    let output = Output::of(
        (findings, written),
        move |(findings, written), language| {
            text::doctor::report(findings, written.as_deref(), quiet, language)
        },
        move |(findings, written)| {
            serde_json::to_value(DoctorJson::new(edition, findings, written.as_deref()))
        },
    );
    Ok(output.in_sentences().with_exit_code(exit_code))
}

/// Problems are an answer of their own; all else is for people to judge.
fn verdict(findings: &[Finding]) -> u8 {
    if findings.iter().any(|it| it.state == State::Problem) {
        Output::DIFFERS
    } else {
        0
    }
}
