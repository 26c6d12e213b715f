//! The table of profiles, out of the program itself.

use kplaces_edition::EditionId;
use serde_json::Value;

use kplaces_tools::process::output;
use kplaces_tools::programs::Programs;

/// The table as the profiles of the largest edition say.
pub(super) fn profiles(programs: &Programs) -> anyhow::Result<String> {
    let program = programs.of(EditionId::Enterprise)?;
    let mut list = std::process::Command::new(program);
    let json = output(list.args(["export", "--list-profiles", "--json"]))?;
    let profiles: Vec<Value> = serde_json::from_slice(&json)?;
    Ok(table(&profiles))
}

fn table(profiles: &[Value]) -> String {
    let mut out = String::from(
        "| profile | for | file | groups | colour | radius | position | names | places | checked |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for profile in profiles {
        let carries = &profile["carries"];
        let cells = [
            format!("`{}`", text(&profile["id"])),
            text(&profile["title"]).to_owned(),
            format!("`.{}`", text(&profile["extension"])),
            groups(carries).to_owned(),
            colour(carries),
            radius(carries),
            position(carries).to_owned(),
            names(&profile["names"]),
            profile["most_places"]
                .as_u64()
                .map_or_else(String::new, |most| format!("at most {most}")),
            yes(&profile["readable"]).to_owned(),
        ];
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn yes(value: &Value) -> &'static str {
    if value == true { "yes" } else { "no" }
}

fn groups(carries: &Value) -> &str {
    match text(&carries["groups"]) {
        "none" => "file",
        other => other,
    }
}

fn colour(carries: &Value) -> String {
    match carries["palette"].as_array() {
        Some(palette) => format!("one of {}", palette.len()),
        None if carries["colour"] == "none" => "no".to_owned(),
        None => "yes".to_owned(),
    }
}

fn radius(carries: &Value) -> String {
    match carries["radius_most_m"].as_u64() {
        None => "yes".to_owned(),
        Some(0) => "no".to_owned(),
        Some(most) => format!("to {most} m"),
    }
}

fn position(carries: &Value) -> &'static str {
    if carries["without_position"] == true {
        return "exact or none";
    }
    // A micro-degree is what WEBFLEET has.
    match carries["position_step"].as_f64() {
        Some(step) if step > 1.5e-6 => "to 1 m",
        _ => "exact",
    }
}

fn names(rule: &Value) -> String {
    let mut words = Vec::new();
    if let Some(most) = rule["most"].as_u64() {
        words.push(format!("{most} {}", text(&rule["unit"])));
    }
    for (field, word) in [
        ("unique", "unique"),
        ("formula_safe", "formula-safe"),
        ("one_line", "one line"),
    ] {
        if rule[field] == true {
            words.push(word.to_owned());
        }
    }
    words.push(text(&rule["charset"]).to_owned());
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_the_profile_says() {
        let profile = serde_json::json!({
            "id": "x", "title": "X", "extension": "y", "most_places": 500, "readable": false,
            "carries": {"key": false, "position_step": 0.000_01, "without_position": false,
                "radius_most_m": 0, "colour": "nearest", "palette": ["a", "b"], "groups": "none"},
            "names": {"charset": "Z", "one_line": true, "unique": true, "formula_safe": false,
                "most": 9, "unit": "bytes"},
        });
        let table = table(&[profile]);
        assert_eq!(
            table.lines().last(),
            Some(
                "| `x` | X | `.y` | file | one of 2 | no | to 1 m | 9 bytes, unique, one line, Z | at most 500 | no |"
            )
        );
    }
}
