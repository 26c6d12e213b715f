//! Rules as people write them into settings: `group Depots: 30s left quiet=10min`.

use kplaces_alerts::{Lead, Rule, RuleError, Rules, Which};
use kplaces_app::text::colour_called;
use kplaces_domain::GroupName;
use kplaces_text::{Text, text};

/// What is wrong with a rule, and which it is, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadRule {
    pub(crate) number: usize,
    pub(crate) why: Text,
}

/// Reads rules in the order in which they are asked.
pub(crate) fn rules(lines: &[String]) -> Result<Rules, BadRule> {
    let mut rules = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let rule = rule(line).map_err(|why| BadRule {
            number: at + 1,
            why,
        })?;
        rules.push(rule);
    }
    Rules::new(rules).map_err(|error| bad(&error))
}

/// The part behind the last colon says when, the one before it for which places: names of groups may hold colons.
fn rule(line: &str) -> Result<Rule, Text> {
    let (which, when) = line.rsplit_once(':').ok_or_else(|| {
        text!(
            "a rule is written as `*: 30s`, `group NAME: 500m` or `colour NAME: off`",
            "eine Regel lautet `*: 30s`, `group NAME: 500m` oder `colour NAME: off`"
        )
    })?;
    let mut rule = Rule::new(which_places(which.trim())?);
    let mut words = when.split_whitespace();
    let lead = words.next().unwrap_or_default();
    match lead {
        "off" => rule = Rule::silent(rule.which),
        _ => rule.lead = lead_of(lead).ok_or_else(|| no_lead(lead))?,
    }
    for word in words {
        match (word, word.split_once('=')) {
            ("left", _) => rule.left = true,
            ("only-near", _) => rule.arrived = false,
            (_, Some(("cone", degrees))) => {
                rule.cone_deg = Some(degrees.parse().map_err(|_| unknown(word))?);
            }
            (_, Some(("quiet", time))) => {
                rule.quiet_ms = quiet_ms(time).ok_or_else(|| unknown(word))?;
            }
            _ => return Err(unknown(word)),
        }
    }
    Ok(rule)
}

fn which_places(which: &str) -> Result<Which, Text> {
    if which == "*" {
        return Ok(Which::All);
    }
    match which.split_once(char::is_whitespace) {
        Some(("group", name)) => Ok(Which::Group(GroupName::from(name.trim()))),
        Some(("colour", name)) => {
            let name = name.trim();
            let colour = colour_called(name).map_err(|_| {
                text!(
                    "a colour name has 1 to 64 characters",
                    "der Name einer Farbe hat 1 bis 64 Zeichen"
                )
            })?;
            Ok(Which::Colour(colour))
        }
        _ => Err(text!(
            "`{which}` says for no places: it is `*`, `group NAME` or `colour NAME`",
            "`{which}` steht für keine Orte: es heißt `*`, `group NAME` oder `colour NAME`"
        )),
    }
}

/// `30s`, `500m`.
fn lead_of(word: &str) -> Option<Lead> {
    let number = |digits: &str| digits.parse::<u32>().ok().map(f64::from);
    if let Some(digits) = word.strip_suffix('s') {
        return number(digits).map(Lead::Seconds);
    }
    let metres = word.strip_suffix("km").map(|digits| (digits, 1_000.0));
    let metres = metres.or_else(|| word.strip_suffix('m').map(|digits| (digits, 1.0)));
    let (digits, each) = metres?;
    Some(Lead::Metres(number(digits)? * each))
}

/// `90s`, `10min`, `2h`.
fn quiet_ms(word: &str) -> Option<u64> {
    let units = [("min", 60_000), ("h", 3_600_000), ("s", 1_000)];
    let (digits, each) = units
        .iter()
        .find_map(|(unit, each)| Some((word.strip_suffix(unit)?, *each)))?;
    digits.parse::<u64>().ok()?.checked_mul(each)
}

fn no_lead(word: &str) -> Text {
    text!(
        "`{word}` does not say when: it is a time such as `30s`, a distance such as `500m`, or `off`",
        "`{word}` sagt nicht, wann: es ist eine Zeit wie `30s`, eine Strecke wie `500m` oder `off`"
    )
}

