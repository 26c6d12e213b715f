//! Positions as people write them, and as they stand in links.

use crate::{Position, PositionError};

/// No position is written longer, and no link to a map.
const LONGEST: usize = 2_000;

/// Reads a position in any common form: decimal degrees with a point or a comma, degrees with minutes and seconds, with
/// a letter for the side of the Earth (`O` is `Ost`, east) or a sign, `geo:` addresses, and links to maps.
///
/// Latitude comes first, unless letters say otherwise. One comma between two whole numbers parts them:
/// `48,11` is 48° north, 11° east.
pub fn read_position(text: &str) -> Result<Position, PositionError> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(PositionError::Form);
    }
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    match scheme {
        Some(scheme) if scheme.eq_ignore_ascii_case("geo") => of_link(&text[4..]),
        Some(scheme)
            if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
        {
            let (_, behind) = text.split_once("://").ok_or(PositionError::Form)?;
            let (_, behind) = behind
                .split_once(['/', '?', '#'])
                .ok_or(PositionError::Form)?;
            of_link(behind)
        }
        _ => of_words(text),
    }
}

/// The first two numbers with a decimal point, one behind the other; a pin before the middle of the picture.
fn of_link(link: &str) -> Result<Position, PositionError> {
    let link = unescaped(link);
    // Google: the place itself, where what comes first is what the window shows.
    if let Some((_, pin)) = link.rsplit_once("!3d") {
        let pin: Vec<&str> = pin.splitn(2, "!4d").collect();
        if let [latitude, longitude] = pin[..] {
            let longitude = longitude.split('!').next().unwrap_or_default();
            if let (Some(latitude), Some(longitude)) = (decimal(latitude), decimal(longitude)) {
                return Position::from_degrees(latitude, longitude);
            }
        }
    }
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    let words = link.split(|c| !is_of_number(c));
    // Without a point it is a zoom, or a number of something.
    let numbers = words.filter(|word| word.contains('.')).filter_map(decimal);
    let numbers: Vec<f64> = numbers.collect();
    let pairs = numbers.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    // `geo:0,0?q=…` says that only the query counts.
    let mut pairs = pairs.filter(|pair| *pair != (0.0, 0.0));
    if let Some((latitude, longitude)) = pairs.next() {
        return Position::from_degrees(latitude, longitude);
    }
    let begin = link.split([';', '?']).next().unwrap_or_default();
    of_words(begin)
}

fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, parts) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() > 3 || !are_digits(whole) || !are_digits(parts) {
        return None;
    }
    text.parse().ok()
}

