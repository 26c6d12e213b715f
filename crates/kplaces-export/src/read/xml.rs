//! XML from outside, an element of interest at a time.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use kplaces_text::text;

use super::text::{Text, declared_by_xml};
use crate::ReadError;

/// Deeper than this nothing is read.
const DEPTH: usize = 64;
/// A record has no more elements than this.
const ELEMENTS: usize = 4096;
/// Nor more bytes of text.
const TEXT: usize = 1 << 20;
/// An element has no more attributes than this.
const ATTRIBUTES: usize = 64;

/// What comes while a document is read.
#[derive(Debug)]
pub enum Piece {
    /// An element that is no record opens: its local name.
    Open(String),
    /// It closes.
    Close(String),
    /// A record, whole.
    Record(Element),
}

/// An element with all that is in it. Names are local: without their prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// The local name.
    pub name: String,
    /// Local names and values.
    pub attributes: Vec<(String, String)>,
    /// The text directly in it.
    pub text: String,
    /// The elements directly in it.
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children_named(name).next()
    }

    /// The children of this name.
    pub fn children_named(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element of this name that is in it, however deep, in the order of the file.
    pub fn find(&self, name: &str) -> Option<&Self> {
        self.children.iter().find_map(|child| {
            let found = (child.name == name).then_some(child);
            found.or_else(|| child.find(name))
        })
    }

    /// How many elements of this name are in it, however deep.
    pub fn count(&self, name: &str) -> usize {
        let children = self.children.iter();
        children
            .map(|child| usize::from(child.name == name) + child.count(name))
            .sum()
    }

    /// The text of the first child of this name; empty if there is none.
    pub fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| &child.text)
    }

    /// The value of an attribute; empty if there is none.
    pub fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
}

/// The opening tag of the root, if the file begins with one: without its brackets.
pub fn root(beginning: &[u8]) -> Option<String> {
    let beginning = super::text::beginning(beginning);
    let text = String::from_utf8_lossy(&beginning);
    let mut rest = text.trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->")?.1.trim_start();
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            rest = instruction.split_once("?>")?.1.trim_start();
        } else {
            break;
        }
    }
    let tag = rest.strip_prefix('<')?;
    let mut quote = None;
    let end = tag.find(|c: char| match (quote, c) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(c);
            false
        }
        (Some(open), _) if open == c => {
            quote = None;
            false
        }
        _ => false,
    });
    // A very long root goes on behind what was looked at.
    Some(tag[..end.unwrap_or(tag.len())].to_owned())
}

/// Reads a document. Elements whose local name is in `records` come whole, all others as they open
/// and close. A document type is refused: with it entities could be declared.
pub fn read(
    input: &mut dyn BufRead,
    records: &[&str],
    visit: &mut dyn FnMut(Piece) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut input = Text::new(input, declared_by_xml)?;
    let mut reader = Reader::from_reader(Capped {
        input: &mut input,
        left: 0,
    });
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = true;
    let mut buffer = Vec::new();
    let mut outside = 0_usize;
    let mut record = Record::default();
    let mut seen_root = false;
    loop {
        buffer.clear();
        reader.get_mut().left = TEXT;
        let event = reader.read_event_into(&mut buffer).map_err(meaning)?;
        match event {
            Event::Start(tag) => {
                seen_root = true;
                if outside + record.open.len() >= DEPTH {
                    return Err(ReadError::TooMuch(text!(
                        "elements in elements in elements",
                        "Elemente in Elementen in Elementen"
                    )));
                }
                let name = tag.local_name().as_ref().to_owned();
                if record.open.is_empty() && !records.contains(&name.as_str()) {
                    outside += 1;
                    visit(Piece::Open(name))?;
                } else {
                    record.open(name, &tag)?;
                }
            }
            Event::End(tag) => {
                if record.open.is_empty() {
                    outside = outside.saturating_sub(1);
                    let name = tag.local_name().as_ref().to_owned();
                    visit(Piece::Close(name))?;
                } else if let Some(whole) = record.close() {
                    visit(Piece::Record(whole))?;
                }
            }
            Event::Text(text) => record.text(&text.xml10_content())?,
            Event::CData(text) => record.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let number = reference.resolve_char_ref();
                let number = number.map_err(|_| {
                    ReadError::malformed(text!("not a character", "ein Zeichen, das es nicht gibt"))
                })?;
                let known = quick_xml::escape::resolve_predefined_entity(&reference);
                match (number, known) {
                    (Some(c), _) => record.text(c.encode_utf8(&mut [0; 4]))?,
                    (None, Some(text)) => record.text(text)?,
                    (None, None) => {
                        return Err(ReadError::malformed(text!(
                            "an entity nobody declared",
                            "die Datei verwendet eine nicht deklarierte Entität"
                        )));
                    }
                }
            }
            Event::DocType(_) => {
                return Err(ReadError::malformed(text!(
                    "the file declares a document type",
                    "die Datei deklariert einen Dokumenttyp"
                )));
            }
            Event::Eof if !seen_root => {
                return Err(ReadError::malformed(text!(
                    "the file is no XML",
                    "die Datei ist kein XML"
                )));
            }
            Event::Eof if outside > 0 || !record.open.is_empty() => {
                return Err(ReadError::malformed(text!(
                    "the file ends too early",
                    "die Datei endet zu früh"
                )));
            }
            Event::Eof => return Ok(()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
        }
    }
}

