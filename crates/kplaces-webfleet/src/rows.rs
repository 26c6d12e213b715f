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
    /// Something that is not a whole number.
    Odd,
}

impl Cell {
    fn read(text: &str) -> Self {
        match text.trim() {
            "" => Self::Empty,
            text => text.parse().map_or(Self::Odd, Self::Number),
        }
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
    /// Micro-degrees, west negative, not yet range-checked.
    pub longitude: Cell,
    /// Micro-degrees, south negative, not yet range-checked.
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

fn text(cell: &str) -> Option<&str> {
    Some(cell).filter(|cell| !cell.is_empty())
}

impl<'a> AddressRow<'a> {
    /// The cells are those of `columns::ADDRESSES`.
    pub(crate) fn read(cells: &Cells<'a>) -> Self {
        let [uid, number, name, longitude, latitude, radius, colour, _] = *cells;
        Self {
            uid: text(uid),
            number: text(number),
            name,
            longitude: Cell::read(longitude),
            latitude: Cell::read(latitude),
            radius: Cell::read(radius),
            colour: text(colour.trim()),
        }
    }
}

impl<'a> MembershipRow<'a> {
    /// The cells are those of `columns::MEMBERSHIPS`.
    pub(crate) fn read(cells: &Cells<'a>) -> Self {
        let [uid, number, group, ..] = *cells;
        Self {
            uid: text(uid),
            number: text(number),
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