fn unknown(word: &str) -> Text {
    text!(
        "`{word}` is not known: there are `left`, `only-near`, `cone=DEGREES` and `quiet=TIME`, such as `quiet=10min`",
        "`{word}` ist unbekannt: es gibt `left`, `only-near`, `cone=GRAD` und `quiet=ZEIT`, etwa `quiet=10min`"
    )
}

/// What is wrong with rules.
pub(crate) fn bad(error: &RuleError) -> BadRule {
    let (number, why) = match *error {
        RuleError::Lead { rule } => (
            rule,
            text!(
                "the lead is 1 to 600 seconds, or 1 to 50000 metres",
                "der Vorlauf beträgt 1 bis 600 Sekunden oder 1 bis 50000 Meter"
            ),
        ),
        RuleError::Cone { rule } => (
            rule,
            text!(
                "a cone has 1 to 180 degrees",
                "ein Kegel hat 1 bis 180 Grad"
            ),
        ),
        RuleError::Quiet { rule } => (
            rule,
            text!(
                "a quiet time is a week at most",
                "eine Ruhezeit dauert höchstens eine Woche"
            ),
        ),
        RuleError::Shadowed { rule, by } => (
            rule,
            text!(
                "it is never asked: rule {by} is for the same places",
                "sie kommt nie an die Reihe: Regel {by} gilt für dieselben Orte"
            ),
        ),
        _ => (
            Rules::MOST + 1,
            text!("there are too many rules", "es gibt zu viele Regeln"),
        ),
    };
    BadRule { number, why }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(lines: &[&str]) -> Result<Rules, BadRule> {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        rules(&lines)
    }

    #[test]
    fn a_rule_says_which_places_when_and_what_else() {
        let all = read(&[
            "group Zoll: 12:00: off",
            "group Depots : 45s left cone=60 quiet=10min",
            "colour Dunkelrot: 2km only-near",
            "*: 500m",
        ]);
        let all = all.unwrap();
        let all: Vec<&Rule> = all.iter().collect();
        assert_eq!(all[0].which, Which::Group("Zoll: 12:00".into()));
        assert_eq!(all[0].lead, Lead::Off);
        assert_eq!(all[1].which, Which::Group("Depots".into()));
        assert_eq!((all[1].lead, all[1].left), (Lead::Seconds(45.0), true));
        assert_eq!((all[1].cone_deg, all[1].quiet_ms), (Some(60.0), 600_000));
        assert_eq!(
            (all[2].lead, all[2].arrived),
            (Lead::Metres(2_000.0), false)
        );
        assert_eq!(all[3].lead, Lead::Metres(500.0));
    }

    #[test]
    fn a_rule_names_any_colour_that_a_list_goes_by() {
        for (line, colour) in [
            ("colour 16711680: off", "16711680"),
            ("colour Yellow: 30s", "Yellow"),
            ("colour dark red: 30s", "darkred"),
            ("colour #ff0000: 1km", "#ff0000"),
        ] {
            let rules = read(&[line]).unwrap();
            let named: Vec<_> = rules.colours().map(|(_, it)| it.name()).collect();
            assert_eq!(named, [colour], "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_the_number_of_its_rule() {
        let long = format!("colour {}: 30s", "x".repeat(65));
        for (lines, number) in [
            (&["*: 30s", "nonsense"][..], 2),
            (&["group A: 30"], 1),
            (&[long.as_str()], 1),
            (&["place 7: 30s"], 1),
            (&["*: 30s loud"], 1),
            (&["*: 30s quiet=never"], 1),
            (&["*: 0s"], 1),
            (&["*: 30s cone=nan"], 1),
            (&["*: 30s", "group A: 30s"], 2),
            (&["*:"], 1),
            (&[""], 1),
        ] {
            let error = read(lines).unwrap_err();
            assert_eq!(error.number, number, "{lines:?}: {:?}", error.why);
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(lines in proptest::collection::vec("(\\*|group |colour )?\\PC{0,20}:?\\PC{0,12}", 0..4)) {
            let _ = rules(&lines);
        }
    }
}