fn meaning(error: quick_xml::Error) -> ReadError {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            ReadError::TooMuch(text!("a very long text", "ein sehr langer Text"))
        }
        quick_xml::Error::Io(error) => match error.get_ref().and_then(|it| it.downcast_ref()) {
            Some(ReadError::Malformed(why)) => ReadError::malformed(why.clone()),
            _ => io::Error::new(error.kind(), error.to_string()).into(),
        },
        // The message of the library may hold text of the file.
        _ => ReadError::malformed(text!(
            "the file is not well-formed XML",
            "die Datei ist kein wohlgeformtes XML"
        )),
    }
}

/// Lets no more through than `left`: the parser keeps a text, a tag or a comment whole.
struct Capped<'a> {
    input: &'a mut dyn BufRead,
    left: usize,
}

impl Read for Capped<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Capped<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let chunk = self.input.fill_buf()?;
        if self.left == 0 && !chunk.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(&chunk[..chunk.len().min(self.left)])
    }

    fn consume(&mut self, read: usize) {
        self.left -= read;
        self.input.consume(read);
    }
}

#[derive(Default)]
struct Record {
    open: Vec<Element>,
    elements: usize,
    bytes: usize,
}

impl Record {
    fn open(&mut self, name: String, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        self.elements += 1;
        if self.elements > ELEMENTS {
            return Err(ReadError::TooMuch(text!(
                "a very large element",
                "ein sehr großes Element"
            )));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes().take(ATTRIBUTES) {
            let malformed = || {
                ReadError::malformed(text!(
                    "an attribute is not well-formed",
                    "ein Attribut ist nicht wohlgeformt"
                ))
            };
            let attribute = attribute.map_err(|_| malformed())?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|_| malformed())?;
            let key = attribute.key.local_name().as_ref().to_owned();
            attributes.push((key, value.into_owned()));
        }
        self.open.push(Element {
            name,
            attributes,
            ..Element::default()
        });
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        self.bytes += text.len();
        if let Some(open) = self.open.last_mut() {
            if self.bytes > TEXT {
                return Err(ReadError::TooMuch(text!(
                    "a very long text",
                    "ein sehr langer Text"
                )));
            }
            open.text.push_str(text);
        }
        Ok(())
    }

    /// Closes the innermost element; the record itself is handed out.
    fn close(&mut self) -> Option<Element> {
        let closed = self.open.pop()?;
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(closed);
            return None;
        }
        (self.elements, self.bytes) = (0, 0);
        Some(closed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Result<Vec<String>, ReadError> {
        let mut all = Vec::new();
        read(&mut text.as_bytes(), &["r"], &mut |piece| {
            all.push(match piece {
                Piece::Open(name) => format!("<{name}>"),
                Piece::Close(name) => format!("</{name}>"),
                Piece::Record(r) => format!(
                    "{}={} {}:{}",
                    r.attribute("a"),
                    r.text,
                    r.text_of("c"),
                    r.find("e").map_or("-", |e| &e.text)
                ),
            });
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn records_come_whole_and_the_rest_in_pieces() {
        let text = "<?xml version='1.0'?><d><f x='1'/><p:r a='&lt;&#x202E;'>t&amp;\
                    <c>1<![CDATA[<]]></c><d><e>deep</e></d></p:r><r/></d>";
        assert_eq!(
            pieces(text).unwrap(),
            ["<d>", "<f>", "</f>", "<\u{202e}=t& 1<:deep", "= :-", "</d>"]
        );
    }

    #[test]
    fn the_root_is_found_behind_what_may_stand_before_it() {
        let text =
            "\u{feff}<?xml version='1.0'?>\n<!-- <gpx> -->\n<gpx creator=\"a > b\" x='\"'>\n<wpt>";
        assert_eq!(
            root(text.as_bytes()).as_deref(),
            Some("gpx creator=\"a > b\" x='\"'")
        );
        for text in ["", "{", "<!-- open", "key,name", "<?xml"] {
            assert_eq!(root(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn what_was_made_to_hurt_is_refused() {
        let bomb = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><d><r>&b;</r></d>";
        let deep = format!("{}{}", "<d>".repeat(1_000_000), "</d>".repeat(1_000_000));
        let attributes: Vec<String> = (0..1_000_000).map(|n| format!(" a{n}='1'")).collect();
        let attributes = attributes.concat();
        let documents = [
            bomb.to_owned(),
            deep,
            format!("<d><r{attributes}/></d>"),
            format!("<d><r>{}</r></d>", "<c/>".repeat(ELEMENTS)),
            format!("<d><r>{}</r></d>", "x".repeat(TEXT + 1)),
            format!("<d>{}</d>", "x".repeat(TEXT + 1)),
            "<d><r>&unknown;</r></d>".to_owned(),
            "<d><r>&#0;</r></d>".to_owned(),
            "<d><r></d></r>".to_owned(),
            "<d><r>".to_owned(),
            "<d>".to_owned(),
            String::new(),
            "name,latitude".to_owned(),
            "<d><r a='1' a='2'/></d>".to_owned(),
        ];
        for document in documents {
            let beginning: String = document.chars().take(40).collect();
            assert!(pieces(&document).is_err(), "{beginning}");
        }
    }
}