/// A link without the signs for single bytes, as far as they stand for letters of ASCII.
fn unescaped(link: &str) -> String {
    let mut rest = link;
    let mut out = String::with_capacity(link.len());
    while let Some((before, behind)) = rest.split_once('%') {
        out.push_str(before);
        let code = behind
            .get(..2)
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        if let Some(byte) = code.filter(u8::is_ascii) {
            out.push(char::from(byte));
            rest = &behind[2..];
        } else {
            out.push(' ');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// A part of a written position.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    /// A number, whether it is negative, and whether it has decimals.
    Number(f64, bool, bool),
    /// ° is 0, ′ is 1 and ″ is 2.
    Unit(usize),
    /// Whether it is of a latitude, and whether it makes the number negative.
    Side(bool, bool),
    /// What parts the two.
    Comma,
}

fn of_words(text: &str) -> Result<Position, PositionError> {
    let tokens = tokens(text)?;
    let (first, second, is_latitude_first) = halves(&tokens)?;
    let (first, second) = (degrees(first)?, degrees(second)?);
    let (latitude, longitude) = if is_latitude_first {
        (first, second)
    } else {
        (second, first)
    };
    Position::from_degrees(latitude, longitude)
}

/// Takes the two coordinates apart, and says whether the latitude is the first of them.
fn halves(tokens: &[Token]) -> Result<(&[Token], &[Token], bool), PositionError> {
    let sides = |(at, token): (usize, &Token)| match token {
        Token::Side(of_latitude, _) => Some((at, *of_latitude)),
        _ => None,
    };
    let sides: Vec<(usize, bool)> = tokens.iter().enumerate().filter_map(sides).collect();
    match sides[..] {
        [(one, of_one), (other, of_other)] if of_one != of_other => {
            let (first, second) = if one == 0 {
                tokens.split_at(other)
            } else if other == tokens.len() - 1 {
                tokens.split_at(one + 1)
            } else {
                return Err(PositionError::Form);
            };
            Ok((first, second, of_one))
        }
        [] => {
            let comma = tokens.iter().position(|token| *token == Token::Comma);
            let numbers = |tokens: &[Token]| {
                let numbers = tokens.iter().filter(|it| matches!(it, Token::Number(..)));
                numbers.count()
            };
            let half = numbers(tokens) / 2;
            let begins = |at: &usize| {
                matches!(tokens[*at], Token::Number(..)) && numbers(&tokens[..*at]) == half
            };
            let middle = || (0..tokens.len()).find(begins).filter(|_| half > 0);
            let at = comma.or_else(middle).ok_or(PositionError::Form)?;
            let (first, second) = tokens.split_at(at);
            if numbers(first) == numbers(second) {
                Ok((first, second, true))
            } else {
                Err(PositionError::Form)
            }
        }
        _ => Err(PositionError::Form),
    }
}

/// Degrees, and minutes, and seconds.
fn degrees(tokens: &[Token]) -> Result<f64, PositionError> {
    let (mut value, mut is_negative, mut is_fraction) = (0.0, false, false);
    let (mut parts, mut last_unit) = (0, None);
    for token in tokens {
        match *token {
            Token::Number(number, negative, fraction) => {
                // Only the last part has decimals, only the first a sign, and there are 60 of the others.
                if parts == 3 || is_fraction || (parts > 0 && (negative || number >= 60.0)) {
                    return Err(PositionError::Form);
                }
                value += number / 60_f64.powi(parts);
                is_negative |= negative;
                is_fraction = fraction;
                parts += 1;
            }
            Token::Unit(unit) => {
                if unit + 1 != parts as usize || last_unit == Some(unit) {
                    return Err(PositionError::Form);
                }
                last_unit = Some(unit);
            }
            Token::Side(_, negative) => {
                if is_negative {
                    return Err(PositionError::Form);
                }
                is_negative = negative;
            }
            Token::Comma => {}
        }
    }
    if parts == 0 {
        return Err(PositionError::Form);
    }
    Ok(if is_negative { -value } else { value })
}

/// Words that say a side, and what they are short for.
const WORDS: [(&str, char); 15] = [
    ("latitude", ' '),
    ("longitude", ' '),
    ("breite", ' '),
    ("länge", ' '),
    ("north", 'n'),
    ("nord", 'n'),
    ("south", 's'),
    ("süd", 's'),
    ("sued", 's'),
    ("east", 'e'),
    ("ost", 'e'),
    ("west", 'w'),
    ("lat", ' '),
    ("lon", ' '),
    ("lng", ' '),
];

fn tokens(text: &str) -> Result<Vec<Token>, PositionError> {
    let mut text = text.to_lowercase();
    for (word, letter) in WORDS {
        text = text.replace(word, &letter.to_string());
    }
    let text = text.replace("''", "\"");
    let letters: Vec<char> = text.chars().map(plain).collect();
    let is_decimal = decimal_commas(&letters);
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let next_is_digit = letters.get(at + 1).is_some_and(char::is_ascii_digit);
        match letter {
            '0'..='9' => {
                tokens.push(number(&letters, &mut at, &is_decimal, false)?);
                continue;
            }
            '-' | '+' if next_is_digit => {
                at += 1;
                tokens.push(number(&letters, &mut at, &is_decimal, letter == '-')?);
                continue;
            }
            '°' => tokens.push(Token::Unit(0)),
            '\'' => tokens.push(Token::Unit(1)),
            '"' => tokens.push(Token::Unit(2)),
            'n' | 's' => tokens.push(Token::Side(true, letter == 's')),
            'e' | 'o' | 'w' => tokens.push(Token::Side(false, letter == 'w')),
            ',' | ';' | '/' => {
                if tokens.contains(&Token::Comma) {
                    return Err(PositionError::Form);
                }
                tokens.push(Token::Comma);
            }
            ' ' | '(' | ')' | '=' | ':' => {}
            _ => return Err(PositionError::Form),
        }
        at += 1;
    }
    Ok(tokens)
}

/// A letter as on a plain keyboard.
fn plain(letter: char) -> char {
    match letter {
        '′' | '’' | '‘' | '´' | '`' | 'ʹ' => '\'',
        '″' | '”' | '“' | '„' | 'ʺ' => '"',
        'º' | '˚' | '⁰' => '°',
        '−' | '–' | '‐' | '‑' => '-',
        other if other.is_whitespace() => ' ',
        other => other,
    }
}

/// Which commas are decimal ones: those between two digits, unless there are points as well, or a single comma parts two
/// numbers. Of three without anything else the one in the middle parts them.
fn decimal_commas(letters: &[char]) -> Vec<usize> {
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| letters.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    if letters.contains(&'.') {
        return Vec::new();
    }
    let mut between: Vec<usize> = (0..letters.len())
        .filter(|at| letters[*at] == ',' && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)))
        .collect();
    let numbers = letters
        .split(|c| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty());
    match (between.len(), numbers.count()) {
        (1, 2) => between.clear(),
        (3, 4) => drop(between.remove(1)),
        _ => {}
    }
    between
}

