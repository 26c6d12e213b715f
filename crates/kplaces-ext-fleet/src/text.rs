//! What people read.

use std::io;
use std::time::Duration;

use kplaces_cli::{CliError, Kind};
use kplaces_text::{Hint, Language, command, of_io, say, text};

use crate::{Conditions, Outcome, Strategy, Timetable};

/// A round that takes longer than this makes addresses too old to rely on.
const TOO_LONG: Duration = Duration::from_hours(24);

/// `10.2 s`, `85 min 0 s`, `2 h 47 min`, `5 d 18 h`
pub(crate) fn time(time: Duration, language: Language) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{} s", language.decimal(time.as_secs_f64(), 1)),
        60..7_200 => format!("{} min {} s", seconds / 60, seconds % 60),
        7_200..172_800 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        _ => say!(
            language,
            "{days} d {hours} h",
            "{days} Tage {hours} h",
            days = seconds / 86_400,
            hours = seconds / 3600 % 24
        ),
    }
}

fn name(strategy: Strategy, language: Language) -> String {
    match (language, strategy) {
        (Language::English, strategy) => strategy.to_string(),
        (Language::German, Strategy::Naive) => "sofort".to_owned(),
        (Language::German, Strategy::BackedOff) => "verzögert".to_owned(),
        (Language::German, Strategy::Jittered) => "zufällig".to_owned(),
        (Language::German, Strategy::Hashed) => "Kennung".to_owned(),
        (Language::German, Strategy::Numbered) => "Nummer".to_owned(),
    }
}

/// When devices come by this strategy, and when again after a refusal.
fn explained(strategy: Strategy, language: Language) -> &'static str {
    match strategy {
        Strategy::Naive => language.pick(
            "all at once, and again every 10 s",
            "alle gleichzeitig, und alle 10 s wieder",
        ),
        Strategy::BackedOff => language.pick(
            "all at once, and again after 1, 2, 4 … min, up to 1 h",
            "alle gleichzeitig, und wieder nach 1, 2, 4 … min, höchstens 1 h",
        ),
        Strategy::Jittered => language.pick(
            "each at some moment, and again after a random time up to 1, 2, 4 … min",
            "jedes irgendwann, und wieder nach zufälliger Zeit bis zu 1, 2, 4 … min",
        ),
        Strategy::Hashed => language.pick(
            "each in a slot by its `fleet.id`; two may share one",
            "jedes an einem Platz nach seiner `fleet.id`; zwei können denselben haben",
        ),
        Strategy::Numbered => language.pick(
            "each in a slot of its own by its `fleet.number`",
            "jedes an einem eigenen Platz nach seiner `fleet.number`",
        ),
    }
}

/// The slot of this device, and when it begins next.
pub(crate) struct Own {
    pub(crate) slot: u32,
    pub(crate) wait: Duration,
}

/// A timetable, and what is asked of it.
pub(crate) struct Plan {
    pub(crate) table: Timetable,
    pub(crate) calls: u32,
    pub(crate) window: Duration,
    pub(crate) own: Option<Own>,
    pub(crate) every: Option<Duration>,
    pub(crate) rows: u32,
}

pub(crate) fn plan(plan: &Plan, language: Language) -> String {
    let table = plan.table;
    let time = |duration| time(duration, language);
    let devices = language.number(u64::from(table.devices()));
    let mut out = say!(
        language,
        "A fleet of {devices} on one account\n\n  \
         quota      {calls} address reports in {window}\n  \
         floor      {floor}: no order of calls is faster\n  \
         round      {round}: every device once\n  \
         slot       {slot}\n",
        "Eine Flotte von {devices} Geräten an einem Konto\n\n  \
         Kontingent    {calls} Adressberichte in {window}\n  \
         Mindestdauer  {floor}: keine Reihenfolge der Abrufe ist schneller\n  \
         Runde         {round}: jedes Gerät einmal\n  \
         Platz         {slot}\n",
        calls = plan.calls,
        window = time(plan.window),
        floor = time(table.floor()),
        round = time(table.round()),
        slot = time(table.slot())
    );
    if let Some(own) = &plan.own {
        out.push_str(&say!(
            language,
            "  this one   slot {slot} of {devices}, next in {wait}\n",
            "  dieses Gerät  Platz {slot} von {devices}, wieder in {wait}\n",
            slot = own.slot + 1,
            wait = time(own.wait)
        ));
    }
    out.push_str(language.pick(
        "\n  slot  starts in each round after\n",
        "\n Platz  beginnt in jeder Runde nach\n",
    ));
    for slot in 0..plan.rows.min(table.devices()) {
        out.push_str(&format!("  {:>4}  {}\n", slot + 1, time(table.start(slot))));
    }
    if plan.rows < table.devices() {
        out.push_str(&say!(
            language,
            "  … up to slot {devices} (--all shows them)\n",
            "  … bis Platz {devices} (--all zeigt alle)\n"
        ));
    }
    out.push_str(&ages(table, plan.every, language));
    if table.floor() > TOO_LONG {
        out.push_str(&say!(
            language,
            "That is too long for {devices} devices that each download for themselves. Let one\n\
             download serve many of them: sync on one device, {export}, and\n\
             hand the file out.\n",
            "Das ist zu lang für {devices} Geräte, die alle selbst laden. Ein Abruf sollte für\n\
             viele reichen: auf einem Gerät abgleichen, {export}, und\n\
             die Datei verteilen.\n",
            export = command("export")
        ));
    }
    if let Some(every) = plan.every {
        out.push_str(&once_in(table, every, language));
    }
    out
}

