use std::process::Command;

/// Runs one test of this binary again in a process that hides nothing by itself; it must pass.
#[expect(clippy::disallowed_methods, reason = "a test runs a test")]
pub fn passes_with_umask_000(test: &str) {
    let binary = std::env::current_exe().expect("a test has a binary");
    let output = Command::new("sh")
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(binary)
        .args(["--exact", test])
        .output()
        .expect("there is a shell");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
}
