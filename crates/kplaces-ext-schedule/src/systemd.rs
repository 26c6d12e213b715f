//! A service and a timer for the user's own systemd.

use std::path::Path;

use kplaces_device::autostart::systemd::{CLOSED, exec_start};
use kplaces_device::autostart::{StartFile, Unfit, name, plain};

use crate::notes::{self, Comments};
use crate::plan::{Job, MARK, Rhythm};

/// The names of the service and of its timer.
pub(crate) fn units(tenant: Option<&str>) -> [String; 2] {
    let name = name("3kplaces-sync", "-", tenant);
    [format!("{name}.service"), format!("{name}.timer")]
}

/// Both units, for the folder of the user's units.
pub fn files(job: &Job, folder: &Path) -> Result<Vec<StartFile>, Unfit> {
    let [service_name, timer_name] = units(job.tenant.as_deref());
    Ok(vec![
        StartFile {
            path: folder.join(service_name),
            content: service(job)?,
            mark: MARK,
        },
        StartFile {
            path: folder.join(timer_name),
            content: timer(job)?,
            mark: MARK,
        },
    ])
}

fn service(job: &Job) -> Result<String, Unfit> {
    let origin = notes::origin(job.language);
    let what = notes::what(tenant(job)?, job.language);
    let Comments {
        may_take_long,
        no_failure,
        ..
    } = Comments::of(job.language);
    let exec_start = exec_start(&job.start)?;
    Ok(format!(
        "# {origin}\n\
         [Unit]\n\
         Description={what}\n\
         Documentation=man:3kplaces(1)\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         {exec_start}\
         {may_take_long}\n\
         TimeoutStartSec=infinity\n\
         {no_failure}\n\
         SuccessExitStatus=5 11\n\
         Nice=10\n\
         IOSchedulingClass=idle\n\
         {CLOSED}"
    ))
}

fn timer(job: &Job) -> Result<String, Unfit> {
    let comments = Comments::of(job.language);
    let not_all_at_once = comments.not_all_at_once;
    let origin = notes::origin(job.language);
    let what = notes::regularly(tenant(job)?, job.language);
    let when = match job.rhythm {
        Rhythm::Every(every) => format!(
            // The first one soon after login, so that a device that was off is fresh again.
            "OnStartupSec=2min\nOnUnitInactiveSec={}min\n\
             {}\n\
             OnCalendar=*-*-{} 04:00:00\nPersistent=true\n",
            every.minutes(),
            comments.stand_still,
            match every.days() {
                1 => "*".to_owned(),
                days => format!("01/{days}"),
            }
        ),
        Rhythm::At { hour, minute } => format!(
            "OnCalendar=*-*-* {hour:02}:{minute:02}:00\n\
             {}\nPersistent=true\n",
            comments.made_up_for
        ),
    };
    Ok(format!(
        "# {origin}\n\
         [Unit]\n\
         Description={what}\n\
         \n\
         [Timer]\n\
         {when}\
         {not_all_at_once}\n\
         RandomizedDelaySec={}\n\
         AccuracySec=1min\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n",
        job.spread_s
    ))
}

/// Whose, for a description.
fn tenant(job: &Job) -> Result<Option<&str>, Unfit> {
    job.tenant.as_deref().map(plain).transpose()
}
