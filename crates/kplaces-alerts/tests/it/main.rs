//! The engine on ways that are made up, judged by geodesics on the ellipsoid.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod drive;
mod facts;
mod hostile;
mod lead;
mod places;
mod standing;
mod walks;

/// Says what a test has seen so far: how much of it, and a figure of that. `cargo xtask bench alerts` takes the last line
/// of each name.
#[expect(clippy::print_stdout, reason = "a figure for the bench")]
fn tell(name: &str, seen: u64, figure: f64) {
    println!("{name}\t{seen}\t{figure}");
}

/// Whether tests take their time: built with `KPLACES_LONG` set.
const LONG: bool = option_env!("KPLACES_LONG").is_some();
