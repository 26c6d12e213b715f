//! `docs/json`: what the types say that commands serialize with `--json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kplaces_cli::Shape;

use crate::repo::{assert_none, assert_seen, copy, files_ending, read, root, write};

const FOLDER: &str = "docs/json";

/// Tells this test to write the files, as `cargo xtask docs` does.
const WRITE: &str = "KPLACES_WRITE";

/// Who says what commands answer: the common ones, and those of features.
fn shapes() -> impl Iterator<Item = &'static Shape> {
    let all = [
        kplaces_cli::SHAPES,
        kplaces_ext_alerts::SHAPES,
        kplaces_ext_encrypt::SHAPES,
        kplaces_ext_fleet::SHAPES,
        kplaces_ext_groups::SHAPES,
        kplaces_ext_schedule::SHAPES,
        kplaces_ext_tenants::SHAPES,
    ];
    all.into_iter().flatten()
}

/// The files as the types have it.
fn schemas() -> BTreeMap<String, String> {
    let file = |shape: &Shape| {
        let name = shape.command.replace(' ', "-");
        let text = format!("{:#}\n", shape.schema());
        (format!("{FOLDER}/{name}.schema.json"), text)
    };
    shapes().map(file).collect()
}

/// Files that are not what the types say, missing and left over ones among them.
fn differing(root: &Path) -> Vec<String> {
    let schemas = schemas();
    let differs = |(file, text): &(&String, &String)| {
        fs::read_to_string(root.join(file)).is_ok_and(|there| there == **text)
    };
    let stale = schemas.iter().filter(|it| !differs(it));
    let mut found: Vec<String> = stale.map(|(file, _)| file.clone()).collect();
    found.extend(left_over(root, &schemas));
    found
}

fn left_over(root: &Path, schemas: &BTreeMap<String, String>) -> Vec<String> {
    let there = files_ending(root, &[".json"]).into_iter();
    let there = there.filter(|file| file.starts_with(FOLDER));
    there.filter(|file| !schemas.contains_key(file)).collect()
}

#[test]
fn schemas_are_what_the_types_say() {
    if std::env::var_os(WRITE).is_some() {
        let schemas = schemas();
        fs::create_dir_all(root().join(FOLDER)).unwrap();
        for file in left_over(root(), &schemas) {
            fs::remove_file(root().join(file)).unwrap();
        }
        for (file, text) in schemas {
            fs::write(root().join(file), text).unwrap();
        }
    }
    assert_none(
        "not what the types say, so run `cargo xtask docs` and look at what changed: fields are never \
         renamed or removed",
        &differing(root()),
    );
}

#[test]
fn a_field_that_only_the_file_has_is_seen() {
    let folder = copy();
    let file = "docs/json/list.schema.json";
    let text = read(folder.path(), file);
    write(folder.path(), file, text.replace("radius_m", "radius"));
    write(folder.path(), "docs/json/teleport.schema.json", "{}");
    assert_seen(&differing(folder.path()), file);
    assert_seen(&differing(folder.path()), "docs/json/teleport.schema.json");
}
