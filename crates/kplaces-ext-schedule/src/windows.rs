//! A task for the Windows Task Scheduler.

use std::path::Path;

use crate::launchd::xml;
use crate::notes;
use crate::plan::{Job, Rhythm, Unfit, UnitFile, name, path_text, plain};

/// What the task is called.
pub(crate) fn task(tenant: Option<&str>) -> String {
    name("3Kplaces sync", " ", tenant)
}

/// What the task's file is called.
pub(crate) fn file(tenant: Option<&str>) -> String {
    format!("{}.xml", name("3kplaces-sync", "-", tenant))
}

/// The task, for a folder of our own: the scheduler keeps a copy.
pub fn files(job: &Job, folder: &Path) -> Result<Vec<UnitFile>, Unfit> {
    let program = xml(path_text(&job.program)?);
    let mut words = Vec::new();
    for argument in &job.arguments {
        words.push(xml(&quoted(plain(argument)?)));
    }
    let trigger = match job.rhythm {
        Rhythm::Every(every) => format!(
            "      <Repetition>\n        <Interval>PT{}M</Interval>\n      </Repetition>\n      \
             <StartBoundary>2026-01-01T00:00:00</StartBoundary>\n",
            every.minutes()
        ),
        Rhythm::At { hour, minute } => {
            format!("      <StartBoundary>2026-01-01T{hour:02}:{minute:02}:00</StartBoundary>\n")
        }
    };
    let origin = notes::origin(job.language);
    let tenant = job.tenant.as_deref().map(plain).transpose()?;
    let what = xml(&notes::what(tenant, job.language));
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!-- {origin} -->\n\
         <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n  \
         <RegistrationInfo>\n    <Description>{what}</Description>\n  </RegistrationInfo>\n  \
         <Triggers>\n    <CalendarTrigger>\n{trigger}      <RandomDelay>PT{}S</RandomDelay>\n      \
         <ScheduleByDay>\n        <DaysInterval>1</DaysInterval>\n      </ScheduleByDay>\n    </CalendarTrigger>\n  </Triggers>\n  \
         <Principals>\n    <Principal id=\"Author\">\n      <LogonType>InteractiveToken</LogonType>\n      \
         <RunLevel>LeastPrivilege</RunLevel>\n    </Principal>\n  </Principals>\n  \
         <Settings>\n    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n    \
         <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n    \
         <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n    \
         <StartWhenAvailable>true</StartWhenAvailable>\n    \
         <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>\n    \
         <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>\n  </Settings>\n  \
         <Actions Context=\"Author\">\n    <Exec>\n      <Command>{program}</Command>\n      \
         <Arguments>{}</Arguments>\n    </Exec>\n  </Actions>\n</Task>\n",
        job.spread_s,
        words.join(" ")
    );
    Ok(vec![UnitFile {
        path: folder.join(file(job.tenant.as_deref())),
        content,
    }])
}

/// An argument as the C runtime of Windows takes command lines apart: backslashes count only before
/// a quote.
fn quoted(argument: &str) -> String {
    if !argument.is_empty() && !argument.contains([' ', '\t', '"']) {
        return argument.to_owned();
    }
    let mut out = String::from("\"");
    let mut backslashes = 0;
    for c in argument.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                out.push_str(&"\\".repeat(backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        out.push(c);
    }
    out.push_str(&"\\".repeat(backslashes));
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_as_windows_reads_them() {
        for (argument, line) in [
            ("sync", "sync"),
            ("", "\"\""),
            ("C:\\My Files\\", "\"C:\\My Files\\\\\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""),
            ("a\\\"b c", "\"a\\\\\\\"b c\""),
        ] {
            assert_eq!(quoted(argument), line);
        }
    }
}
