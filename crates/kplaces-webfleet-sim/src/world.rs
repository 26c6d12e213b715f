use crate::Addresses;

/// Everything the stand-in knows: accounts with their users, addresses and groups.
#[derive(Clone)]
pub struct World {
    /// The accounts; an API key belongs to one of them.
    pub accounts: Vec<Account>,
}

/// One customer's account.
#[derive(Clone)]
pub struct Account {
    /// The `account` parameter.
    pub name: String,
    /// The `apikey` parameter.
    pub apikey: String,
    /// Who may log in.
    pub users: Vec<User>,
    /// The addresses, each with the names of its groups.
    pub addresses: Addresses,
    /// The groups, in the order of the report.
    pub groups: Vec<Group>,
}

/// Someone who may log in. No `Debug`: it holds a password.
#[derive(Clone)]
pub struct User {
    /// The name of the Basic header.
    pub name: String,
    /// The password of the Basic header.
    pub password: String,
    /// Without it every call is refused with 8014.
    pub interface_allowed: bool,
    /// Without it the address actions are refused with 45.
    pub addresses_allowed: bool,
}

/// A group of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Unique in the account.
    pub name: String,
    /// Looks like the uid of an address.
    pub uid: String,
}
