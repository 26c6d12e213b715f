use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// What places have again and again, such as groups, by number: each once, in the order in which they came first.
#[derive(Clone, Debug)]
pub struct Numbered<T> {
    all: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// The number of one, which is the next one where it is new.
    pub fn of(&mut self, one: &T) -> u32 {
        self.of_or(one, || one.clone())
    }

    /// The same of one that is made where it is new.
    pub fn of_or<Q: ?Sized + Eq + Hash>(&mut self, one: &Q, make: impl FnOnce() -> T) -> u32
    where
        T: Borrow<Q>,
    {
        if let Some(number) = self.numbers.get(one) {
            return *number;
        }
        // There are no more than places, and groups of them.
        let number = self.all.len() as u32;
        let one = make();
        self.all.push(one.clone());
        self.numbers.insert(one, number);
        number
    }

    /// All of them: each stands where its number says.
    pub fn all(&self) -> &[T] {
        &self.all
    }

    /// The same, to be kept without more coming.
    pub fn into_all(self) -> Vec<T> {
        self.all
    }
}

/// Each is to be given once.
impl<T: Clone + Eq + Hash> FromIterator<T> for Numbered<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut numbered = Self::default();
        for one in all {
            numbered.of(&one);
        }
        numbered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GroupName;

    #[test]
    fn each_has_the_number_it_got_when_it_came_first() {
        let mut groups: Numbered<GroupName> =
            ["fuel", "depot"].map(GroupName::from).into_iter().collect();
        let numbers =
            ["depot", "new", "fuel", "new"].map(|name| groups.of_or(name, || name.into()));
        assert_eq!(numbers, [1, 2, 0, 2]);
        assert_eq!(groups.of(&"new".into()), 2);
        assert_eq!(groups.all(), ["fuel", "depot", "new"].map(GroupName::from));
    }
}
