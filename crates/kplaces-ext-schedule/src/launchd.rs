//! A launch agent for macOS.

use std::path::Path;

use crate::notes;
use crate::plan::{Every, Job, Rhythm, Unfit, UnitFile, name, path_text, plain};

/// The label of the agent.
pub(crate) fn label(tenant: Option<&str>) -> String {
    name("com.3kplaces.sync", ".", tenant)
}

/// The property list, for the user's folder of launch agents.
pub fn files(job: &Job, folder: &Path) -> Result<Vec<UnitFile>, Unfit> {
    let mut words = format!("    <string>{}</string>\n", xml(path_text(&job.program)?));
    for argument in &job.arguments {
        words.push_str(&format!("    <string>{}</string>\n", xml(plain(argument)?)));
    }
    let environment = environment(job)?;
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
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!-- {origin} -->\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{label}</string>\n  \
         <key>ProgramArguments</key>\n  <array>\n{words}  </array>\n{environment}{when}  \
         <key>ProcessType</key>\n  <string>Background</string>\n  \
         <key>LowPriorityIO</key>\n  <true/>\n  \
         <key>Umask</key>\n  <integer>63</integer>\n</dict>\n</plist>\n"
    );
    Ok(vec![UnitFile {
        path: folder.join(format!("{label}.plist")),
        content,
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

fn environment(job: &Job) -> Result<String, Unfit> {
    if job.environment.is_empty() {
        return Ok(String::new());
    }
    let mut pairs = String::new();
    for (name, value) in &job.environment {
        let value = xml(plain(value)?);
        pairs.push_str(&format!(
            "    <key>{}</key>\n    <string>{value}</string>\n",
            xml(name)
        ));
    }
    Ok(format!(
        "  <key>EnvironmentVariables</key>\n  <dict>\n{pairs}  </dict>\n"
    ))
}

/// Text between tags.
pub(crate) fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
