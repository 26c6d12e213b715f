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

impl Place {
    /// What it is called for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Sealed => "sealed",
            Self::File => "file",
        }
    }
}
