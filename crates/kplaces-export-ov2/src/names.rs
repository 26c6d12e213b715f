use kplaces_export_codepage::encode_into;

/// So many bits of a number say where in a piece of memory a name begins, the others in which piece.
const BITS: u32 = 20;
const PIECE: usize = 1 << BITS;

/// The names of all places as the file has them, in pieces that do not grow: so nothing is copied again and again.
#[derive(Debug, Default)]
pub(crate) struct Names(Vec<Vec<u8>>);

impl Names {
    /// Adds a name, and gives its number and its length; `None` if there is no more number. Numbers grow.
    pub(crate) fn add(&mut self, name: &str) -> Option<(u32, u32)> {
        // The code page has no character with more bytes than UTF-8.
        let fits = |piece: &Vec<u8>| piece.len() + name.len() <= piece.capacity().min(PIECE);
        if !self.0.last().is_some_and(fits) {
            self.0.push(Vec::with_capacity(PIECE.max(name.len())));
        }
        let number = u32::try_from(self.0.len() - 1).ok()?;
        let piece = self.0.last_mut()?;
        let begin = piece.len();
        encode_into(piece, name);
        let length = u32::try_from(piece.len() - begin).ok()?;
        let number = number.checked_mul(1 << BITS)? | u32::try_from(begin).ok()?;
        Some((number, length))
    }

    /// The name that has a number and a length.
    pub(crate) fn get(&self, number: u32, length: u32) -> &[u8] {
        let (piece, begin) = (number >> BITS, number as usize & (PIECE - 1));
        let piece = self.0.get(piece as usize);
        let name = piece.and_then(|piece| piece.get(begin..begin + length as usize));
        name.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_and_their_numbers_grow() {
        let mut names = Names::default();
        let long = "ü".repeat(PIECE);
        let given: Vec<String> = (0..40_000)
            .map(|n| format!("{n} {}", "Straße ".repeat(n % 12)))
            .chain([long, String::new(), "x".to_owned()])
            .collect();
        let numbers: Vec<_> = given.iter().map(|name| names.add(name).unwrap()).collect();
        assert!(names.0.len() > 2);
        assert!(numbers.is_sorted_by(|a, b| a.0 <= b.0));
        for (name, (number, length)) in given.iter().zip(numbers) {
            assert!(names.get(number, length) == kplaces_export_codepage::encode(name));
        }
    }
}
