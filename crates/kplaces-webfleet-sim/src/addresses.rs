use std::borrow::Cow;

use crate::{Address, Large, sample};

/// The addresses of an account, in the order of the report.
#[derive(Clone)]
pub enum Addresses {
    /// Kept one by one.
    Listed(Vec<Address>),
    /// This many, each made when it is asked for, the same at every run.
    Synthetic(usize),
    /// Those of a large account, each made when it is asked for.
    Large(Large),
}

impl Addresses {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Listed(list) => list.len(),
            Self::Synthetic(count) => *count,
            Self::Large(large) => large.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The address at this place in the report.
    pub fn get(&self, index: usize) -> Option<Cow<'_, Address>> {
        match self {
            Self::Listed(list) => list.get(index).map(Cow::Borrowed),
            Self::Synthetic(count) if index < *count => Some(Cow::Owned(sample::synthetic(index))),
            Self::Synthetic(_) => None,
            Self::Large(large) => large.get(index).map(Cow::Owned),
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Address>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// The list to change; `None` for addresses that are made, which follow a rule instead.
    pub fn listed_mut(&mut self) -> Option<&mut Vec<Address>> {
        match self {
            Self::Listed(list) => Some(list),
            Self::Synthetic(_) | Self::Large(_) => None,
        }
    }
}
