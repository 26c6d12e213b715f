//! A launch agent for macOS.

use std::path::Path;

use kplaces_device::autostart::{StartFile, Unfit, launchd, name};

use crate::notes;
use crate::plan::{Every, Job, MARK, Rhythm};

/// The label of the agent.
pub(crate) fn label(tenant: Option<&str>) -> String {
    name("com.3kplaces.sync", ".", tenant)
}

/// The property list, for the user's folder of launch agents.
pub fn files(job: &Job, folder: &Path) -> Result<Vec<StartFile>, Unfit> {
    let when = match job.rhythm {
        Rhythm::Every(every) => format!(
            "  <key>StartInterval</key>\n  <integer>{}</integer>\n{}",
            u64::from(every.minutes()) * 60,
            by_calendar(every)
        ),
        Rhythm::At { hour, minute } => format!(
            "  <key>StartCalendarInterval</key>\n  <dict>\n    <key>Hour</key>\n    <integer>{hour}</integer>\n    <key>Minute</key>\n    <integer>{minute}</integer>\n  </dict>\n"
        ),
    };
    let label = label(job.tenant.as_deref());
    let origin = notes::origin(job.language);
    // launchd knows no random delay; `sync --scheduled` waits a random time by itself.
    let when = format!(
        "{when}  <key>ProcessType</key>\n  <string>Background</string>\n  \
         <key>LowPriorityIO</key>\n  <true/>\n"
    );
    let content = launchd::agent(&label, &origin, &job.start, &when)?;
    Ok(vec![StartFile {
        path: folder.join(format!("{label}.plist")),
        content,
        mark: MARK,
    }])
}

/// The interval stands still while the machine sleeps; a day that was slept through is made up for
/// when it wakes up (launchd.plist(5)).
fn by_calendar(every: Every) -> String {
    let at = |day: String| {
        format!(
            "    <dict>\n{day}      <key>Hour</key>\n      <integer>4</integer>\n      \
             <key>Minute</key>\n      <integer>0</integer>\n    </dict>\n"
        )
    };
    let days: String = match every.days() {
        1 => at(String::new()),
        apart => (1..=31)
            .step_by(apart as usize)
            .map(|day| {
                at(format!(
                    "      <key>Day</key>\n      <integer>{day}</integer>\n"
                ))
            })
            .collect(),
    };
    format!("  <key>StartCalendarInterval</key>\n  <array>\n{days}  </array>\n")
}
