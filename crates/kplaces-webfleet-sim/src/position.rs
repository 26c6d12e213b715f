use std::fmt;

use crate::Positions;

/// A longitude or latitude that is not in micro-degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) micro: i64,
    pub(crate) form: Positions,
    /// What stands for plus and minus in degrees, minutes and seconds.
    pub(crate) marks: [char; 2],
}

impl Position {
    /// Whether JSON has it as a number.
    pub(crate) const fn is_number(self) -> bool {
        matches!(self.form, Positions::MicroDegrees | Positions::DegreesPoint)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.micro.unsigned_abs();
        let (degrees, rest) = (size / 1_000_000, size % 1_000_000);
        let sign = if self.micro < 0 { "-" } else { "" };
        match self.form {
            Positions::MicroDegrees => write!(f, "{}", self.micro),
            Positions::DegreesPoint => write!(f, "{sign}{degrees}.{rest:06}"),
            Positions::DegreesComma => write!(f, "{sign}{degrees},{rest:06}"),
            Positions::Sexagesimal => {
                let seconds = rest * 3600 / 1_000_000;
                let mark = self.marks[usize::from(self.micro < 0)];
                write!(
                    f,
                    "{degrees:02}°{:02}'{:02}\"{mark}",
                    seconds / 60,
                    seconds % 60
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_written_in_each_form() {
        let written = |micro, form| {
            let marks = ['N', 'S'];
            Position { micro, form, marks }.to_string()
        };
        assert_eq!(written(48_137_430, Positions::MicroDegrees), "48137430");
        assert_eq!(written(48_037_430, Positions::DegreesPoint), "48.037430");
        assert_eq!(written(-137_430, Positions::DegreesComma), "-0,137430");
        assert_eq!(written(-48_137_430, Positions::Sexagesimal), "48°08'14\"S");
    }
}
