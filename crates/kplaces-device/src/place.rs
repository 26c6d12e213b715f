/// A place for the login that can be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The keyring of this device's user.
    Keyring,
    /// A file that is sealed with a passphrase.
    Sealed,
    /// A file that this user can read.
    File,
}
