//! A task for the Windows Task Scheduler.

use std::path::Path;

use kplaces_device::autostart::launchd::xml;
use kplaces_device::autostart::{StartFile, Unfit, name, path_text, plain, windows};

use crate::notes;
use crate::plan::{Job, MARK, Rhythm};

/// What the task is called.
pub(crate) fn task(tenant: Option<&str>) -> String {
    name("3Kplaces sync", " ", tenant)
}

/// What the task's file is called.
pub(crate) fn file(tenant: Option<&str>) -> String {
    format!("{}.xml", name("3kplaces-sync", "-", tenant))
}

/// The task, for a folder of our own: the scheduler keeps a copy.
pub fn files(job: &Job, folder: &Path) -> Result<Vec<StartFile>, Unfit> {
    let program = xml(path_text(&job.start.program)?);
    let arguments = xml(&windows::line(&job.start.arguments)?);
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
         <Arguments>{arguments}</Arguments>\n    </Exec>\n  </Actions>\n</Task>\n",
        job.spread_s
    );
    Ok(vec![StartFile {
        path: folder.join(file(job.tenant.as_deref())),
        content,
        mark: MARK,
    }])
}
