//! Positions as a report has them: micro-degrees, or degrees throughout.

use kplaces_domain::{Oddity, Position};
use kplaces_webfleet::{AddressRow, Cell, Form};

use super::oddities::OddBits;
use crate::AppError;

/// How many forms are told of positions that cannot be read.
const FORMS: usize = 3;

/// What the positions of a download are like.
#[derive(Debug, Default)]
pub(super) struct Positions {
    in_micro_degrees: u64,
    in_degrees: u64,
    /// Forms of those that cannot be read.
    forms: Vec<Form>,
}

impl Positions {
    /// Reads the position of a row, and whether it is in degrees.
    pub(super) fn read(
        &mut self,
        row: AddressRow<'_>,
        odd: &mut OddBits,
    ) -> (Option<Position>, bool) {
        let (latitude, longitude) = (row.latitude, row.longitude);
        let mut micro = |cell: Cell| match cell {
            Cell::Number(number) | Cell::Decimal(number) => Ok(number),
            Cell::Odd(form) => {
                self.note(form);
                Err(Oddity::UnreadablePosition)
            }
            Cell::Empty => Err(Oddity::NoPosition),
        };
        let (read_latitude, read_longitude) = (micro(latitude), micro(longitude));
        // Of the two what cannot be read says more than what is missing.
        let read = match (read_latitude, read_longitude) {
            (Ok(latitude), Ok(longitude)) => Ok((latitude, longitude)),
            (Err(Oddity::NoPosition) | Ok(_), Err(oddity)) | (Err(oddity), _) => Err(oddity),
        };
        let in_degrees =
            matches!(latitude, Cell::Decimal(_)) || matches!(longitude, Cell::Decimal(_));
        let position = read.and_then(|(of_latitude, of_longitude)| {
            let (of_latitude, of_longitude) = if in_degrees {
                (
                    whole_degrees(latitude, of_latitude),
                    whole_degrees(longitude, of_longitude),
                )
            } else {
                (of_latitude, of_longitude)
            };
            if (of_latitude, of_longitude) == (0, 0) {
                return Err(Oddity::ZeroPosition);
            }
            Position::from_micro(of_latitude, of_longitude).map_err(|_| {
                self.note(form_of(latitude));
                Oddity::PositionOutOfRange
            })
        });
        match position {
            Ok(position) => {
                self.count(in_degrees);
                (Some(position), in_degrees)
            }
            Err(oddity) => {
                odd.add(oddity);
                (None, false)
            }
        }
    }

    /// Counts one that can be read.
    pub(super) fn count(&mut self, in_degrees: bool) {
        if in_degrees {
            self.in_degrees += 1;
        } else {
            self.in_micro_degrees += 1;
        }
    }

    /// Adds those of another report.
    pub(super) fn merge(&mut self, other: Self) {
        self.in_micro_degrees += other.in_micro_degrees;
        self.in_degrees += other.in_degrees;
        other.forms.into_iter().for_each(|form| self.note(form));
    }

    /// Whether some are in degrees and some are not.
    pub(super) fn are_mixed(&self) -> bool {
        self.in_degrees > 0 && self.in_micro_degrees > 0
    }

    /// Fails where there are positions, and none of them can be read: the report means something else
    /// by its columns.
    pub(super) fn judge(self, rows: u64) -> Result<(), AppError> {
        if self.in_degrees + self.in_micro_degrees == 0 && !self.forms.is_empty() {
            let forms = self.forms;
            return Err(AppError::NoPositions { rows, forms });
        }
        Ok(())
    }

    fn note(&mut self, form: Form) {
        if self.forms.len() < FORMS && !self.forms.contains(&form) {
            self.forms.push(form);
        }
    }
}

/// A whole number beside one with decimals: `48` is 48 degrees then.
fn whole_degrees(cell: Cell, micro: i64) -> i64 {
    match cell {
        Cell::Number(degrees) => degrees.saturating_mul(1_000_000),
        _ => micro,
    }
}

