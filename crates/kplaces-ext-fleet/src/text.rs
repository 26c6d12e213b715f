//! What people read.

use std::time::Duration;

use crate::{Conditions, Outcome, Timetable};

/// A round that takes longer than this makes addresses too old to rely on.
const TOO_LONG: Duration = Duration::from_hours(24);

/// `10.2 s`, `85 min 0 s`, `2 h 47 min`, `5 d 18 h`
pub(crate) fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        60..7_200 => format!("{} min {} s", seconds / 60, seconds % 60),
        7_200..172_800 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds / 3600 % 24),
    }
}

/// The slot of this device, and when it begins next.
pub(crate) struct Own {
    pub(crate) slot: u32,
    pub(crate) wait: Duration,
}

pub(crate) fn plan(
    table: Timetable,
    calls: u32,
    window: Duration,
    own: Option<&Own>,
    every: Option<Duration>,
    rows: u32,
) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(format!("A fleet of {} on one account", table.devices()));
    line(String::new());
    line(format!(
        "  quota      {calls} address reports in {}",
        time(window)
    ));
    line(format!(
        "  floor      {}: no order of calls is faster",
        time(table.floor())
    ));
    line(format!(
        "  round      {}: every device once",
        time(table.round())
    ));
    line(format!("  slot       {}", time(table.slot())));
    if let Some(own) = own {
        line(format!(
            "  this one   slot {} of {}, next in {}",
            own.slot + 1,
            table.devices(),
            time(own.wait)
        ));
    }
    line(String::new());
    line("  slot  starts in each round after".to_owned());
    for slot in 0..rows.min(table.devices()) {
        line(format!("  {:>4}  {}", slot + 1, time(table.start(slot))));
    }
    if rows < table.devices() {
        line(format!(
            "  … up to slot {} (--all shows them)",
            table.devices()
        ));
    }
    line(String::new());
    line(format!(
        "A device's addresses are up to {} old, and older if it was off in\nits slot.",
        time(table.round())
    ));
    if table.floor() > TOO_LONG {
        line(format!(
            "That is too long for {} devices that each download for themselves. Let one\n\
             download serve many of them: sync on one device, `3kplaces export`, and\n\
             hand the file out.",
            table.devices()
        ));
    }
    if let Some(every) = every {
        let most = (every.as_secs_f64() / table.slot().as_secs_f64()).floor();
        if table.round() > every {
            line(format!(
                "Once in {} is possible for at most {most:.0} devices.",
                time(every)
            ));
        } else {
            line(format!("Once in {} is possible.", time(every)));
        }
    }
    out
}

pub(crate) fn simulation(outcomes: &[Outcome], conditions: &Conditions) -> String {
    let devices = conditions.timetable.devices();
    let floor = conditions.timetable.floor();
    let mut out = format!(
        "{devices} devices, {} calls in {}; floor {}; clocks off by up to {},\n{} % of the devices off at first\n\n",
        conditions.calls,
        time(Duration::from_millis(conditions.window_ms)),
        time(floor),
        time(Duration::from_millis(conditions.drift_ms)),
        conditions.off_percent
    );
    out.push_str("strategy    half fresh    all fresh     of floor    refused\n");
    for outcome in outcomes {
        let at = |percent| {
            outcome
                .percent_at(percent, devices)
                .map(Duration::from_millis)
        };
        let show = |at: Option<Duration>| at.map_or_else(|| "never".to_owned(), time);
        let ratio = at(100).map_or_else(String::new, |all| {
            format!("{:.2}", all.as_secs_f64() / floor.as_secs_f64().max(0.001))
        });
        out.push_str(&format!(
            "{:<11} {:<13} {:<13} {ratio:<11} {}{}\n",
            outcome.strategy.to_string(),
            show(at(50)),
            show(at(100)),
            outcome.rejected,
            if outcome.cut_short { "+" } else { "" }
        ));
    }
    let horizon = Duration::from_millis(conditions.horizon_ms);
    for outcome in outcomes {
        let fresh = outcome.fresh_at.len();
        if fresh < devices as usize {
            out.push_str(&format!(
                "\n{}: {fresh} of {devices} were fresh {}.",
                outcome.strategy,
                if outcome.cut_short {
                    "when it was stopped after 20 million refused calls".to_owned()
                } else {
                    format!("after {}", time(horizon))
                }
            ));
        }
    }
    out.push_str(
        "\nRefused calls count against the quota, so devices that come back too soon keep\n\
         each other out. A device that was off in its slot waits for the next round; one\n\
         whose clock is wrong by more than a slot takes the place of another.\n",
    );
    if floor > TOO_LONG {
        out.push_str("Even the floor is too long here: let one download serve many devices.\n");
    }
    out
}
