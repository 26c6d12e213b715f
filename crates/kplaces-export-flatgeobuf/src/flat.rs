//! As much of `FlatBuffers` as this format needs: tables written once, and read without trust.
//!
//! A table begins with the way back to its list of fields (`vtable`), which says for each field
//! how far into the table it is; what has no fixed size stands elsewhere, further on, and the
//! field says how far. Numbers are little-endian and lie on multiples of their size.

/// A field to be written.
pub(crate) enum Field<'a> {
    /// Not there: readers take its default.
    Default,
    Byte(u8),
    Short(u16),
    Int(i32),
    Long(u64),
    Text(&'a str),
    Doubles(&'a [f64]),
    Table(Vec<Field<'a>>),
    Tables(Vec<Vec<Field<'a>>>),
}

impl Field<'_> {
    /// How many bytes it takes in its table.
    fn size(&self) -> usize {
        match self {
            Self::Default => 0,
            Self::Byte(_) => 1,
            Self::Short(_) => 2,
            Self::Long(_) => 8,
            _ => 4,
        }
    }
}

/// A table and everything in it, with its size in front. It is as long as a multiple of 8.
pub(crate) fn sized(root: &[Field<'_>]) -> Vec<u8> {
    let mut out = vec![0; 8];
    let at = table(&mut out, root);
    point(&mut out, 4, at);
    align(&mut out, 8);
    let size = out.len() as u32 - 4;
    out[..4].copy_from_slice(&size.to_le_bytes());
    out
}

fn align(out: &mut Vec<u8>, size: usize) {
    out.resize(out.len().next_multiple_of(size), 0);
}

/// Makes the field at `from` lead to `to`.
fn point(out: &mut [u8], from: usize, to: usize) {
    let way = (to - from) as u32;
    out[from..from + 4].copy_from_slice(&way.to_le_bytes());
}

fn table(out: &mut Vec<u8>, fields: &[Field<'_>]) -> usize {
    align(out, 4);
    let list = out.len();
    out.resize(list + 4 + 2 * fields.len(), 0);
    align(out, 4);
    let at = out.len();
    out.extend(((at - list) as i32).to_le_bytes());
    let mut places = Vec::with_capacity(fields.len());
    for field in fields {
        align(out, field.size().max(1));
        places.push(out.len());
        match field {
            Field::Byte(number) => out.push(*number),
            Field::Short(number) => out.extend(number.to_le_bytes()),
            Field::Int(number) => out.extend(number.to_le_bytes()),
            Field::Long(number) => out.extend(number.to_le_bytes()),
            other => out.resize(out.len() + other.size(), 0),
        }
    }
    let mut entries = vec![(4 + 2 * fields.len()) as u16, (out.len() - at) as u16];
    entries.extend(
        fields
            .iter()
            .zip(&places)
            .map(|(field, place)| match field {
                Field::Default => 0,
                _ => (place - at) as u16,
            }),
    );
    for (n, entry) in entries.iter().enumerate() {
        out[list + 2 * n..][..2].copy_from_slice(&entry.to_le_bytes());
    }
    for (field, place) in fields.iter().zip(places) {
        let to = match field {
            Field::Text(text) => {
                let to = vector(out, text.len(), 1);
                out.extend(text.as_bytes());
                // For readers in C.
                out.push(0);
                to
            }
            Field::Doubles(numbers) => {
                let to = vector(out, numbers.len(), 8);
                out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
                to
            }
            Field::Table(fields) => table(out, fields),
            Field::Tables(tables) => {
                let to = vector(out, tables.len(), 4);
                out.resize(to + 4 + 4 * tables.len(), 0);
                for (n, fields) in tables.iter().enumerate() {
                    let at = table(out, fields);
                    point(out, to + 4 + 4 * n, at);
                }
                to
            }
            _ => continue,
        };
        point(out, place, to);
    }
    at
}

/// Begins a vector: its length, behind which items lie on multiples of `size`.
fn vector(out: &mut Vec<u8>, length: usize, size: usize) -> usize {
    align(out, 4);
    while !(out.len() + 4).is_multiple_of(size) {
        out.extend([0; 4]);
    }
    let at = out.len();
    out.extend((length as u32).to_le_bytes());
    at
}

/// A table somewhere in bytes that may be anything.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    /// The outermost table of bytes without their size in front.
    pub(crate) fn root(bytes: &'a [u8]) -> Option<Self> {
        let at = led(bytes, 0)?;
        Some(Self { bytes, at })
    }

    /// Where a field is, by its number in the schema.
    fn field(self, number: usize) -> Option<usize> {
        let back = i32::from_le_bytes(array(self.bytes, self.at)?);
        let list = usize::try_from(self.at as i64 - i64::from(back)).ok()?;
        let list = self.bytes.get(list..)?;
        let entry = 4 + 2 * number;
        if entry >= usize::from(u16::from_le_bytes(array(list, 0)?)) {
            return None;
        }
        let way = u16::from_le_bytes(array(list, entry)?);
        (way != 0).then(|| self.at + usize::from(way))
    }

    pub(crate) fn byte(self, number: usize) -> Option<u8> {
        self.bytes.get(self.field(number)?).copied()
    }

    pub(crate) fn short(self, number: usize) -> Option<u16> {
        Some(u16::from_le_bytes(array(self.bytes, self.field(number)?)?))
    }

    pub(crate) fn int(self, number: usize) -> Option<i32> {
        Some(i32::from_le_bytes(array(self.bytes, self.field(number)?)?))
    }

    pub(crate) fn long(self, number: usize) -> Option<u64> {
        Some(u64::from_le_bytes(array(self.bytes, self.field(number)?)?))
    }

    pub(crate) fn table(self, number: usize) -> Option<Self> {
        let at = led(self.bytes, self.field(number)?)?;
        Some(Self { at, ..self })
    }

    /// A vector of items of so many bytes.
    pub(crate) fn vector(self, number: usize, size: usize) -> Option<&'a [u8]> {
        let at = led(self.bytes, self.field(number)?)?;
        let length = u32::from_le_bytes(array(self.bytes, at)?) as usize;
        self.bytes.get(at + 4..)?.get(..length.checked_mul(size)?)
    }

    /// A vector of tables.
    pub(crate) fn tables(self, number: usize) -> Option<Vec<Self>> {
        let at = led(self.bytes, self.field(number)?)? + 4;
        let length = self.vector(number, 4)?.len();
        let ways = (at..at + length).step_by(4);
        ways.map(|from| {
            let at = led(self.bytes, from)?;
            Some(Self { at, ..self })
        })
        .collect()
    }
}

/// Where the way that begins at `from` leads.
fn led(bytes: &[u8], from: usize) -> Option<usize> {
    let way = u32::from_le_bytes(array(bytes, from)?) as usize;
    from.checked_add(way).filter(|to| *to < bytes.len())
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_lies_where_it_has_to() {
        let inner = || vec![Field::Text("ß"), Field::Default, Field::Byte(7)];
        let bytes = sized(&[
            Field::Byte(1),
            Field::Long(u64::MAX),
            Field::Default,
            Field::Short(3),
            Field::Doubles(&[1.5, -2.5]),
            Field::Table(inner()),
            Field::Tables(vec![inner(), vec![Field::Int(-5)]]),
        ]);
        assert_eq!(bytes.len() % 8, 0);
        assert_eq!(bytes[..4], (bytes.len() as u32 - 4).to_le_bytes());
        let root = Table::root(&bytes[4..]).unwrap();
        assert_eq!((root.byte(0), root.long(1)), (Some(1), Some(u64::MAX)));
        assert_eq!((root.byte(2), root.short(3)), (None, Some(3)));
        assert_eq!((root.field(1).unwrap() + 4) % 8, 0);
        let numbers = root.vector(4, 8).unwrap();
        assert_eq!(numbers[8..], (-2.5_f64).to_le_bytes());
        assert_eq!((numbers.as_ptr() as usize - bytes.as_ptr() as usize) % 8, 0);
        let table = root.table(5).unwrap();
        assert_eq!(
            (table.vector(0, 1), table.byte(2)),
            (Some("ß".as_bytes()), Some(7))
        );
        let tables = root.tables(6).unwrap();
        assert_eq!(tables[0].vector(0, 1), table.vector(0, 1));
        assert_eq!(tables[1].int(0), Some(-5));
        // More fields than there were when it was written.
        assert_eq!((tables[1].int(1), root.byte(1_000)), (None, None));
    }
}
