//! The types of texts for the page of the map.

use kplaces_tests::assert_generated;
use ts_rs::{Config, TS};

use crate::{Block, Document, Entry, Evidence, Item, Note, Section, Sentence};

fn declared<T: TS>(out: &mut String, config: &Config) {
    out.push_str(&format!(
        "\n{}export {}\n",
        T::docs().unwrap_or_default(),
        T::decl(config)
    ));
}

#[test]
fn the_page_has_the_types_of_texts() {
    let config = Config::default();
    let mut out =
        "// Written by `cargo xtask docs` out of the program; a test sees that it is so.\n"
            .to_owned();
    declared::<Document>(&mut out, &config);
    declared::<Section>(&mut out, &config);
    declared::<Block>(&mut out, &config);
    declared::<Item>(&mut out, &config);
    declared::<Entry>(&mut out, &config);
    declared::<Sentence>(&mut out, &config);
    declared::<Evidence>(&mut out, &config);
    declared::<Note>(&mut out, &config);
    assert_generated("crates/kplaces-web/page/src/papers.gen.ts", &out);
}
