//! A text of settings with one key changed. Comments, order and everything else stay as somebody wrote them.

use std::ops::Range;

use figment::value::Value as Given;
use toml_edit::{Array, DocumentMut, ImDocument, Item, Table, TableLike, Value};

use crate::SettingKey;

/// Why a text cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotEditable {
    /// It is not TOML.
    Syntax,
    /// The section of the key is something else there.
    NoSection,
}

/// The text with this value for a key.
pub(crate) fn with(text: &str, key: SettingKey, value: &Given) -> Result<String, NotEditable> {
    let value = written(value).ok_or(NotEditable::Syntax)?;
    let mut document = parsed(text)?;
    if let Some(old) = found(&mut document, key.name()) {
        // A remark behind the value stays where it is.
        let decor = old.as_value().map(|old| old.decor().clone());
        let mut value = value;
        if let Some(decor) = decor {
            *value.decor_mut() = decor;
        }
        *old = Item::Value(value);
        return Ok(finished(text, &document));
    }
    if let Some(instead) = in_place_of_its_comment(text, key, &value) {
        return Ok(instead);
    }
    match key.section() {
        None => {
            let is_first = document.is_empty();
            document.insert(key.last_name(), Item::Value(value));
            if is_first {
                below_the_comments(&mut document, key.last_name());
            }
        }
        Some(section) => {
            let is_new = !document.contains_key(section);
            if is_new {
                document.insert(section, Item::Table(new_section(text)));
            }
            let table = document
                .get_mut(section)
                .and_then(Item::as_table_like_mut)
                .ok_or(NotEditable::NoSection)?;
            table.insert(key.last_name(), Item::Value(value));
            if is_new {
                move_comments_up(&mut document, section);
            }
        }
    }
    Ok(finished(text, &document))
}

/// The text without a key, which need be none that is known; `None` where it is not there.
pub(crate) fn without(text: &str, name: &str) -> Result<Option<String>, NotEditable> {
    if let Some(line) = line_of(text, name) {
        let rest = format!("{}{}", &text[..line.start], &text[line.end..]);
        if parsed(&rest).is_ok() {
            return Ok(Some(rest));
        }
    }
    let mut document = parsed(text)?;
    let removed = match name.rsplit_once('.') {
        None => document.remove(name),
        Some((section, last)) => found(&mut document, section)
            .and_then(Item::as_table_like_mut)
            .and_then(|table| table.remove(last)),
    };
    Ok(removed.map(|_| finished(text, &document)))
}

/// The lines of a key that shares them with no other. What stands above them stays: it may be about more.
fn line_of(text: &str, name: &str) -> Option<Range<usize>> {
    let document = ImDocument::parse(text).ok()?;
    let mut table: &dyn TableLike = document.as_table();
    let (sections, last) = name.rsplit_once('.').unwrap_or(("", name));
    for section in sections.split('.').filter(|it| !it.is_empty()) {
        table = table.get(section)?.as_table_like()?;
    }
    let (key, value) = table.get_key_value(last)?;
    let (key, value) = (key.span()?, value.as_value()?.span()?);
    let start = text[..key.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[value.end..]
        .find('\n')
        .map_or(text.len(), |at| value.end + at + 1);
    let before = &text[start..key.start];
    let is_alone = !before.contains(['{', '=', '[', ','])
        && matches!(
            text[value.end..end].trim_start().chars().next(),
            None | Some('#')
        );
    is_alone.then_some(start..end)
}

fn parsed(text: &str) -> Result<DocumentMut, NotEditable> {
    let text = text.trim_start_matches(crate::encoding::MARK);
    text.parse().map_err(|_| NotEditable::Syntax)
}

fn found<'d>(document: &'d mut DocumentMut, name: &str) -> Option<&'d mut Item> {
    let mut item = document.as_item_mut();
    for part in name.split('.') {
        item = item.as_table_like_mut()?.get_mut(part)?;
    }
    Some(item)
}

