use std::fmt::{self, Write as _};

use crate::columns::MAX_CELLS;

/// The texts of a row, in the order of its shape; a missing cell is empty.
pub(crate) type Cells<'a> = [&'a str; MAX_CELLS];

/// A number as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing there.
    Empty,
    /// A whole number.
    Number(i64),
    /// A number with a point or comma, as degrees are written: in millionths.
    Decimal(i64),
    /// Something else.
    Odd(Form),
}

/// What a text looks like, without what it says: digits as `9`, letters as `A`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form([u8; Form::LONGEST]);

impl Form {
    const LONGEST: usize = 20;

    /// The form of a text, or of its beginning. Signs that Latin-1 lacks are `?`.
    pub fn of(text: &str) -> Self {
        let mut form = [0; Self::LONGEST];
        for (to, c) in form.iter_mut().zip(text.trim().chars()) {
            *to = match c {
                c if c.is_numeric() => b'9',
                c if c.is_alphabetic() => b'A',
                c if c.is_control() => b'?',
                c => u8::try_from(c).unwrap_or(b'?'),
            };
        }
        Self(form)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut signs = self.0.iter().take_while(|sign| **sign != 0);
        signs.try_for_each(|sign| f.write_char(char::from(*sign)))
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

impl Cell {
    fn read(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Empty;
        }
        if let Ok(number) = text.parse() {
            return Self::Number(number);
        }
        Self::decimal(text).unwrap_or_else(|| Self::Odd(Form::of(text)))
    }

    /// `48.137430`, `-8,4`, `11575490.0`. One point or comma, with digits on both sides.
    fn decimal(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 12 || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let signed = |number: i64| if negative { -number } else { number };
        let whole: i64 = whole.parse().ok()?;
        if part.bytes().all(|byte| byte == b'0') && whole > 180 {
            // More than any degree: a whole number that a program has written with its decimals.
            return Some(Self::Number(signed(whole)));
        }
        if part.is_empty() {
            // A sign that Rust does not know, or a point with nothing behind it.
            let whole_number = !digits.contains(['.', ',']);
            return whole_number.then(|| Self::Number(signed(whole)));
        }
        let millionths = part.bytes().chain(std::iter::repeat(b'0')).take(6);
        let millionths = millionths.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        let up = part.as_bytes().get(6).is_some_and(|digit| *digit >= b'5');
        Some(Self::Decimal(signed(
            whole * 1_000_000 + millionths + i64::from(up),
        )))
    }
}

/// A row of the address report: the fields 3Kplaces takes, and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRow<'a> {
    /// WEBFLEET's own key, such as `1-44063-722A7DE0639`.
    pub uid: Option<&'a str>,
    /// The number the company gave it, a text: `007`.
    pub number: Option<&'a str>,
    /// The display name; may be empty.
    pub name: &'a str,
    /// Micro-degrees, or degrees where it has decimals; west negative, not yet range-checked.
    pub longitude: Cell,
    /// Micro-degrees, or degrees where it has decimals; south negative, not yet range-checked.
    pub latitude: Cell,
    /// Metres, not yet range-checked.
    pub radius: Cell,
    /// The colour's name.
    pub colour: Option<&'a str>,
}

/// A row of the membership report: one address in one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MembershipRow<'a> {
    /// WEBFLEET's key of the address.
    pub uid: Option<&'a str>,
    /// The address's number.
    pub number: Option<&'a str>,
    /// The group's name.
    pub group: &'a str,
}

/// A row of the group report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupRow<'a> {
    /// The group's name.
    pub name: &'a str,
}

/// A key, without blanks around it: they are none of its own.
fn key(cell: &str) -> Option<&str> {
    Some(cell.trim()).filter(|cell| !cell.is_empty())
}

impl<'a> AddressRow<'a> {
    /// The cells are those of `columns::ADDRESSES`.
    pub(crate) fn read(cells: &Cells<'a>) -> Self {
        let [uid, number, name, longitude, latitude, radius, colour, _] = *cells;
        Self {
            uid: key(uid),
            number: key(number),
            name,
            longitude: Cell::read(longitude),
            latitude: Cell::read(latitude),
            radius: Cell::read(radius),
            colour: key(colour),
        }
    }
}

impl<'a> MembershipRow<'a> {
    /// The cells are those of `columns::MEMBERSHIPS`.
    pub(crate) fn read(cells: &Cells<'a>) -> Self {
        let [uid, number, group, ..] = *cells;
        Self {
            uid: key(uid),
            number: key(number),
            group,
        }
    }
}

impl<'a> GroupRow<'a> {
    /// The cells are those of `columns::GROUPS`.
    pub(crate) fn read(cells: &Cells<'a>) -> Self {
        Self { name: cells[0] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_or_have_decimals() {
        for (text, cell) in [
            ("", Cell::Empty),
            (" ", Cell::Empty),
            ("11575490", Cell::Number(11_575_490)),
            (" -8440000 ", Cell::Number(-8_440_000)),
            ("+5", Cell::Number(5)),
            ("\u{2212}5", Cell::Number(-5)),
            ("11575490.0", Cell::Number(11_575_490)),
            ("250,00", Cell::Number(250)),
            ("48.137430", Cell::Decimal(48_137_430)),
            ("48,13743", Cell::Decimal(48_137_430)),
            ("-8.4", Cell::Decimal(-8_400_000)),
            ("0.0", Cell::Decimal(0)),
            ("9.99999951", Cell::Decimal(10_000_000)),
        ] {
            assert_eq!(Cell::read(text), cell, "{text}");
        }
        for odd in [
            "x",
            "48.",
            ".5",
            "4.8.1",
            "1,234,567",
            "48°08'15\"N",
            "1e6",
            "--5",
            "0x10",
            "1 000",
        ] {
            assert!(matches!(Cell::read(odd), Cell::Odd(_)), "{odd}");
        }
    }

    #[test]
    fn a_form_says_nothing_of_what_it_is_the_form_of() {
        let form = |text| Form::of(text).to_string();
        assert_eq!(form("48°08'15\"N"), "99°99'99\"A");
        assert_eq!(form(" N 48.137430 "), "A 99.999999");
        assert_eq!(form("Meyer\u{1b}[2J"), "AAAAA?[9A");
        assert_eq!(form(&"ü".repeat(99)), "A".repeat(20));
    }
}
