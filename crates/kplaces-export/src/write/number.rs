use std::io::{self, Write};

/// Writes micro-degrees as degrees with six places: no rounding, no exponent, and several times as
/// quick as the formatter of the standard library.
pub fn degrees(out: &mut (impl Write + ?Sized), micro: i32) -> io::Result<()> {
    // -2147.483648 is the longest there is.
    let mut text = [0; 12];
    let (whole, mut part) = (
        micro.unsigned_abs() / 1_000_000,
        micro.unsigned_abs() % 1_000_000,
    );
    for pair in [10, 8, 6] {
        text[pair..pair + 2].copy_from_slice(&PAIRS[(part % 100) as usize]);
        part /= 100;
    }
    text[5] = b'.';
    let mut at = digits(&mut text[..5], whole);
    if micro < 0 {
        at -= 1;
        text[at] = b'-';
    }
    out.write_all(&text[at..])
}

/// Writes a whole number.
pub fn whole(out: &mut (impl Write + ?Sized), number: u32) -> io::Result<()> {
    let mut text = [0; 10];
    let at = digits(&mut text, number);
    out.write_all(&text[at..])
}

/// Writes a number at the end of a buffer that has room for it, and says where it begins.
fn digits(text: &mut [u8], mut number: u32) -> usize {
    let mut at = text.len();
    while number > 9 {
        at -= 2;
        text[at..at + 2].copy_from_slice(&PAIRS[(number % 100) as usize]);
        number /= 100;
    }
    if number > 0 || at == text.len() {
        at -= 1;
        text[at] = b'0' + number as u8;
    }
    at
}

/// The numbers from 0 to 99 with two digits each.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_domain::Position;
    use proptest::prelude::*;

    fn text(micro: i32) -> String {
        let mut out = Vec::new();
        degrees(&mut out, micro).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_longest_number_has_room() {
        assert_eq!(text(i32::MIN), "-2147.483648");
        assert_eq!(text(0), "0.000000");
        assert_eq!(text(-1), "-0.000001");
        assert_eq!(text(-10_000_000), "-10.000000");
    }

    proptest! {
        #[test]
        fn a_coordinate_is_written_as_the_domain_writes_it(micro in -180_000_000..=180_000_000_i32) {
            let at = Position::from_micro(0, i64::from(micro)).unwrap();
            prop_assert_eq!(text(micro), at.longitude_text());
        }

        #[test]
        fn a_whole_number_is_written_as_the_library_writes_it(
            number in prop_oneof![any::<u32>(), 0..1_000_u32, Just(u32::MAX)],
        ) {
            let mut out = Vec::new();
            whole(&mut out, number).unwrap();
            prop_assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }
}
