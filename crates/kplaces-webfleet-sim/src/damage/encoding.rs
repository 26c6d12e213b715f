//! Texts in another encoding than the head says.

use encoding_rs::WINDOWS_1252;
use fastrand::Rng;

use super::layout::Layout;
use super::{Edit, Format, Kind, one_of};

pub(super) fn damage(
    body: &[u8],
    format: Format,
    kind: Kind,
    layout: &Layout,
    random: &mut Rng,
) -> Option<Edit> {
    let texts = layout.texts.iter().cloned();
    let of = |at: std::ops::Range<usize>| String::from_utf8_lossy(&body[at]).into_owned();
    Some(match kind {
        Kind::CellWindows1252 => {
            let foreign: Vec<_> = texts.filter(|at| !body[at.clone()].is_ascii()).collect();
            let at = one_of(&foreign, random)?.clone();
            Edit {
                with: windows_1252(&of(at.clone())),
                at,
            }
        }
        Kind::CellUtf16 => {
            let filled: Vec<_> = texts.filter(|at| !at.is_empty()).collect();
            let at = one_of(&filled, random)?.clone();
            Edit {
                with: of(at.clone())
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect(),
                at,
            }
        }
        Kind::LetterCut => {
            let foreign: Vec<_> = texts
                .filter(|at| body[at.clone()].last().is_some_and(|byte| !byte.is_ascii()))
                .collect();
            let end = one_of(&foreign, random)?.end;
            Edit::drop(end - 1..end)
        }
        Kind::HalfSurrogate => {
            let text = one_of(&layout.texts, random)?;
            let high = random.bool();
            let half: &[u8] = match (format, high) {
                (Format::Json, true) => b"\\ud83d",
                (Format::Json, false) => b"\\udc37",
                (Format::Csv, true) => b"\xed\xa0\xbd",
                (Format::Csv, false) => b"\xed\xb0\xb7",
            };
            Edit::insert(if random.bool() { text.start } else { text.end }, half)
        }
        Kind::AllWindows1252 => Edit {
            at: 0..body.len(),
            with: windows_1252(of(0..body.len()).trim_start_matches('\u{feff}')),
        },
        Kind::AllUtf16 => {
            let text = of(0..body.len());
            let units = format!("\u{feff}{}", text.trim_start_matches('\u{feff}'));
            let little = random.bool();
            let pair = |unit: u16| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            };
            Edit {
                at: 0..body.len(),
                with: units.encode_utf16().flat_map(pair).collect(),
            }
        }
        _ => return None,
    })
}

/// The text in windows-1252, with a question mark for what is not in it.
pub(crate) fn windows_1252(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut room = [0; 4];
    for letter in text.chars() {
        let (encoded, _, is_foreign) = WINDOWS_1252.encode(letter.encode_utf8(&mut room));
        if is_foreign {
            bytes.push(b'?');
        } else {
            bytes.extend_from_slice(&encoded);
        }
    }
    bytes
}
