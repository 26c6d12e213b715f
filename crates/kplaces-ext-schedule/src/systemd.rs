//! A service and a timer for the user's own systemd.

use std::path::Path;

use crate::notes::{self, Comments};
use crate::plan::{Job, Rhythm, Unfit, UnitFile, name, path_text, plain};

/// The names of the service and of its timer.
pub(crate) fn units(tenant: Option<&str>) -> [String; 2] {
    let name = name("3kplaces-sync", "-", tenant);
    [format!("{name}.service"), format!("{name}.timer")]
}

/// Both units, for the folder of the user's units.
pub fn files(job: &Job, folder: &Path) -> Result<Vec<UnitFile>, Unfit> {
    let [service_name, timer_name] = units(job.tenant.as_deref());
    Ok(vec![
        UnitFile {
            path: folder.join(service_name),
            content: service(job)?,
        },
        UnitFile {
            path: folder.join(timer_name),
            content: timer(job)?,
        },
    ])
}

/// A word of a command line in a unit: quoted, `%` and `$` doubled, `\` and `"` escaped
/// (systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers").
fn word(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '%' | '$' => out.extend([c, c]),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The variables of the service. `$` is a letter there like any other (systemd.exec(5), "Environment=").
fn environment(job: &Job) -> Result<String, Unfit> {
    let mut lines = String::new();
    for (name, value) in &job.environment {
        let pair = plain(value)?.replace('\\', "\\\\").replace('"', "\\\"");
        let pair = pair.replace('%', "%%");
        lines.push_str(&format!("Environment=\"{name}={pair}\"\n"));
    }
    Ok(lines)
}

fn service(job: &Job) -> Result<String, Unfit> {
    let program = path_text(&job.program)?;
    // In the place of the program systemd takes no `$$`, and no quotes inside the word.
    if program.contains(['$', '"', '\\', '\'']) {
        return Err(Unfit(program.to_owned()));
    }
    let mut line = word(program);
    for argument in &job.arguments {
        line.push(' ');
        line.push_str(&word(plain(argument)?));
    }
    let origin = notes::origin(job.language);
    let what = notes::what(tenant(job)?, job.language);
    let Comments {
        may_take_long,
        no_failure,
        ..
    } = Comments::of(job.language);
    let environment = environment(job)?;
    // What a user's manager can enforce without privileges. Mount namespaces (ProtectSystem,
    // PrivateTmp) it cannot everywhere: where user namespaces are off the service would not start.
    Ok(format!(
        "# {origin}\n\
         [Unit]\n\
         Description={what}\n\
         Documentation=man:3kplaces(1)\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         {environment}ExecStart={line}\n\
         {may_take_long}\n\
         TimeoutStartSec=infinity\n\
         {no_failure}\n\
         SuccessExitStatus=5 11\n\
         Nice=10\n\
         IOSchedulingClass=idle\n\
         UMask=0077\n\
         LimitCORE=0\n\
         NoNewPrivileges=yes\n\
         LockPersonality=yes\n\
         MemoryDenyWriteExecute=yes\n\
         RestrictRealtime=yes\n\
         RestrictSUIDSGID=yes\n\
         RestrictNamespaces=yes\n\
         RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n\
         SystemCallArchitectures=native\n\
         SystemCallFilter=@system-service\n\
         SystemCallErrorNumber=EPERM\n"
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
