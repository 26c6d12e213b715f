//! Addresses and groups out of tables.

use crate::columns::{Field, set};
use crate::table::Table;
use crate::{Address, Group};

pub(super) fn addresses(bytes: &[u8]) -> Result<Vec<Address>, String> {
    let table = Table::read(bytes)?;
    let fields = fields(&table)?;
    has_one(&fields, &[Field::Uid, Field::Number])?;
    let (mut addresses, mut group) = (Vec::new(), Group::default());
    for (n, row) in table.rows.iter().enumerate() {
        let mut address = Address::default();
        fill(&mut address, &mut group, &fields, row, n)?;
        addresses.push(address);
    }
    Ok(addresses)
}

pub(super) fn groups(bytes: &[u8]) -> Result<Vec<Group>, String> {
    let table = Table::read(bytes)?;
    let fields = fields(&table)?;
    has_one(&fields, &[Field::GroupName])?;
    let (mut groups, mut address) = (Vec::new(), Address::default());
    for (n, row) in table.rows.iter().enumerate() {
        let mut group = Group::default();
        fill(&mut address, &mut group, &fields, row, n)?;
        groups.push(group);
    }
    Ok(groups)
}

/// Puts addresses into groups. Returns the groups, in the order they came.
pub(super) fn join(addresses: &mut [Address], bytes: &[u8]) -> Result<Vec<Group>, String> {
    let table = Table::read(bytes)?;
    let fields = fields(&table)?;
    has_one(&fields, &[Field::Uid, Field::Number])?;
    has_one(&fields, &[Field::GroupName])?;
    let mut groups: Vec<Group> = Vec::new();
    for (n, row) in table.rows.iter().enumerate() {
        let (mut member, mut group) = (Address::default(), Group::default());
        fill(&mut member, &mut group, &fields, row, n)?;
        let is_it = |address: &&mut Address| match &member.uid {
            Some(uid) => address.uid.as_ref() == Some(uid),
            None => address.number == member.number,
        };
        let address = addresses.iter_mut().find(is_it);
        let address = address.ok_or_else(|| format!("row {}: there is no such address", n + 1))?;
        address.groups.push(group.name.clone());
        if groups.iter().all(|it| it.name != group.name) {
            groups.push(group);
        }
    }
    Ok(groups)
}

/// What each column is, by either of its names.
fn fields(table: &Table) -> Result<Vec<Field>, String> {
    let field = |name: &String| {
        let name = name.trim();
        Field::of_column(name).ok_or_else(|| format!("no report has a column `{name}`"))
    };
    table.names.iter().map(field).collect()
}

fn has_one(fields: &[Field], of: &[Field]) -> Result<(), String> {
    if of.iter().any(|field| fields.contains(field)) {
        return Ok(());
    }
    let names: Vec<_> = of.iter().map(|field| field.column()).collect();
    Err(format!("it has no column {}", names.join(" or ")))
}

fn fill(
    address: &mut Address,
    group: &mut Group,
    fields: &[Field],
    row: &[String],
    n: usize,
) -> Result<(), String> {
    for (field, text) in fields.iter().zip(row) {
        if !set(*field, address, group, text) {
            let column = field.column();
            return Err(format!(
                "row {}: {column} is not a whole number, or true or false",
                n + 1
            ));
        }
    }
    Ok(())
}
