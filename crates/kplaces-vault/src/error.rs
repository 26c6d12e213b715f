/// Why a keyring did not do what was asked. No variant holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is no keyring on this system, or none that answers.
    #[error("no keyring answers: {0}")]
    Absent(String),
    /// It is there, but closed, and was not opened.
    #[error("the keyring is locked")]
    Locked,
    /// It said nothing in the time it is given.
    #[error("the keyring did not answer within {seconds} s")]
    Slow {
        /// How long was waited.
        seconds: u64,
    },
    /// It answered, and did not do it.
    #[error("the keyring refused: {0}")]
    Refused(String),
    /// It holds several secrets under one name, or one that is no text.
    #[error("what the keyring holds under this name cannot be used")]
    Unusable,
}

/// Why bytes could not be sealed or opened. No variant holds anything of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// They were never sealed with a passphrase.
    #[error("is not sealed with a passphrase")]
    NotSealed,
    /// They were cut or changed after they were sealed.
    #[error("is damaged: it was cut or changed")]
    Damaged,
    /// The passphrase is another one. A change of a few of the bytes looks the same.
    #[error("cannot be opened with this passphrase")]
    WrongPassphrase,
    /// Opening would take more time and memory than is reasonable: nobody here made them.
    #[error("asks for too much work to be opened")]
    TooCostly,
    /// They are sealed with less work than is safe: nobody here made them.
    #[error("is sealed too weakly")]
    TooWeak,
    /// They could not be sealed.
    #[error("could not be sealed")]
    Failed,
}
