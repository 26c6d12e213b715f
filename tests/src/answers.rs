//! Holds what programs say with `--json` against the schemas in `docs/json`.

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, Schemas};
use serde_json::{Deserializer, Value};

/// Fails where an answer is not what the schema of its command says, or where the command has none.
///
/// The schemas are open, so that fields may be added; here all objects are closed, so that none is added
/// without a schema.
pub fn assert_answer(arguments: &[&str], stdout: &str) {
    let command = command(arguments).unwrap_or_else(|| panic!("no command in {arguments:?}"));
    let schema = read(&command)
        .unwrap_or_else(|| panic!("`{command}` has no schema: add it to the SHAPES of its crate"));
    for value in Deserializer::from_str(stdout).into_iter() {
        let value = value.unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{stdout}"));
        assert_valid(&schema, &value, &format!("{arguments:?}"));
    }
}

/// Judges a run: its answer, or the error it ended with.
pub(crate) fn judge(arguments: &[&str], code: i32, stdout: &str, stderr: &str) {
    let answers_in_words = ["--help", "-h", "--version", "-V"];
    let has = |word: &str| arguments.contains(&word);
    // A program that was killed owes nothing.
    if !has("--json") || answers_in_words.into_iter().any(has) || code < 0 {
        return;
    }
    if !stdout.is_empty() {
        return assert_answer(arguments, stdout);
    }
    assert_ne!(code, 0, "no answer to {arguments:?}");
    // Behind what a log says.
    let at = stderr.find("{\n").unwrap_or_default();
    let error = Deserializer::from_str(&stderr[at..]).into_iter().next();
    let Some(Ok(error)) = error else {
        panic!("{arguments:?} ended with {code} and no error:\n{stderr}");
    };
    assert_valid(&read("error").unwrap(), &error, &format!("{arguments:?}"));
}

/// The command in the words behind the program: `backup list`.
fn command(arguments: &[&str]) -> Option<String> {
    let with_value = ["--config", "--data-dir", "--tenant", "--lang", "--log"];
    let mut before = "";
    let mut words = arguments.iter().filter(|word| {
        let is_value = with_value.contains(&std::mem::replace(&mut before, word));
        !is_value && !word.starts_with('-')
    });
    let first = *words.next()?;
    let both = words.next().map(|second| format!("{first} {second}"));
    let both = both.filter(|both| path(both).exists() || !path(first).exists());
    Some(both.unwrap_or_else(|| first.to_owned()))
}

fn path(command: &str) -> PathBuf {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/json"));
    folder.join(format!("{}.schema.json", command.replace(' ', "-")))
}

fn read(command: &str) -> Option<Value> {
    let text = fs::read_to_string(path(command)).ok()?;
    let mut schema = serde_json::from_str(&text).unwrap();
    close(&mut schema);
    Some(schema)
}

fn assert_valid(schema: &Value, value: &Value, of: &str) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    let name = "https://schema.invalid/";
    compiler.add_resource(name, schema.clone()).unwrap();
    let judge = compiler.compile(name, &mut schemas).unwrap();
    if let Err(error) = schemas.validate(value, judge) {
        panic!("{of} is not what its schema in docs/json says: {error:#}\n{value:#}");
    }
}

/// Lets objects have the fields that a schema knows, and no other.
fn close(schema: &mut Value) {
    let fields = ["properties", "anyOf", "oneOf"];
    if fields.into_iter().any(|it| schema.get(it).is_some()) {
        schema["unevaluatedProperties"] = false.into();
    }
    within(schema);
}

/// Closes what is in a schema. A part of a union is closed with the whole.
fn within(schema: &mut Value) {
    for name in ["properties", "$defs"] {
        let parts = schema.get_mut(name).and_then(Value::as_object_mut);
        parts
            .into_iter()
            .flatten()
            .for_each(|(_, part)| close(part));
    }
    for name in ["items", "additionalProperties"] {
        schema.get_mut(name).into_iter().for_each(close);
    }
    for name in ["anyOf", "oneOf"] {
        let parts = schema.get_mut(name).and_then(Value::as_array_mut);
        parts.into_iter().flatten().for_each(within);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What is wrong with an answer, if anything is.
    fn judged(arguments: &[&str], answer: &Value) -> Option<String> {
        let answer = answer.to_string();
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let judged = std::thread::spawn(move || {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            judge(&arguments, 0, &answer, "");
        });
        let panic = judged.join().err()?;
        Some(*panic.downcast::<String>().unwrap())
    }

    fn copy() -> Value {
        json!({"name": "a", "path": "b", "made": "2026-01-02T03:04:05Z", "reason": "asked", "bytes": 1})
    }

    #[test]
    fn a_sound_answer_passes() {
        let list = json!({"folder": "f", "backups": [copy()]});
        assert_eq!(judged(&["backup", "list", "--json"], &list), None);
        let global = ["--tenant", "acme", "--json", "backup", "--quiet", "create"];
        assert_eq!(judged(&global, &copy()), None);
    }

    #[test]
    fn a_renamed_a_missing_and_an_unknown_field_are_seen() {
        let changes: [fn(&mut Value); 4] = [
            |it| it["size"] = it["bytes"].take(),
            |it| drop(it.as_object_mut().unwrap().remove("bytes")),
            |it| it["size"] = 1.into(),
            |it| it["made"] = "yesterday".into(),
        ];
        for change in changes {
            let mut copy = copy();
            change(&mut copy);
            let list = json!({"folder": "f", "backups": [copy]});
            let wrong = judged(&["backup", "list", "--json"], &list).unwrap();
            assert!(wrong.contains("not what its schema"), "{wrong}");
        }
    }

    #[test]
    fn fields_of_one_form_are_no_fields_of_another() {
        let both = json!({"url": "u", "port": 1, "ended": "asked"});
        assert!(judged(&["map", "--json"], &both).is_some());
        assert_eq!(judged(&["map", "--json"], &json!({"ended": "asked"})), None);
    }

    #[test]
    fn a_command_without_a_schema_is_named() {
        let wrong = judged(&["--json", "teleport"], &json!({})).unwrap();
        assert!(wrong.contains("`teleport` has no schema"), "{wrong}");
        let wrong = judged(&["backup", "prune", "--json"], &json!({})).unwrap();
        assert!(wrong.contains("`backup prune` has no schema"), "{wrong}");
    }
}
