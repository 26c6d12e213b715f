//! What the errors of the systems' keyrings mean.

use keyring_core::Error;
use secrecy::zeroize::Zeroize;

use crate::KeyringError;

/// What a driver says, without the name of what it is made of.
pub(crate) fn reason(error: &impl ToString) -> String {
    error
        .to_string()
        .trim_start_matches("zbus error: ")
        .to_owned()
}

/// What an error means. Some of the errors hold the secret: it is wiped, and their text never used.
pub(crate) fn meaning(error: Error) -> KeyringError {
    match error {
        Error::NoStorageAccess(_) => KeyringError::Locked,
        Error::PlatformFailure(why) => KeyringError::Refused(reason(&why)),
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            KeyringError::Unusable
        }
        Error::Ambiguous(_) => KeyringError::Unusable,
        Error::TooLong(what, most) => {
            KeyringError::Refused(format!("{what} may have no more than {most} characters"))
        }
        Error::NotSupportedByStore(_) => KeyringError::Absent("it cannot do this".to_owned()),
        _ => KeyringError::Refused("it gives no reason".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_holds_what_the_keyring_gave() {
        for error in [
            Error::BadEncoding(b"hunter2".to_vec()),
            Error::BadDataFormat(b"hunter2".to_vec(), "hunter2".into()),
            Error::BadStoreFormat("hunter2".to_owned()),
        ] {
            let meant = meaning(error);
            assert!(!format!("{meant} {meant:?}").contains("hunter2"));
        }
    }
}