/// How old the addresses of a device become that syncs in each round, or once in `every`.
fn ages(table: Timetable, every: Option<Duration>, language: Language) -> String {
    let round = time(table.round(), language);
    match every {
        None => say!(
            language,
            "\nA device's addresses are up to {round} old if it syncs in each round, and older\n\
             if it was off in its slot.\n",
            "\nDie Adressen eines Geräts sind bis zu {round} alt, wenn es in jeder Runde\n\
             abgleicht, und älter, wenn es an seinem Platz aus war.\n"
        ),
        Some(every) => say!(
            language,
            "\nA device's addresses are up to {age} old: it syncs once in\n\
             {every}, and waits up to a round for its slot. They are older if it was off there.\n",
            "\nDie Adressen eines Geräts sind bis zu {age} alt: Es gleicht einmal in\n\
             {every} ab und wartet bis zu einer Runde auf seinen Platz. War es dort aus, sind\n\
             sie älter.\n",
            age = time(every + table.round(), language),
            every = time(every, language)
        ),
    }
}

/// Whether each device can come once in that time.
fn once_in(table: Timetable, every: Duration, language: Language) -> String {
    let most = (every.as_secs_f64() / table.slot().as_secs_f64()).floor();
    let time = |duration| time(duration, language);
    let possible = if table.round() > every {
        say!(
            language,
            "Once in {every} is possible for at most {most:.0} devices.\n",
            "Einmal in {every} ist für höchstens {most:.0} Geräte möglich.\n",
            every = time(every)
        )
    } else {
        say!(
            language,
            "Once in {every} is possible.\n",
            "Einmal in {every} ist möglich.\n",
            every = time(every)
        )
    };
    possible
        + &say!(
            language,
            "The shortest interval for {devices} devices is that of a round: {round}.\n",
            "Der kürzeste Abstand für {devices} Geräte ist eine Runde: {round}.\n",
            devices = language.number(u64::from(table.devices())),
            round = time(table.round())
        )
}

pub(crate) fn simulation(
    outcomes: &[Outcome],
    conditions: &Conditions,
    language: Language,
) -> String {
    let devices = conditions.timetable.devices();
    let floor = conditions.timetable.floor();
    let time = |duration| time(duration, language);
    let mut out = say!(
        language,
        "{devices} devices, {calls} calls in {window}; floor {floor}; clocks off by up to {drift},\n\
         {off} % of the devices off at first\n\n\
         strategy    half fresh    all fresh     of floor    refused\n",
        "{devices} Geräte, {calls} Abrufe in {window}; Mindestdauer {floor}; Uhren bis zu {drift} falsch,\n\
         {off} % der Geräte anfangs aus\n\n\
         Verfahren   Hälfte        alle          × Mindest   abgewiesen\n",
        calls = conditions.calls,
        window = time(Duration::from_millis(conditions.window_ms)),
        floor = time(floor),
        drift = time(Duration::from_millis(conditions.drift_ms)),
        off = conditions.off_percent
    );
    let never = language.pick("never", "nie");
    for outcome in outcomes {
        let at = |percent| {
            let at = outcome.percent_at(percent, devices);
            at.map(Duration::from_millis)
        };
        let show = |at: Option<Duration>| at.map_or_else(|| never.to_owned(), time);
        let ratio = at(100).map_or_else(String::new, |all| {
            language.decimal(all.as_secs_f64() / floor.as_secs_f64().max(0.001), 2)
        });
        out.push_str(&format!(
            "{:<11} {:<13} {:<13} {ratio:<11} {}{}\n",
            name(outcome.strategy, language),
            show(at(50)),
            show(at(100)),
            outcome.rejected,
            if outcome.cut_short { "+" } else { "" }
        ));
    }
    out.push('\n');
    for outcome in outcomes {
        let how = explained(outcome.strategy, language);
        out.push_str(&format!("{:<11} {how}\n", name(outcome.strategy, language)));
    }
    for outcome in outcomes {
        out.push_str(&unfinished(outcome, conditions, language).unwrap_or_default());
    }
    out.push_str(language.pick(
        "\nRefused calls count against the quota, so devices that come back too soon keep\n\
         each other out. A device that was off in its slot waits for the next round; one\n\
         whose clock is wrong by more than a slot takes the place of another.\n",
        "\nAbgewiesene Abrufe zählen zum Kontingent; Geräte, die zu früh wiederkommen, sperren\n\
         sich daher gegenseitig aus. Ein Gerät, das an seinem Platz aus war, wartet auf die\n\
         nächste Runde; eines, dessen Uhr um mehr als einen Platz falsch geht, nimmt einem\n\
         anderen den Platz.\n",
    ));
    if floor > TOO_LONG {
        out.push_str(language.pick(
            "Even the floor is too long here: let one download serve many devices.\n",
            "Schon die Mindestdauer ist hier zu lang: Ein Abruf sollte für viele Geräte reichen.\n",
        ));
    }
    out
}

