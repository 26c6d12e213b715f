//! What the page has out of the program: the types of replies, and words that the command line says too.

use kplaces_app::{SyncStep, text};
use kplaces_domain::{Colour, Lost, Oddity};
use kplaces_edition::EditionId;
use kplaces_tests::assert_generated;
use kplaces_text::{Language, Text};
use strum::IntoEnumIterator as _;
use ts_rs::{Config, TS};

use crate::disclosure::Disclosure;
use crate::events::{self, lost_word, step_word};
use crate::{choices, facts, fix_json, receiving, routes, rows, setup, streets, tour, watching};

/// The steps of a sync, in their order.
const STEPS: [SyncStep; 7] = [
    SyncStep::Queued,
    SyncStep::GroupList,
    SyncStep::Addresses(0),
    SyncStep::Memberships(0),
    SyncStep::Comparing,
    SyncStep::BackingUp,
    SyncStep::Saving,
];

const HEAD: &str =
    "// Written by `cargo xtask docs` out of the program; a test sees that it is so.\n\n";

/// The declaration of a type, with what its documentation says.
fn declared<T: TS>(out: &mut String, config: &Config) {
    out.push_str(&format!(
        "{}export {}\n\n",
        T::docs().unwrap_or_default(),
        T::decl(config)
    ));
}

fn union(out: &mut String, name: &str, words: &[&str]) {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    out.push_str(&format!("export type {name} = {};\n\n", words.join(" | ")));
}

#[test]
fn the_page_has_the_types_of_the_server() {
    let config = Config::default().with_large_int("number");
    let mut out = format!("{HEAD}import type {{ Entry, Paper }} from \"./papers.gen.ts\";\n\n");
    let editions: Vec<String> = EditionId::all().map(|id| id.to_string()).collect();
    let editions: Vec<&str> = editions.iter().map(String::as_str).collect();
    union(&mut out, "EditionId", &editions);
    union(&mut out, "LostWord", &Lost::ALL.map(lost_word));
    declared::<facts::Facts>(&mut out, &config);
    declared::<facts::EditionJson>(&mut out, &config);
    declared::<facts::FeaturesJson>(&mut out, &config);
    declared::<facts::LegendJson<()>>(&mut out, &config);
    declared::<facts::EntryJson>(&mut out, &config);
    declared::<facts::MapJson>(&mut out, &config);
    declared::<facts::FailedJson>(&mut out, &config);
    declared::<streets::StreetsJson>(&mut out, &config);
    declared::<choices::Alerts>(&mut out, &config);
    declared::<watching::WatchedJson>(&mut out, &config);
    declared::<watching::ToldJson>(&mut out, &config);
    declared::<tour::TourJson>(&mut out, &config);
    declared::<tour::TourAlertJson>(&mut out, &config);
    declared::<receiving::ReceivedJson>(&mut out, &config);
    declared::<fix_json::FixJson>(&mut out, &config);
    declared::<rows::Row<'static>>(&mut out, &config);
    declared::<rows::ColourJson<'static>>(&mut out, &config);
    declared::<routes::list::List<'static>>(&mut out, &config);
    declared::<routes::search::Hits<'static>>(&mut out, &config);
    declared::<routes::instead::FoundBy>(&mut out, &config);
    declared::<routes::changes::LastChanges>(&mut out, &config);
    declared::<routes::changes::Touched>(&mut out, &config);
    declared::<routes::changes::NamedPlace>(&mut out, &config);
    declared::<events::SyncState>(&mut out, &config);
    declared::<events::Odd>(&mut out, &config);
    declared::<events::Removes>(&mut out, &config);
    declared::<events::Loses>(&mut out, &config);
    declared::<setup::SetupJson>(&mut out, &config);
    declared::<setup::LoginJson>(&mut out, &config);
    declared::<setup::ChosenJson>(&mut out, &config);
    declared::<setup::LoggedIn>(&mut out, &config);
    declared::<choices::Choices>(&mut out, &config);
    declared::<choices::Theme>(&mut out, &config);
    declared::<choices::Navigation>(&mut out, &config);
    declared::<Disclosure>(&mut out, &config);
    assert_generated(
        "crates/kplaces-web/page/src/model.gen.ts",
        &format!("{}\n", out.trim_end()),
    );
}

/// An object of texts in one language.
fn words(out: &mut String, name: &str, texts: &[(&str, Text)], language: Language) {
    out.push_str(&format!("    {name}: {{\n"));
    for (id, text) in texts {
        let text = serde_json::Value::from(text.in_language(language));
        out.push_str(&format!("      \"{id}\": {text},\n"));
    }
    out.push_str("    },\n");
}

/// A sentence as the page shows it, alone in its line.
fn capital(text: &Text) -> Text {
    Text::made(|language| {
        let mut letters = text.in_language(language).chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
    })
}

#[test]
fn the_page_has_the_words_of_the_command_line() {
    let odd: Vec<(&str, Text)> = Oddity::iter()
        .map(|it| (it.id(), text::oddity(it)))
        .collect();
    let lost = Lost::ALL.map(|it| (lost_word(it), text::lost(it)));
    let steps = STEPS.map(|it| (step_word(it), capital(&text::step(it))));
    let colours: Vec<Colour> = Colour::known().collect();
    let colours: Vec<(&str, Text)> = colours
        .iter()
        .filter_map(|it| Some((it.name(), text::colour(it)?)))
        .collect();
    assert_eq!(colours.len(), Colour::known().count());
    let mut out = format!("{HEAD}export const shared = {{\n");
    for language in Language::all() {
        out.push_str(&format!("  {}: {{\n", language.code()));
        words(&mut out, "odd", &odd, language);
        words(&mut out, "lost", &lost, language);
        words(&mut out, "steps", &steps, language);
        words(&mut out, "colours", &colours, language);
        out.push_str("  },\n");
    }
    out.push_str("};\n");
    assert_generated("crates/kplaces-web/page/src/texts/shared.gen.ts", &out);
}
