//! What a person can see of the promise: what is here, where it went, and how it goes away.

mod network;

use crate::args::Privacy;
use crate::{CliError, Output, Session};

pub(super) fn privacy(session: &Session, what: &Privacy) -> Result<Output, CliError> {
    match what {
        Privacy::Network => network::network(session),
    }
}
