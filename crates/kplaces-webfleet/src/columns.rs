//! The one table of column spellings.
//!
//! Which columns the address reports have over HTTP is attested nowhere in public; these are the
//! likely spellings, best first. When a real reply has others, this table is the only place to
//! edit: a report without the columns it needs fails and names the columns it saw.

use crate::rows::Cells;

/// A column we ask for. There is no other column: what is not in this table is never asked for,
/// and dropped unread when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    AddressNumber,
    AddressUid,
    Name,
    Longitude,
    Latitude,
    Radius,
    Colour,
    GroupName,
}

impl Column {
    /// Its spellings, the preferred one first.
    pub(crate) fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::AddressNumber => &["addrno", "addrnr", "addressno"],
            Self::AddressUid => &["addruid", "addressuid"],
            Self::Name => &["addrname1", "name1", "name"],
            // Micro-degrees. `longitude` may be a formatted copy beside `longitude_mdeg`.
            Self::Longitude => &["positionx", "longitude_mdeg", "addr_longitude", "longitude"],
            Self::Latitude => &["positiony", "latitude_mdeg", "addr_latitude", "latitude"],
            Self::Radius => &["radius"],
            Self::Colour => &["color", "colour"],
            Self::GroupName => &["addrgrpname", "addressgroupname", "addrgroupname"],
        }
    }

    /// Whether a text with quotation marks can be meant: names have them, and the seconds of a
    /// position, which has the sign of degrees then.
    pub(crate) fn can_be(self, text: &[u8]) -> bool {
        const LAST_BYTE_OF_DEGREE_SIGN: u8 = 0xB0;
        match self {
            Self::Name | Self::GroupName => true,
            Self::Longitude | Self::Latitude => text.contains(&LAST_BYTE_OF_DEGREE_SIGN),
            _ => false,
        }
    }

    /// What to call it in a message.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::AddressNumber => "address number",
            Self::AddressUid => "address uid",
            Self::Name => "name",
            Self::Longitude => "longitude",
            Self::Latitude => "latitude",
            Self::Radius => "radius",
            Self::Colour => "colour",
            Self::GroupName => "group name",
        }
    }
}

/// The most columns a report of ours has.
pub(crate) const MAX_CELLS: usize = 8;

/// The columns of one report, and which of them must be there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The columns, in the order of the row's cells.
    pub(crate) columns: &'static [Column],
    /// Of each of these sets at least one column must be there.
    pub(crate) needed: &'static [&'static [Column]],
    /// About how much memory a row takes besides its texts, in bytes, for whoever keeps it.
    pub(crate) row_cost: u64,
}

pub(crate) const ADDRESSES: Shape = Shape {
    columns: &[
        Column::AddressUid,
        Column::AddressNumber,
        Column::Name,
        Column::Longitude,
        Column::Latitude,
        Column::Radius,
        Column::Colour,
    ],
    needed: &[
        &[Column::AddressUid, Column::AddressNumber],
        &[Column::Name],
        &[Column::Longitude],
        &[Column::Latitude],
    ],
    row_cost: 150,
};

pub(crate) const MEMBERSHIPS: Shape = Shape {
    columns: &[Column::AddressUid, Column::AddressNumber, Column::GroupName],
    needed: &[
        &[Column::AddressUid, Column::AddressNumber],
        &[Column::GroupName],
    ],
    row_cost: 16,
};

pub(crate) const GROUPS: Shape = Shape {
    columns: &[Column::GroupName],
    needed: &[&[Column::GroupName]],
    row_cost: 64,
};

impl Shape {
    /// The same, for a report of which only the names of columns matter: it always lacks something.
    pub(crate) fn of_names_only(self) -> Self {
        Self {
            needed: &[&[]],
            ..self
        }
    }

    /// The value of `columnfilter`: every spelling, since unknown ones are ignored.
    pub(crate) fn filter(self) -> String {
        let all: Vec<&str> = self
            .columns
            .iter()
            .flat_map(|column| column.spellings())
            .copied()
            .collect();
        all.join(",")
    }

    /// The cell a column of this name fills, and how good the spelling is (0 is best). Blanks around
    /// a name and its case do not matter.
    pub(crate) fn cell(self, name: &str) -> Option<(usize, usize)> {
        let name = name.trim();
        self.columns.iter().enumerate().find_map(|(cell, column)| {
            column
                .spellings()
                .iter()
                .position(|spelling| spelling.eq_ignore_ascii_case(name))
                .map(|grade| (cell, grade))
        })
    }

    /// What tells an address from others, if a row has it.
    pub(crate) fn key<'a>(self, cells: &Cells<'a>) -> Option<&'a str> {
        let keys = [Column::AddressUid, Column::AddressNumber];
        let mut cells = self.columns.iter().zip(cells);
        cells.find_map(|(column, cell)| {
            (keys.contains(column) && !cell.trim().is_empty()).then_some(*cell)
        })
    }

    /// What to call the needed columns that `has` says are not there.
    pub(crate) fn missing(self, has: impl Fn(usize) -> bool) -> Vec<String> {
        let there = |column: &Column| {
            self.columns
                .iter()
                .position(|c| c == column)
                .is_some_and(&has)
        };
        self.needed
            .iter()
            .filter(|set| !set.iter().any(there))
            .map(|set| {
                set.iter()
                    .map(|column| column.label())
                    .collect::<Vec<_>>()
                    .join(" or ")
            })
            .collect()
    }
}

/// Whether a name is one of a column that some report of ours has.
pub(crate) fn is_known(name: &str) -> bool {
    let shapes = [ADDRESSES, MEMBERSHIPS, GROUPS];
    shapes.iter().any(|shape| shape.cell(name).is_some())
}

/// Whether a text could be the name of a column: one short word of ASCII letters, as all names of the
/// service are.
pub(crate) fn looks_like_one(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.len() <= 30
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_means_two_columns_of_a_report() {
        for shape in [ADDRESSES, MEMBERSHIPS, GROUPS] {
            let filter = shape.filter();
            let mut names: Vec<&str> = filter.split(',').collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all);
        }
    }

    #[test]
    fn nothing_personal_is_asked_for() {
        let asked = [ADDRESSES, MEMBERSHIPS, GROUPS]
            .map(Shape::filter)
            .join(",");
        for personal in [
            "street",
            "zip",
            "city",
            "contact",
            "tel",
            "fax",
            "mail",
            "info",
            "addrname2",
            "location",
        ] {
            assert!(!asked.contains(personal), "{personal}");
        }
    }
}
