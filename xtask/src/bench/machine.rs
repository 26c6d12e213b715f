//! What was measured on.

use std::fs;
use std::process::Command;

use anyhow::Context as _;
use kplaces_tools::process;

/// Processor, cores, memory, system, day and how busy it is, in one line.
pub(super) fn describe() -> anyhow::Result<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let day = process::output(Command::new("date").args(["-u", "+%Y-%m-%d"]));
    let day = String::from_utf8(day.context("the day is not known")?)?;
    Ok(format!(
        "{}, {cores} cores, {} GiB of memory, {} {}, on {}, at a load of {}",
        value(&cpu, "model name").unwrap_or("unknown processor"),
        gib(&memory),
        std::env::consts::OS,
        kernel.trim(),
        day.trim(),
        load.split(' ').nth(2).unwrap_or("?"),
    ))
}

/// The value of `name` in lines of the form `name : value`.
fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim())
    })
}

fn gib(memory: &str) -> u64 {
    let kib = value(memory, "MemTotal").and_then(|total| total.split(' ').next()?.parse().ok());
    kib.unwrap_or(0_u64).div_ceil(1024 * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_is_read_off_what_the_system_says() {
        let cpu = "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n\nmodel name\t: Some CPU\n";
        assert_eq!(value(cpu, "model name"), Some("Some CPU @ 2 GHz"));
        assert_eq!(value(cpu, "flags"), None);
        assert_eq!(gib("MemTotal:       24589672 kB\nMemFree: 1 kB\n"), 24);
        assert_eq!(gib(""), 0);
    }
}