fn written(value: &Given) -> Option<Value> {
    Some(match value {
        Given::String(_, text) => Value::from(text.as_str()),
        Given::Array(_, list) => {
            let texts = list.iter().map(|it| it.as_str().map(str::to_owned));
            Value::Array(
                texts
                    .collect::<Option<Vec<String>>>()?
                    .into_iter()
                    .collect::<Array>(),
            )
        }
        number => Value::from(i64::try_from(number.to_i128()?).ok()?),
    })
}

/// The text with a line of `config init` that is commented out replaced by one that counts: the words above it
/// are about this key.
fn in_place_of_its_comment(text: &str, key: SettingKey, value: &Value) -> Option<String> {
    let commented = format!("#{}", key.line());
    let mut section = None;
    let mut place = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if let Some(name) = trimmed
            .strip_prefix('[')
            .and_then(|it| it.strip_suffix(']'))
        {
            section = Some(name.trim());
        } else if section == key.section() && trimmed == commented {
            place = Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    let place = place?;
    let line = format!("{} = {value}", key.last_name());
    let instead = format!("{}{line}{}", &text[..place.start], &text[place.end..]);
    let mut document = parsed(&instead).ok()?;
    found(&mut document, key.name())
        .is_some()
        .then_some(instead)
}

fn new_section(text: &str) -> Table {
    let mut table = Table::new();
    if !text.trim().is_empty() {
        table.decor_mut().set_prefix("\n");
    }
    table
}

/// Puts the comments of a text that had nothing else above its first key.
fn below_the_comments(document: &mut DocumentMut, key: &str) {
    let comments = document.trailing().as_str().unwrap_or_default().to_owned();
    if comments.is_empty() {
        return;
    }
    if let Some(mut key) = document.key_mut(key) {
        key.leaf_decor_mut().set_prefix(comments);
        document.set_trailing("");
    }
}

/// Puts the comments at the end of a text above a section that is added there.
fn move_comments_up(document: &mut DocumentMut, section: &str) {
    let comments = document.trailing().as_str().unwrap_or_default().to_owned();
    if comments.trim().is_empty() {
        return;
    }
    let gap = if comments.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    if let Some(table) = document.get_mut(section).and_then(Item::as_table_mut) {
        table.decor_mut().set_prefix(format!("{comments}{gap}"));
        document.set_trailing("");
    }
}

/// The document as a text with the line ends it had.
fn finished(before: &str, document: &DocumentMut) -> String {
    let text = document.to_string().replace("\r\n", "\n");
    if before.contains("\r\n") {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{Node, parse};

    fn set(text: &str, name: &str, value: &str) -> String {
        let key = SettingKey::find(name).unwrap();
        let value = crate::schema::Key::find(name)
            .unwrap()
            .kind
            .take_text(value);
        with(text, key, &value.unwrap()).unwrap()
    }

    #[test]
    fn a_value_is_replaced_where_it_stands() {
        let text = "# ours\nlog = \"warn\" # why\n\n[webfleet] # all\ntries = 4\n# last\n";
        assert_eq!(
            set(text, "log", "info"),
            "# ours\nlog = \"info\" # why\n\n[webfleet] # all\ntries = 4\n# last\n"
        );
        assert_eq!(
            set(text, "webfleet.tries", "2"),
            "# ours\nlog = \"warn\" # why\n\n[webfleet] # all\ntries = 2\n# last\n"
        );
        for (inline, wanted) in [
            ("webfleet.tries = 4\n", "webfleet.tries = 2\n"),
            ("webfleet = { tries = 4 }\n", "webfleet = { tries = 2 }\n"),
            (
                "log = \"off\"\r\n[webfleet]\r\ntries = 4\r\n",
                "log = \"off\"\r\n[webfleet]\r\ntries = 2\r\n",
            ),
        ] {
            assert_eq!(set(inline, "webfleet.tries", "2"), wanted);
        }
    }

    #[test]
    fn a_new_key_comes_into_its_section_or_a_new_one() {
        assert_eq!(set("", "map.port", "80"), "[map]\nport = 80\n");
        assert_eq!(set("# ours\n", "log", "off"), "# ours\nlog = \"off\"\n");
        assert_eq!(
            set("# ours\n", "map.port", "80"),
            "# ours\n\n[map]\nport = 80\n"
        );
        assert_eq!(
            set("[map]\n# no port\n\n[sync]\nlimit = 3\n", "map.port", "80"),
            "[map]\nport = 80\n# no port\n\n[sync]\nlimit = 3\n"
        );
        assert_eq!(
            set("[map]\nport = 80\n", "log", "off"),
            "log = \"off\"\n[map]\nport = 80\n"
        );
        assert_eq!(
            set("", "sync.groups", "Kunden, Groß"),
            "[sync]\ngroups = [\"Kunden\", \"Groß\"]\n"
        );
    }

    #[test]
    fn a_line_of_the_template_begins_to_count() {
        let text = "[webfleet]\n# Tries of a call\n#tries = 4\n\n# tries = 4 was too few\n";
        assert_eq!(
            set(text, "webfleet.tries", "2"),
            "[webfleet]\n# Tries of a call\ntries = 2\n\n# tries = 4 was too few\n"
        );
    }

    #[test]
    fn what_is_no_section_is_not_overwritten() {
        let key = SettingKey::find("map.port").unwrap();
        let value = Given::from(80);
        assert_eq!(with("map = 7\n", key, &value), Err(NotEditable::NoSection));
        assert_eq!(with("map = \n", key, &value), Err(NotEditable::Syntax));
    }

    #[test]
    fn a_key_goes_with_its_line_and_comments_stay() {
        let text = "# ours\nlog = \"off\" # why\n[map]\n# p\nport = 80\n[sync]\ngroups = [\n \"a\", # b\n]\nlimt = 3\n";
        let gone = |name| without(text, name).unwrap();
        assert_eq!(
            gone("log").unwrap(),
            text.replace("log = \"off\" # why\n", "")
        );
        assert_eq!(gone("map.port").unwrap(), text.replace("port = 80\n", ""));
        assert_eq!(gone("sync.limt").unwrap(), text.replace("limt = 3\n", ""));
        assert_eq!(
            gone("sync.groups").unwrap(),
            text.replace("groups = [\n \"a\", # b\n]\n", "")
        );
        assert_eq!(gone("sync.limit"), None);
        assert_eq!(gone("webfleet.tries"), None);
        let inline = without("map = { port = 80, navigation = \"geo\" }\n", "map.port");
        assert_eq!(inline.unwrap().unwrap(), "map = { navigation = \"geo\" }\n");
        let dotted = without("# a\nmap.port = 80\n", "map.port").unwrap();
        assert_eq!(dotted.unwrap(), "# a\n");
    }

    proptest! {
        #[test]
        fn whatever_was_there_is_there_afterwards(
            lines in proptest::collection::vec("(log = \"[a-z]{1,3}\"|store = \"a:b\")? ?(# [a-z]{1,5})?", 0..5),
            sections in proptest::collection::vec("\\[(map|sync)\\]\n(# [a-z]{1,4}\n)?(tries = [0-9]\n)?", 0..2),
            value in "[a-z,ä\"\\\\]{1,6}",
        ) {
            let text = format!("{}\n{}", lines.join("\n"), sections.concat());
            let key = SettingKey::find("privacy.contact").unwrap();
            if let Ok(before) = parse(&text) {
                let after = with(&text, key, &Given::from(value.clone())).unwrap();
                let mut now = parse(&after).unwrap();
                let at = now.iter().position(|it| it.key == "privacy").unwrap();
                let Node::Table(inner) = now.remove(at).value else { panic!("a section") };
                prop_assert_eq!(&inner[0].value, &Node::Text(value));
                prop_assert_eq!(now.len(), before.len());
                for comment in text.lines().filter_map(|line| line.split_once('#')) {
                    prop_assert!(after.contains(comment.1), "{}", after);
                }
                let back = without(&after, "privacy.contact").unwrap().unwrap();
                prop_assert_eq!(parse(&back).unwrap().len(), before.len() + 1);
            }
        }
    }
}