fn number(
    letters: &[char],
    at: &mut usize,
    decimal_commas: &[usize],
    is_negative: bool,
) -> Result<Token, PositionError> {
    let mut digits = String::new();
    let mut is_fraction = false;
    while let Some(&letter) = letters.get(*at) {
        match letter {
            '0'..='9' => digits.push(letter),
            '.' if !is_fraction => {
                is_fraction = true;
                digits.push('.');
            }
            ',' if !is_fraction && decimal_commas.contains(at) => {
                is_fraction = true;
                digits.push('.');
            }
            _ => break,
        }
        *at += 1;
    }
    let number = digits.parse().map_err(|_| PositionError::Form)?;
    Ok(Token::Number(number, is_negative, is_fraction))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MUNICH: [f64; 2] = [48.137_222, 11.575];

    fn is_munich(text: &str) {
        let position = read_position(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let [latitude, longitude] = MUNICH;
        let near = |a: f64, b: f64| (a - b).abs() < 0.000_6;
        assert!(
            near(position.latitude(), latitude) && near(position.longitude(), longitude),
            "{text}: {position}"
        );
    }

    #[test]
    fn decimal_degrees_are_read_with_points_and_with_commas() {
        for text in [
            "48.137222,11.575",
            "48.137222, 11.575",
            " 48.137222 11.575 ",
            "48.137222;11.575",
            "48.137222/11.575",
            "48,137222 11,575",
            "48,137222, 11,575",
            "48,137222; 11,575",
            "48,137222,11,575",
            "48,137222 / 11,575",
            "+48.137222 +11.575",
            "(48.137222, 11.575)",
            "lat: 48.137222 lon: 11.575",
            "lat=48.137222, lng=11.575",
            "Breite 48,137222, Länge 11,575",
            "48.137222° 11.575°",
            "48.137222\u{a0}11.575",
        ] {
            is_munich(text);
        }
    }

    #[test]
    fn sides_are_read_before_and_behind_and_in_german() {
        for text in [
            "N48.137222 E11.575",
            "n 48.137222, e 11.575",
            "48.137222N 11.575E",
            "48.137222° N, 11.575° O",
            "48,137222° N 11,575° O",
            "48,137222 Nord 11,575 Ost",
            "O 11,575 N 48,137222",
            "11.575E 48.137222N",
            "north 48.137222 east 11.575",
        ] {
            is_munich(text);
        }
        let south_west = read_position("33,865° Süd, 151,209° West").unwrap();
        assert_eq!(
            south_west,
            Position::from_degrees(-33.865, -151.209).unwrap()
        );
    }

    #[test]
    fn degrees_minutes_and_seconds_are_read() {
        for text in [
            "48°08'14\"N 11°34'30\"E",
            "48° 8′ 14″ N, 11° 34′ 30″ O",
            "48°8’14” N 11°34’30” E",
            "N 48° 08' 14'' O 11° 34' 30''",
            "48 08 14 N 11 34 30 E",
            "48 8 14 11 34 30",
            "48° 8.2333' N 11° 34.5' E",
            "N 48° 08.233 E 011° 34.500",
            "48° 8,2333' N 11° 34,5' O",
            "48 8.2333, 11 34.5",
        ] {
            is_munich(text);
        }
    }

    #[test]
    fn links_to_maps_lead_to_their_place() {
        for text in [
            "geo:48.137222,11.575",
            "GEO:48.137222,11.575;u=35?z=15",
            "geo:0,0?q=48.137222,11.575(Depot)",
            "geo:0.0,0.0?q=48.137222%2C11.575",
            "https://www.google.com/maps/@48.137222,11.575,15z",
            "https://www.google.de/maps/place/X/@48.2,11.4,17z/data=!3m1!4b1!3d48.137222!4d11.575!16s",
            "https://www.google.com/maps/search/?api=1&query=48.137222%2C11.575",
            "https://maps.google.com/?q=48.137222,11.575",
            "https://www.google.com/maps/dir/?api=1&destination=48.137222,11.575",
            "https://www.openstreetmap.org/#map=15/48.137222/11.57500",
            "https://www.openstreetmap.org/?mlat=48.137222&mlon=11.575#map=12/48.2/11.4",
            "https://maps.apple.com/?ll=48.137222,11.575&z=12",
            "https://www.waze.com/ul?ll=48.137222%2C11.575&navigate=yes",
            "https://share.here.com/r/mylocation/48.137222,11.575",
            "https://www.bing.com/maps?cp=48.137222~11.575&lvl=15",
        ] {
            is_munich(text);
        }
        let south = "https://www.google.com/maps/@-33.865,-151.209,15z";
        assert_eq!(
            read_position(south),
            Position::from_degrees(-33.865, -151.209)
        );
    }

    #[test]
    fn whole_degrees_are_parted_by_one_comma() {
        let whole = Position::from_degrees(48.0, 11.0);
        for text in ["48,11", "48, 11", "48 11", "48;11", "48° 11°", "geo:48,11"] {
            assert_eq!(read_position(text), whole, "{text}");
        }
        assert_eq!(read_position("48,5 11"), Position::from_degrees(48.5, 11.0));
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for text in [
            "",
            "48.1",
            "N48.1",
            "abc",
            "48.1,",
            ",11.5",
            "48.1,11.5,3.2",
            "48.1 11.5 3.2",
            "N48 N11",
            "E48 E11",
            "-48.1S 11.5E",
            "48°61'N 11°E",
            "48°8'61\"N 11°34'E",
            "48.5°30'N 11°E",
            "48'8°N 11°E",
            "1e3,5",
            "inf,nan",
            "48.1.2,11.5",
            "https://example.com",
            "https://example.com/a",
            "geo:",
            "geo:x",
            "Depot 7",
            "A8 11",
            "48--11",
            "7/8/9",
        ] {
            assert_eq!(read_position(text), Err(PositionError::Form), "{text}");
        }
        assert_eq!(read_position("91,11"), Err(PositionError::Latitude));
        assert_eq!(read_position("48,181"), Err(PositionError::Longitude));
        assert_eq!(
            read_position("48.1 11.5 ".repeat(999).as_str()),
            Err(PositionError::Form)
        );
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,60}", link in "[geo:0-9.,%!34dN'\"° -]{0,40}") {
            let _ = read_position(&text);
            let _ = read_position(&link);
            let _ = read_position(&format!("geo:{link}"));
            let _ = read_position(&format!("https://x/{text}"));
        }

        #[test]
        fn what_a_position_is_written_as_is_read_again(
            latitude in -90_000_000_i64..=90_000_000, longitude in -180_000_000_i64..=180_000_000
        ) {
            let position = Position::from_micro(latitude, longitude).unwrap();
            let (lat, lon) = (position.latitude_text(), position.longitude_text());
            let with_comma = |text: &str| text.replace('.', ",");
            for text in [
                position.to_string(),
                format!("{lat} {lon}"),
                format!("{} {}", with_comma(&lat), with_comma(&lon)),
                format!("{}, {}", with_comma(&lat), with_comma(&lon)),
                format!("geo:{position}"),
            ] {
                prop_assert_eq!(read_position(&text), Ok(position), "{}", text);
            }
        }
    }
}