fn form_of(cell: Cell) -> Form {
    match cell {
        Cell::Odd(form) => form,
        Cell::Number(number) => Form::of(&number.to_string()),
        Cell::Decimal(micro) => Form::of(&(micro as f64 / 1e6).to_string()),
        Cell::Empty => Form::of(""),
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    fn row(latitude: Cell, longitude: Cell) -> AddressRow<'static> {
        AddressRow {
            uid: None,
            number: Some("1"),
            name: "n",
            longitude,
            latitude,
            radius: Cell::Empty,
            colour: None,
        }
    }

    /// Latitude and longitude in micro-degrees, or what is odd about them.
    fn read(
        positions: &mut Positions,
        latitude: Cell,
        longitude: Cell,
    ) -> Result<(i32, i32), Oddity> {
        let mut odd = OddBits::default();
        let (position, _) = positions.read(row(latitude, longitude), &mut odd);
        match position {
            Some(position) => Ok((position.latitude_micro(), position.longitude_micro())),
            None => Err(Oddity::iter().find(|oddity| odd.has(*oddity)).unwrap()),
        }
    }

    #[test]
    fn degrees_are_read_and_counted_apart() {
        let mut positions = Positions::default();
        let degrees = Cell::Decimal(48_137_430);
        assert_eq!(
            read(&mut positions, degrees, Cell::Decimal(11_575_490)),
            Ok((48_137_430, 11_575_490))
        );
        assert_eq!(
            read(&mut positions, degrees, Cell::Number(-8)),
            Ok((48_137_430, -8_000_000))
        );
        assert!(!positions.are_mixed());
        assert_eq!(
            read(&mut positions, Cell::Number(48), Cell::Number(11)),
            Ok((48, 11))
        );
        assert!(positions.are_mixed());
    }

    #[test]
    fn what_is_odd_about_a_position_is_told() {
        let positions = &mut Positions::default();
        let odd = Cell::Odd(Form::of("N 48"));
        for (latitude, longitude, oddity) in [
            (Cell::Empty, Cell::Empty, Oddity::NoPosition),
            (Cell::Empty, Cell::Number(1), Oddity::NoPosition),
            (odd, Cell::Empty, Oddity::UnreadablePosition),
            (Cell::Empty, odd, Oddity::UnreadablePosition),
            (Cell::Number(0), Cell::Number(0), Oddity::ZeroPosition),
            (Cell::Decimal(0), Cell::Decimal(0), Oddity::ZeroPosition),
            (
                Cell::Number(91_000_000),
                Cell::Number(0),
                Oddity::PositionOutOfRange,
            ),
            (
                Cell::Decimal(91_000_000),
                Cell::Decimal(1),
                Oddity::PositionOutOfRange,
            ),
        ] {
            assert_eq!(read(positions, latitude, longitude), Err(oddity));
        }
    }

    #[test]
    fn positions_of_which_none_can_be_read_fail_with_their_forms() {
        let mut positions = Positions::default();
        for text in ["48°08'15\"N", "51°08'15\"N", "N 48.1", "481374300000"] {
            let _ = read(&mut positions, Cell::Odd(Form::of(text)), Cell::Empty);
        }
        let error = positions.judge(4).unwrap_err().to_string();
        let expected = "no position of the 4 addresses can be read; they look like `99°99'99\"A`, `A 99.9`, `999999999999`";
        assert_eq!(error, expected);
    }

    #[test]
    fn one_that_can_be_read_is_enough_and_none_at_all_is_no_failure() {
        let mut positions = Positions::default();
        let _ = read(&mut positions, Cell::Empty, Cell::Empty);
        let _ = read(&mut positions, Cell::Number(0), Cell::Number(0));
        assert!(positions.judge(2).is_ok());
        let mut positions = Positions::default();
        let _ = read(&mut positions, Cell::Odd(Form::of("x")), Cell::Empty);
        let _ = read(&mut positions, Cell::Number(1), Cell::Number(1));
        assert!(positions.judge(2).is_ok());
    }
}
