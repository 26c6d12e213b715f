use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

/// A value of a TOML file. Only what a setting can be is kept.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) enum Node {
    Text(String),
    Whole(i64),
    List(Vec<Node>),
    Table(Vec<Item>),
    Other,
}

/// A key of a table, where it stands, and its value.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Item {
    pub(crate) key: String,
    pub(crate) line: usize,
    pub(crate) value: Node,
}

/// A text is not TOML; the parser's own message would quote it.
#[derive(Debug, PartialEq)]
pub(crate) struct NotToml {
    pub(crate) line: Option<usize>,
}

/// Reads a TOML text into its top-level items, in the order of their lines.
pub(crate) fn parse(text: &str) -> Result<Vec<Item>, NotToml> {
    let line_of = |at: usize| line_at(text.as_bytes(), at);
    match toml::from_str(text) {
        Ok(RawNode::Table(tree)) => Ok(items(tree, &line_of)),
        Ok(_) => Err(NotToml { line: None }),
        Err(error) => Err(NotToml {
            line: error.span().map(|span| line_of(span.start)),
        }),
    }
}

/// The line, counted from 1, of the byte `at`.
pub(crate) fn line_at(text: &[u8], at: usize) -> usize {
    let before = text.get(..at).unwrap_or(text);
    before.split(|byte| *byte == b'\n').count()
}

fn items(tree: Tree, line_of: &impl Fn(usize) -> usize) -> Vec<Item> {
    let mut items: Vec<Item> = tree
        .into_iter()
        .map(|(key, value)| Item {
            line: line_of(key.span().start),
            key: key.into_inner(),
            value: node(value, line_of),
        })
        .collect();
    items.sort_by_key(|item| item.line);
    items
}

fn node(value: RawNode, line_of: &impl Fn(usize) -> usize) -> Node {
    match value {
        RawNode::Text(text) => Node::Text(text),
        RawNode::Whole(number) => Node::Whole(number),
        RawNode::List(list) => Node::List(list.into_iter().map(|v| node(v, line_of)).collect()),
        RawNode::Table(tree) => Node::Table(items(tree, line_of)),
        RawNode::Other => Node::Other,
    }
}

type Tree = Vec<(Spanned<String>, RawNode)>;

enum RawNode {
    Text(String),
    Whole(i64),
    List(Vec<RawNode>),
    Table(Tree),
    Other,
}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;

        impl<'de> Visitor<'de> for AnyValue {
            type Value = RawNode;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a TOML value")
            }

            fn visit_str<E>(self, text: &str) -> Result<RawNode, E> {
                Ok(RawNode::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<RawNode, E> {
                Ok(RawNode::Text(text))
            }

            fn visit_i64<E>(self, number: i64) -> Result<RawNode, E> {
                Ok(RawNode::Whole(number))
            }

            fn visit_f64<E>(self, _: f64) -> Result<RawNode, E> {
                Ok(RawNode::Other)
            }

            fn visit_bool<E>(self, _: bool) -> Result<RawNode, E> {
                Ok(RawNode::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawNode, A::Error> {
                let mut list = Vec::new();
                while let Some(value) = seq.next_element()? {
                    list.push(value);
                }
                Ok(RawNode::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawNode, A::Error> {
                let mut tree = Tree::new();
                loop {
                    match map.next_key::<Spanned<String>>() {
                        Ok(Some(key)) => tree.push((key, map.next_value()?)),
                        Ok(None) => break,
                        // A date arrives as a map whose one key has no place in the text.
                        Err(_) => return Ok(RawNode::Other),
                    }
                }
                Ok(RawNode::Table(tree))
            }
        }

        deserializer.deserialize_any(AnyValue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn items_know_their_lines() {
        let items =
            parse("\u{feff}store = \"a\"\n\n[webfleet]\n# why\ntries = 3\nsync.x = 1\n").unwrap();
        let lines: Vec<(&str, usize)> = items.iter().map(|i| (i.key.as_str(), i.line)).collect();
        assert_eq!(lines, [("store", 1), ("webfleet", 3)]);
        let Node::Table(inner) = &items[1].value else {
            panic!("a table");
        };
        assert_eq!((inner[0].line, inner[1].line), (5, 6));
    }

    #[test]
    fn what_no_setting_can_be_is_other() {
        let items = parse("a = 1979-05-27\nb = true\nc = 1.5").unwrap();
        assert!(items.iter().all(|item| item.value == Node::Other));
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        for (text, line) in [
            ("a = 1\nb = hunter2\n", 2),
            ("a = 1\na = 2", 2),
            ("\n\n[x", 3),
        ] {
            assert_eq!(
                parse(text).err(),
                Some(NotToml { line: Some(line) }),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*|([a-c.]{1,3} ?= ?[\\[\\]{}\"0-9a=,]{0,8}\n|\\[+[a-c.]{1,3}\\]+\n){0,6}") {
            let _ = parse(&text);
        }
    }
}
