//! The support file. What may stand in it is a type: nothing that was read as text can become a
//! [`Fact`](fact::Fact), so nobody has to think of what to leave out.

mod fact;
mod sections;

use std::fmt;

use fact::Section;

use crate::text::doctor::bundle::HEAD;
use crate::{Finding, Session};
use kplaces_device::doctor::Facts;

/// A support file.
#[derive(Clone, Debug)]
pub(crate) struct Bundle(Vec<Section>);

impl fmt::Display for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        for section in &self.0 {
            write!(f, "\n[{}]\n", section.title)?;
            for (key, facts) in &section.lines {
                write!(f, "{key:<28}")?;
                for fact in facts {
                    write!(f, " {fact}")?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

pub(super) fn of(session: &Session, facts: &Facts, findings: &[Finding]) -> Bundle {
    Bundle(sections::all(session, facts, findings))
}
