//! Every command under `strace`: it reaches the configured address and no other.

use std::collections::BTreeSet;
use std::fs;

use crate::prove::outcome::Outcome;
use crate::prove::subject::Subject;
use crate::prove::trace::{acts, judge};
use crate::prove::trap::Trap;
use crate::prove::walk::Walk;

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let webfleet = subject.webfleet(&[])?;
    let trap = Trap::set()?;
    let mut device = subject.usual_device("one-host", webfleet.url())?;
    for (name, value) in trap.as_proxy() {
        device.env(&name, value);
    }
    let traces = subject.scratch.join("traces");
    fs::create_dir_all(&traces)?;
    let walk = Walk {
        traces: Some(&traces),
        ..Walk::new(subject, &device, &webfleet, &trap)
    };
    let walked = walk.go()?;

    let mut violations = Vec::new();
    let (mut reached, mut networked) = (0, 0);
    let (mut started, mut services) = (BTreeSet::new(), BTreeSet::new());
    for step in &walked.steps {
        let Some(file) = &step.trace else { continue };
        let acts = acts(file)?;
        if acts.is_empty() {
            return Ok(Outcome::NotRun("strace may not look on here".to_owned()));
        }
        let judged = judge(&step.said.command, &acts, step.endpoint, step.listens);
        reached += judged.reached;
        networked += usize::from(judged.reached > 0);
        started.extend(judged.started);
        services.extend(judged.services);
        violations.extend(judged.violations);
    }
    if trap.visits() > 0 {
        violations.push(format!(
            "a proxy of the environment, or the host of a redirect, was visited {} times",
            trap.visits()
        ));
    }
    if reached == 0 {
        violations
            .push("not even a sync reached WEBFLEET: the look is not worth anything".to_owned());
    }
    let others = |what: &str, list: BTreeSet<String>| {
        if list.is_empty() {
            return format!("no other {what}");
        }
        let list: Vec<String> = list.into_iter().collect();
        format!("{what}: {}", list.join(", "))
    };
    let shown = format!(
        "{} commands, {} of them ended well; {reached} connections by {networked}, all to the \
         configured address; {}; {}; proxy variables and a redirect led nobody away",
        walked.steps.len(),
        walked.well(),
        others("service of the device", services),
        others("program started", started),
    );
    Ok(Outcome::of(violations, shown))
}
