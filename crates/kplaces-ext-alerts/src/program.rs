//! The user's own program, started for each alert.

use std::process::{Child, Command, Stdio};

use kplaces_config::child_program;
use kplaces_text::Text;

use crate::alert::Alert;
use crate::text;

/// So many may run at a time: one that hangs must not fill the device.
const AT_ONCE: usize = 16;

/// The program that is set, if any.
pub(crate) struct Program {
    command: Vec<String>,
    running: Vec<Child>,
    has_complained: bool,
}

impl Program {
    pub(crate) fn of(command: &[String]) -> Self {
        Self {
            command: command.to_vec(),
            running: Vec::new(),
            has_complained: false,
        }
    }

    /// Starts it and waits for nothing: an alert that hangs must not keep the next one back. What goes wrong is said
    /// once.
    pub(crate) fn start(&mut self, alert: &Alert) -> Result<(), Text> {
        self.look_after();
        let Some(mut command) = self.command(alert) else {
            return Ok(());
        };
        let why = if self.running.len() >= AT_ONCE {
            text::program_hangs(AT_ONCE as u64)
        } else {
            match command.spawn() {
                Ok(child) => {
                    self.running.push(child);
                    return Ok(());
                }
                Err(error) => text::no_program(&error),
            }
        };
        if std::mem::replace(&mut self.has_complained, true) {
            return Ok(());
        }
        Err(why)
    }

    /// Forgets those that have ended; until then the system keeps what is left of them.
    pub(crate) fn look_after(&mut self) {
        self.running
            .retain_mut(|child| matches!(child.try_wait(), Ok(None)));
    }

    /// Each word is an argument of its own: no shell sees the name of a place.
    fn command(&self, alert: &Alert) -> Option<Command> {
        let (program, arguments) = self.command.split_first()?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the user's own program, out of a file that only they can change; no shell sees a name"
        )]
        let mut command = child_program(program);
        let metres = alert.event.to_circle_m.round().max(0.0);
        command
            .args(arguments)
            .args([alert.word(), &alert.name, &format!("{metres:.0}")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Some(command)
    }
}

impl std::fmt::Debug for Program {
    /// Its arguments may hold a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Program")
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::tests::named;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_name_is_one_argument_whatever_a_shell_would_make_of_it() {
        let name = "$(reboot); \"x\" 'y' `z` & | > a *";
        let program = Program::of(&words(&["say", "--loud", "--"]));
        let command = program.command(&named(name)).unwrap();
        assert_eq!(command.get_program(), "say");
        let arguments: Vec<_> = command.get_args().collect();
        assert_eq!(arguments, ["--loud", "--", "approaching", name, "400"]);
    }

    #[test]
    fn nothing_is_started_where_nothing_is_set() {
        assert!(Program::of(&[]).command(&named("a")).is_none());
        assert!(Program::of(&[]).start(&named("a")).is_ok());
    }

    #[test]
    fn a_program_that_is_not_there_is_said_once() {
        let mut program = Program::of(&words(&["/nowhere/3kplaces-test"]));
        assert!(program.start(&named("a")).is_err());
        assert!(program.start(&named("a")).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn programs_that_hang_do_not_pile_up() {
        let mut program = Program::of(&words(&["sh", "-c", "sleep 60"]));
        for _ in 0..AT_ONCE {
            assert!(program.start(&named("a")).is_ok());
        }
        assert!(program.start(&named("a")).is_err());
        assert_eq!(program.running.len(), AT_ONCE);
        for child in &mut program.running {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        program.look_after();
        assert!(program.running.is_empty());
    }

    #[test]
    fn no_argument_is_printed() {
        let program = Program::of(&words(&["say", "token"]));
        assert_eq!(format!("{program:?}"), "Program { running: 0, .. }");
    }
}
