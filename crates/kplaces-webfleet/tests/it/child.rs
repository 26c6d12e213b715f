//! Runs one ignored test of this binary again, in a process of its own.

use std::process::Command;

/// What the test printed. It must succeed.
///
/// Environment variables and the log are the whole process's; that is why.
pub(crate) async fn run(test: &str, variables: &[(&str, String)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        test,
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{trouble}");
    assert!(printed.contains("1 passed"), "{printed}\n{trouble}");
    format!("{printed}\n{trouble}")
}

/// The parent's word, or `None` where somebody ran the ignored test by hand.
#[expect(
    clippy::disallowed_methods,
    reason = "the parent has no other way to speak to its child"
)]
pub(crate) fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
