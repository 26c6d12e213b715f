use std::fmt;

use crate::Action;

/// What is remembered of a request, for assertions: never a parameter, name, key or password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The action, if it is one of ours.
    pub action: Option<Action>,
    /// Whether the parameters came in a POST body.
    pub post: bool,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The error code it was refused with.
    pub refused: Option<u32>,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = self.action.map_or("no known action", Action::name);
        write!(f, "{action}: {}", self.status)?;
        match self.refused {
            Some(code) => write!(f, ", refused with {code}"),
            None => Ok(()),
        }
    }
}
