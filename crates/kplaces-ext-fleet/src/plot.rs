//! The simulation as a picture.

use std::fmt::Write;

use crate::text::Labels;
use crate::{Conditions, Outcome};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;

/// Colours that are told apart on white and on black, also by people who see fewer of them
/// (Okabe and Ito).
const COLOURS: [&str; 5] = ["#D55E00", "#E69F00", "#56B4E9", "#CC79A7", "#009E73"];

/// The share of fresh devices over time, a line for each strategy, as SVG.
pub(crate) fn svg(outcomes: &[Outcome], conditions: &Conditions, labels: &Labels) -> String {
    let devices = f64::from(conditions.timetable.devices());
    let last = outcomes
        .iter()
        .filter_map(|outcome| outcome.fresh_at.last())
        .copied()
        .max()
        .unwrap_or(60_000)
        .max(600_000);
    // From ten seconds on, in powers of ten.
    let (from, to) = (10_000_f64.ln(), (last as f64).ln());
    let x = |ms: f64| LEFT + (ms.max(10_000.0).ln() - from) / (to - from) * (WIDTH - LEFT - RIGHT);
    let y = |share: f64| HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    let mut out = String::new();
    let mut put = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    put(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\">"
    ));
    put(format!("<title>{}</title>", labels.title));
    put(
        "<style>text{fill:#222}.grid{stroke:#8888;stroke-width:.5}.page{fill:#fff}\
         @media(prefers-color-scheme:dark){text{fill:#eee}.page{fill:#161616}}</style>"
            .to_owned(),
    );
    put(format!(
        "<rect class=\"page\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>"
    ));
    for percent in [0, 25, 50, 75, 100] {
        let at = y(f64::from(percent) / 100.0);
        put(format!(
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{percent} %</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            at + 4.0
        ));
    }
    let days = labels.days;
    for (n, unit, ms) in [
        (10, "s", 1e4),
        (1, "min", 6e4),
        (10, "min", 6e5),
        (1, "h", 3.6e6),
        (10, "h", 3.6e7),
        (4, days, 3.456e8),
        (40, days, 3.456e9),
    ] {
        if ms <= last as f64 * 1.01 {
            let at = x(ms);
            put(format!(
                "<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{:.1}\"/>\
                 <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{n} {unit}</text>",
                HEIGHT - BOTTOM,
                HEIGHT - BOTTOM + 18.0
            ));
        }
    }
    put(format!(
        "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        WIDTH / 2.0,
        HEIGHT - 10.0,
        labels.time
    ));
    for (n, outcome) in outcomes.iter().enumerate() {
        let colour = COLOURS[n % COLOURS.len()];
        let mut line = format!("M{:.1} {:.1}", x(0.0), y(0.0));
        let step = (outcome.fresh_at.len() / 300).max(1);
        for (done, at) in outcome.fresh_at.iter().enumerate() {
            if done % step == 0 || done + 1 == outcome.fresh_at.len() {
                let share = (done + 1) as f64 / devices;
                let _ = write!(line, "L{:.1} {:.1}", x(*at as f64), y(share));
            }
        }
        if let Some(share) = outcome.fresh_at.len().checked_sub(1) {
            let share = (share + 1) as f64 / devices;
            let _ = write!(line, "L{:.1} {:.1}", x(last as f64), y(share));
        }
        put(format!(
            "<path d=\"{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"/>"
        ));
        let at = LEFT + n as f64 * 130.0;
        put(format!(
            "<line x1=\"{at}\" x2=\"{}\" y1=\"20\" y2=\"20\" stroke=\"{colour}\" stroke-width=\"4\"/>\
             <text x=\"{}\" y=\"24\">{}</text>",
            at + 20.0,
            at + 26.0,
            labels.strategy(outcome.strategy)
        ));
    }
    put("</svg>".to_owned());
    out
}