/// How far a strategy came that did not get through.
fn unfinished(outcome: &Outcome, conditions: &Conditions, language: Language) -> Option<String> {
    let devices = conditions.timetable.devices();
    let fresh = outcome.fresh_at.len();
    let name = name(outcome.strategy, language);
    let horizon = time(Duration::from_millis(conditions.horizon_ms), language);
    (fresh < devices as usize).then(|| {
        if outcome.cut_short {
            say!(
                language,
                "\n{name}: {fresh} of {devices} were fresh when it was stopped after 20 million refused calls.",
                "\n{name}: {fresh} von {devices} waren aktuell, als nach 20 Millionen abgewiesenen Abrufen Schluss war."
            )
        } else {
            say!(
                language,
                "\n{name}: {fresh} of {devices} were fresh after {horizon}.",
                "\n{name}: {fresh} von {devices} waren nach {horizon} aktuell."
            )
        }
    })
}

/// A picture was written.
pub(crate) fn drawn(path: &str, language: Language) -> String {
    say!(language, "Drawn: {path}\n", "Gezeichnet: {path}\n")
}

/// What stands in the picture.
pub(crate) struct Labels {
    pub(crate) title: String,
    pub(crate) time: &'static str,
    pub(crate) days: &'static str,
    language: Language,
}

impl Labels {
    pub(crate) fn of(conditions: &Conditions, language: Language) -> Self {
        Self {
            title: say!(
                language,
                "{devices} devices, {calls} calls in {seconds} s: share of fresh devices over time",
                "{devices} Geräte, {calls} Abrufe in {seconds} s: Anteil aktueller Geräte im Lauf der Zeit",
                devices = conditions.timetable.devices(),
                calls = conditions.calls,
                seconds = conditions.window_ms / 1000
            ),
            time: language.pick("time since the start", "Zeit seit dem Beginn"),
            days: language.pick("d", "Tage"),
            language,
        }
    }

    pub(crate) fn strategy(&self, strategy: Strategy) -> String {
        name(strategy, self.language)
    }
}

pub(crate) fn unknown_size() -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "it is not known how many devices there are",
            "es ist nicht bekannt, wie viele Geräte es gibt"
        ),
    )
    .hint(Hint::set("fleet.devices", |key| {
        text!(
            "name it with --devices, or set {key}",
            "die Zahl mit --devices angeben oder {key} setzen"
        )
    }))
}

pub(crate) fn no_such_number(number: u32, devices: u32) -> CliError {
    CliError::new(
        Kind::Configuration,
        text!(
            "this device has number {number} of {devices}",
            "dieses Gerät hat die Nummer {number} von {devices}"
        ),
    )
    .hint(Hint::run("config show", |show| {
        text!(
            "check `fleet.number` and `fleet.devices` with {show}",
            "`fleet.number` und `fleet.devices` mit {show} prüfen"
        )
    }))
}

pub(crate) fn no_id(error: &io::Error) -> CliError {
    CliError::new(
        Kind::Store,
        text!(
            "the id of this device cannot be kept",
            "die Kennung dieses Geräts lässt sich nicht speichern"
        ),
    )
    .because(of_io(error))
    .hint(text!(
        "set `fleet.number` or `fleet.id`",
        "`fleet.number` oder `fleet.id` setzen"
    ))
}
