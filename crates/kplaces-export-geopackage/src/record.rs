//! A row as SQLite stores it: what each value is, then the values.

/// A value of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl Value<'_> {
    /// What it is, as the format numbers it.
    fn kind(&self) -> u64 {
        match self {
            Self::Null => 0,
            Self::Integer(0) => 8,
            Self::Integer(1) => 9,
            Self::Integer(number) => match bytes_of(*number) {
                bytes @ 1..=4 => bytes as u64,
                6 => 5,
                _ => 6,
            },
            Self::Text(text) => 13 + 2 * text.len() as u64,
            Self::Blob(blob) => 12 + 2 * blob.len() as u64,
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null | Self::Integer(0 | 1) => {}
            Self::Integer(number) => {
                let bytes = number.to_be_bytes();
                out.extend_from_slice(&bytes[8 - bytes_of(*number)..]);
            }
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
            Self::Blob(blob) => out.extend_from_slice(blob),
        }
    }
}

/// Bytes that a number takes: the format has no numbers of five or seven.
fn bytes_of(number: i64) -> usize {
    let bits = 65 - (number ^ (number >> 63)).leading_zeros();
    match bits.div_ceil(8) as usize {
        5 => 6,
        7 => 8,
        bytes => bytes,
    }
}

/// Writes a row over what is in `out`.
pub(crate) fn record(out: &mut Vec<u8>, values: &[Value<'_>]) {
    out.clear();
    let mut head = [0; 64];
    let mut length = 1;
    for value in values {
        length += varint(&mut head[length..], value.kind());
    }
    // Itself, in one byte: the tables here have few columns.
    head[0] = length as u8;
    out.extend_from_slice(&head[..length]);
    for value in values {
        value.put(out);
    }
}

/// Writes a number of variable length to the beginning of `out`, and says how many bytes it takes.
pub(crate) fn varint(out: &mut [u8], number: u64) -> usize {
    let bits = 64 - (number | 1).leading_zeros() as usize;
    let length = bits.div_ceil(7);
    if length > 8 {
        // The ninth byte has eight bits.
        let high = number >> 8;
        for (n, byte) in out[..8].iter_mut().enumerate() {
            *byte = 0x80 | (high >> (7 * (7 - n))) as u8;
        }
        out[8] = number as u8;
        return 9;
    }
    for (n, byte) in out[..length].iter_mut().enumerate() {
        let more = if n + 1 < length { 0x80 } else { 0 };
        *byte = more | (number >> (7 * (length - 1 - n))) as u8 & 0x7f;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_as_many_bytes_as_the_format_has() {
        for (number, bytes) in [
            (2, 1),
            (127, 1),
            (-128, 1),
            (128, 2),
            (-32_768, 2),
            (32_768, 3),
            (8_388_608, 4),
            (1 << 31, 6),
            (-(1 << 47), 6),
            (1 << 47, 8),
            (i64::MIN, 8),
        ] {
            assert_eq!(bytes_of(number), bytes, "{number}");
        }
    }

    #[test]
    fn a_number_of_variable_length_has_seven_bits_a_byte() {
        let written = |number| {
            let mut out = [0; 9];
            let length = varint(&mut out, number);
            out[..length].to_vec()
        };
        assert_eq!(written(0), [0]);
        assert_eq!(written(127), [0x7f]);
        assert_eq!(written(128), [0x81, 0]);
        assert_eq!(written(16_384), [0x81, 0x80, 0]);
        assert_eq!(
            written((1 << 56) - 1),
            [[0xff; 7].as_slice(), &[0x7f]].concat()
        );
        assert_eq!(written(u64::MAX), [0xff; 9]);
    }
}
