use std::fmt;

use secrecy::SecretString;

/// What WEBFLEET wants to know before it answers. Neither displayed nor serialised anywhere.
#[derive(Clone)]
pub struct Login {
    /// The account's name.
    pub account: String,
    /// The user's name.
    pub user: String,
    /// The user's password.
    pub password: SecretString,
    /// The API key of the account.
    pub apikey: SecretString,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(hidden)")
    }
}
