/// Bytes as they come, cut into lines.
pub(crate) struct Lines {
    most: usize,
    line: Vec<u8>,
    /// Whether the rest of this line is passed over.
    skips: bool,
}

/// A line.
pub(crate) enum Line<'a> {
    Whole(&'a [u8]),
    /// It is longer than any can be.
    Overlong,
}

impl Lines {
    /// Lines of at most so many bytes.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            line: Vec::new(),
            skips: false,
        }
    }

    /// Takes bytes and hands out the lines that end in them; empty ones are none. What has no end is handed out as overlong
    /// each time it reaches the limit.
    pub(crate) fn take(&mut self, bytes: &[u8], mut visit: impl FnMut(Line<'_>)) {
        for part in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            let (part, ends) = match part.split_last() {
                Some((b'\n' | b'\r', part)) => (part, true),
                _ => (part, false),
            };
            let mut rest = part;
            while self.line.len() + rest.len() > self.most {
                let room = self.most - self.line.len();
                rest = &rest[(room + 1).min(rest.len())..];
                self.line.clear();
                self.skips = true;
                visit(Line::Overlong);
            }
            if !self.skips {
                self.line.extend_from_slice(rest);
            } else if !ends {
                // Counted, so that a flood without ends is seen as one.
                self.line.resize(self.line.len() + rest.len(), 0);
            }
            if ends {
                if !self.skips && !self.line.is_empty() {
                    visit(Line::Whole(&self.line));
                }
                self.line.clear();
                self.skips = false;
            }
        }
    }

    /// The source ends: what is there of a line is one.
    pub(crate) fn end(&mut self, mut visit: impl FnMut(Line<'_>)) {
        if !self.skips && !self.line.is_empty() {
            visit(Line::Whole(&self.line));
        }
        self.line.clear();
        self.skips = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(most: usize, chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::new(most);
        let mut all = Vec::new();
        let mut note = |line: Line<'_>| {
            all.push(match line {
                Line::Whole(line) => String::from_utf8_lossy(line).into_owned(),
                Line::Overlong => "!".to_owned(),
            });
        };
        for chunk in chunks {
            lines.take(chunk, &mut note);
        }
        lines.end(note);
        all
    }

    #[test]
    fn lines_end_in_all_ways_and_go_across_chunks() {
        assert_eq!(
            lines(10, &[b"a\r\nb", b"c\n\nd\r", b"\ne"]),
            ["a", "bc", "d", "e"]
        );
    }

    #[test]
    fn a_long_line_is_passed_over_and_the_next_one_read() {
        assert_eq!(lines(4, &[b"12345\nab\n"]), ["!", "ab"]);
        assert_eq!(lines(4, &[b"123", b"45", b"6\nab\n"]), ["!", "ab"]);
        assert_eq!(lines(4, &[b"1234\nab\n"]), ["1234", "ab"]);
        assert_eq!(lines(4, &[&[b'x'; 12], b"\nab"]), ["!", "!", "ab"]);
    }

    proptest! {
        #[test]
        fn memory_and_lines_are_bounded(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..20), most in 1..20_usize) {
            let mut lines = Lines::new(most);
            for chunk in &chunks {
                lines.take(chunk, |line| {
                    if let Line::Whole(line) = line {
                        assert!(!line.is_empty() && line.len() <= most);
                    }
                });
                prop_assert!(lines.line.len() <= most);
            }
        }
    }
}
