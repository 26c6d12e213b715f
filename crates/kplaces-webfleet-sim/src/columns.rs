//! The columns of the reports, out of `data/columns.csv`: the one place that knows their names.

use std::sync::LazyLock;

use crate::position::Position;
use crate::{Action, Address, Group, Positions, Spelling};

static TABLE: LazyLock<Vec<Column>> = LazyLock::new(|| {
    include_str!("../data/columns.csv")
        .lines()
        .skip(1)
        .filter_map(Column::parse)
        .collect()
});

/// One line of the table.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    pub(crate) field: Field,
    reports: &'static str,
    first: &'static str,
    second: &'static str,
}

impl Column {
    fn parse(line: &'static str) -> Option<Self> {
        let mut cells = line.split(',');
        let field = Field::from_name(cells.next()?)?;
        let (reports, first, second) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Self {
            field,
            reports,
            first,
            second,
        })
    }

    pub(crate) const fn name(&self, spelling: Spelling) -> &'static str {
        match spelling {
            Spelling::First => self.first,
            Spelling::Second => self.second,
        }
    }

    /// The columns of a report, in the order of the table.
    pub(crate) fn of(action: Action) -> impl Iterator<Item = Self> {
        let report = match action {
            Action::Addresses => "addresses",
            Action::Groups => "groups",
            Action::Members => "members",
        };
        let has = move |column: &&Self| column.reports.split(' ').any(|name| name == report);
        TABLE.iter().filter(has).copied()
    }
}

/// A value of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Missing,
    Text(&'a str),
    Number(i64),
    Flag(bool),
    Position(Position),
}

impl Value<'_> {
    /// The same, written in another form if it is a longitude or latitude.
    pub(crate) const fn in_form(self, field: Field, form: Positions) -> Self {
        let marks = match field {
            Field::Longitude => ['E', 'W'],
            Field::Latitude => ['N', 'S'],
            _ => return self,
        };
        match (self, form) {
            (
                Self::Number(micro),
                Positions::DegreesPoint | Positions::DegreesComma | Positions::Sexagesimal,
            ) => Self::Position(Position { micro, form, marks }),
            _ => self,
        }
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(text: &'a Option<String>) -> Self {
        text.as_ref().map_or(Self::Missing, Self::from)
    }
}

impl From<&Option<i64>> for Value<'_> {
    fn from(number: &Option<i64>) -> Self {
        number.map_or(Self::Missing, Self::Number)
    }
}

impl From<&Option<bool>> for Value<'_> {
    fn from(flag: &Option<bool>) -> Self {
        flag.map_or(Self::Missing, Self::Flag)
    }
}

/// A value of one's own, out of a text; `None` if the text is none.
trait OfText: Sized {
    fn of_text(text: &str) -> Option<Self>;
}

impl OfText for String {
    fn of_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl OfText for i64 {
    fn of_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

impl OfText for bool {
    fn of_text(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        }
    }
}

impl<T: OfText> OfText for Option<T> {
    fn of_text(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(None);
        }
        T::of_text(text).map(Some)
    }
}

/// One row: an address, a group, or a pair of them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Row<'a> {
    pub(crate) address: Option<&'a Address>,
    pub(crate) group: Option<&'a Group>,
}

/// Whom fields belong to.
struct Owners<'o> {
    address: &'o mut Address,
    group: &'o mut Group,
}

impl Field {
    /// The field that a column of this name holds, in either spelling and any case.
    pub(crate) fn of_column(name: &str) -> Option<Self> {
        let spellings = [Spelling::First, Spelling::Second];
        let is_it = |column: &&Column| {
            let mut names = spellings.iter().map(|spelling| column.name(*spelling));
            names.any(|it| it.eq_ignore_ascii_case(name))
        };
        TABLE.iter().find(is_it).map(|column| column.field)
    }

    /// The first name of its column.
    pub(crate) fn column(self) -> &'static str {
        let column = TABLE.iter().find(|column| column.field == self);
        column.map_or("", |column| column.name(Spelling::First))
    }
}

/// Makes `Field`, its names in the table, and where its value comes from, out of one list.
macro_rules! fields {
    ($($field:ident = $name:literal: $owner:ident.$part:ident;)*) => {
        /// What a column can hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Field { $($field,)* }

        impl Field {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$field,)*];

            fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$field),)*
                    _ => None,
                }
            }
        }

        /// Sets what a column of one's own says; false if it cannot be.
        pub(crate) fn set(field: Field, address: &mut Address, group: &mut Group, text: &str) -> bool {
            let owners = Owners { address, group };
            match field {
                $(Field::$field => match OfText::of_text(text) {
                    Some(value) => owners.$owner.$part = value,
                    None => return false,
                })*
            }
            true
        }

        impl<'a> Row<'a> {
            pub(crate) fn value(&self, field: Field) -> Value<'a> {
                match field {
                    $(Field::$field => {
                        self.$owner.map_or(Value::Missing, |owner| (&owner.$part).into())
                    })*
                }
            }
        }
    };
}

fields! {
    Number = "number": address.number;
    Uid = "uid": address.uid;
    Name1 = "name1": address.name1;
    Name2 = "name2": address.name2;
    Name3 = "name3": address.name3;
    Street = "street": address.street;
    Zip = "zip": address.zip;
    City = "city": address.city;
    Country = "country": address.country;
    Region = "region": address.region;
    Contact = "contact": address.contact;
    PhoneBusiness = "phone_business": address.phone_business;
    PhoneMobile = "phone_mobile": address.phone_mobile;
    PhonePersonal = "phone_personal": address.phone_personal;
    Fax = "fax": address.fax;
    Mail = "mail": address.mail;
    Info = "info": address.info;
    Description = "description": address.description;
    Longitude = "longitude": address.longitude;
    Latitude = "latitude": address.latitude;
    Radius = "radius": address.radius;
    Visible = "visible": address.visible;
    Colour = "colour": address.colour;
    Mapcode = "mapcode": address.mapcode;
    GroupName = "group_name": group.name;
    GroupUid = "group_uid": group.uid;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood_and_every_field_is_in_it() {
        let lines = include_str!("../data/columns.csv").lines().count() - 1;
        assert_eq!(TABLE.len(), lines);
        for field in Field::ALL {
            assert!(
                TABLE.iter().any(|column| column.field == *field),
                "{field:?}"
            );
        }
        assert_eq!(Column::of(Action::Addresses).count(), 24);
        assert_eq!(Column::of(Action::Groups).count(), 2);
        assert_eq!(Column::of(Action::Members).count(), 4);
    }

    #[test]
    fn names_are_unique_within_a_spelling() {
        for spelling in [Spelling::First, Spelling::Second] {
            let mut names: Vec<_> = TABLE.iter().map(|column| column.name(spelling)).collect();
            names.sort_unstable();
            assert!(
                names.windows(2).all(|pair| pair[0] != pair[1]),
                "{spelling:?}"
            );
        }
    }
}
