//! What somebody types to find places, understood as far as it goes.

use kplaces_domain::{
    FoldedName, FoldedQuery, GroupName, Guess, PlaceKey, Position, names_like, one_line,
    read_position,
};
use kplaces_edition::Feature;
use kplaces_store::Filter;

use crate::{App, AppError, Found, Search};

/// By what places were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum FoundBy {
    /// Their names have it, or there is nothing at all.
    #[default]
    Name,
    /// It is the key of one.
    Key,
    /// It is a position, and they are nearest to it.
    Position(Position),
    /// It is a part of the names of these groups, and they are in one of them.
    Groups(Vec<GroupName>),
    /// Their names nearly have it.
    Similar,
}

impl App {
    /// The places whose name has what somebody typed; where there is none, what else it can mean: a key, a position,
    /// groups (with the group filter), or names with a letter or two that are different. `None` if there is nothing in it
    /// to look for.
    ///
    /// The last of these costs a look at all places.
    pub async fn find(
        &self,
        typed: &str,
        search: &Search,
    ) -> Result<Option<(Found, FoundBy)>, AppError> {
        let Some(text) = FoldedQuery::new(typed) else {
            return Ok(None);
        };
        let plain = search.clone();
        let named = |text: FoldedQuery| Search {
            text: Some(text),
            ..search.clone()
        };
        let found = self.search(&named(text.clone())).await?;
        if !found.hits.is_empty() {
            return Ok(Some((found, FoundBy::Name)));
        }
        if let Some(hit) = self.by_key(&PlaceKey::from(typed.trim())).await? {
            let found = Found {
                hits: vec![hit],
                ..found
            };
            return Ok(Some((found, FoundBy::Key)));
        }
        if let Ok(position) = read_position(typed) {
            let near = Some(position);
            let found = self.search(&Search { near, ..plain }).await?;
            return Ok(Some((found, FoundBy::Position(position))));
        }
        let groups = self.groups_named(&text).await?;
        if !groups.is_empty() {
            let within = groups.clone();
            let search = Search {
                groups: within,
                ..plain
            };
            let in_them = self.search(&search).await?;
            if !in_them.hits.is_empty() {
                return Ok(Some((in_them, FoundBy::Groups(groups))));
            }
        }
        if let Some(meant) = self.meant_by(&text).await? {
            let similar = self.search(&named(meant)).await?;
            if !similar.hits.is_empty() {
                return Ok(Some((similar, FoundBy::Similar)));
            }
        }
        Ok(Some((found, FoundBy::Name)))
    }

    /// The groups whose names have it, else those whose names nearly do.
    async fn groups_named(&self, text: &FoldedQuery) -> Result<Vec<GroupName>, AppError> {
        if self.policy().require(Feature::GroupFilter).is_err() {
            return Ok(Vec::new());
        }
        let known = self.group_names().await?;
        Ok(groups_like(text, &known))
    }

    async fn meant_by(&self, text: &FoldedQuery) -> Result<Option<FoldedQuery>, AppError> {
        let Some(mut guess) = Guess::new(text) else {
            return Ok(None);
        };
        self.each_shown(&Filter::default(), |place| {
            guess.look_at(FoldedName::new(place.name).text());
            Ok(())
        })
        .await?;
        Ok(guess.into_query())
    }
}

/// The groups whose names have it, else those whose names nearly do.
pub fn groups_like(text: &FoldedQuery, known: &[GroupName]) -> Vec<GroupName> {
    let names: Vec<&str> = known.iter().map(GroupName::as_str).collect();
    let like = names_like(text, &names);
    let groups = known.iter().filter(|group| like.contains(&group.as_str()));
    groups.cloned().collect()
}

/// The group that was meant by a name that is none, in one line and whole, so that it can be used as it is.
pub fn group_meant(typed: &GroupName, known: &[GroupName]) -> Option<String> {
    let like = groups_like(&FoldedQuery::new(typed.as_str())?, known);
    Some(one_line(like.first()?.as_str(), usize::MAX))
}
