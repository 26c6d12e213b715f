//! The one table of column spellings.
//!
//! Which columns the address reports have over HTTP is attested nowhere in public; these are the
//! likely spellings, best first. When a real reply has others, this table is the only place to
//! edit: a report without the columns it needs fails and names the columns it saw.

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
            Self::Name => &["addrname1"],
            // Micro-degrees. `longitude` may be a formatted copy beside `longitude_mdeg`.
            Self::Longitude => &["positionx", "longitude_mdeg", "longitude"],
            Self::Latitude => &["positiony", "latitude_mdeg", "latitude"],
            Self::Radius => &["radius"],
            Self::Colour => &["color", "colour"],
            Self::GroupName => &["addrgrpname", "addressgroupname", "addrgroupname"],
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
};

pub(crate) const MEMBERSHIPS: Shape = Shape {
    columns: &[Column::AddressUid, Column::AddressNumber, Column::GroupName],
    needed: &[
        &[Column::AddressUid, Column::AddressNumber],
        &[Column::GroupName],
    ],
};

pub(crate) const GROUPS: Shape = Shape {
    columns: &[Column::GroupName],
    needed: &[&[Column::GroupName]],
};

impl Shape {
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

    /// The cell a column of this name fills, and how good the spelling is (0 is best).
    pub(crate) fn cell(self, name: &str) -> Option<(usize, usize)> {
        self.columns.iter().enumerate().find_map(|(cell, column)| {
            column
                .spellings()
                .iter()
                .position(|spelling| *spelling == name)
                .map(|grade| (cell, grade))
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
