/// What a page can have done to the places.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wish {
    /// A sync.
    Sync {
        /// Also where much is removed.
        accept_shrink: bool,
    },
    /// What was there before the last sync that took something away.
    BringBack,
}
