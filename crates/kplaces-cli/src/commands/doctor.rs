//! `doctor`: looks at everything of ours on this device. Each look is on its own: what is broken is a
//! finding, never an error.

mod bundle;
mod facts;
mod logins;
mod online;

pub(crate) use self::facts::{Configured, Copies, Facts, Records, StoreFacts};
pub(crate) use self::logins::{LoginPlace, Logins};
pub(crate) use self::online::{FINE_SKEW, Reached};

use std::path::Path;

use serde_json::Value;

use crate::args::Doctor;
use crate::error::CliError;
use crate::finding::{Finding, State};
use crate::interrupt::unless_interrupted;
use crate::json::DoctorJson;
use crate::{Output, Session, text};

pub(super) async fn doctor(session: &Session, arguments: Doctor) -> Result<Output, CliError> {
    let to_stdout = arguments.bundle.as_deref() == Some(Path::new("-"));
    if to_stdout && session.json {
        return Err(text::doctor::bundle_as_json());
    }
    let facts = Facts::gather(session).await;
    let mut findings = text::doctor::findings(&facts, session);
    for plugin in &session.product.commands {
        findings.extend(plugin.examine(session));
    }
    if arguments.online {
        let reached = unless_interrupted(async { Ok(online::ask(session, &facts).await) }).await?;
        findings.extend(text::doctor::online::findings(&reached, &facts));
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
    let (edition, quiet) = (session.product.policy.manifest().id, session.quiet);
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
    Ok(output.with_exit_code(exit_code))
}

/// Problems are an answer of their own; all else is for people to judge.
fn verdict(findings: &[Finding]) -> u8 {
    if findings.iter().any(|it| it.state == State::Problem) {
        Output::DIFFERS
    } else {
        0
    }
}
