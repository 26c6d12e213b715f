use serde::Deserialize;

/// What a page can have done to the places.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    /// A sync.
    Sync(WishedSync),
    /// What was there before the last sync that took something away.
    BringBack,
}

/// A sync as the page wants it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WishedSync {
    /// Also where much is removed.
    #[serde(default)]
    pub(crate) accept_shrink: bool,
    /// These groups from now on, if it succeeds; none of them means all places. Else those that are set.
    #[serde(default)]
    pub(crate) groups: Option<Vec<String>>,
}
