use std::collections::BTreeMap;
use std::fmt;

/// What nobody wants to hear of for now: everything, groups, places.
///
/// An [`Engine`](crate::Engine) knows numbers and no names, and goes on counting visits while a place is muted; so its
/// events are asked for here before they are told. Moments are milliseconds since 1970-01-01T00:00:00Z on one clock, that
/// of the fixes or that of the device; the end of a day is the caller's to say.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Mutes {
    all: Option<i64>,
    groups: BTreeMap<Box<str>, i64>,
    places: BTreeMap<Box<str>, i64>,
}

/// A moment that never comes: for what is muted until somebody takes it back.
const NEVER_MS: i64 = i64::MAX;

impl Mutes {
    /// Mutes everything until a moment; `None` until it is taken back.
    pub fn mute_all(&mut self, until_ms: Option<i64>) {
        self.all = Some(until_ms.unwrap_or(NEVER_MS));
    }

    /// Mutes the places of a group, by its name.
    pub fn mute_group(&mut self, group: &str, until_ms: Option<i64>) {
        self.groups
            .insert(group.into(), until_ms.unwrap_or(NEVER_MS));
    }

    /// Mutes a place, by WEBFLEET's key.
    pub fn mute_place(&mut self, key: &str, until_ms: Option<i64>) {
        self.places.insert(key.into(), until_ms.unwrap_or(NEVER_MS));
    }

    /// Takes [`mute_all`](Self::mute_all) back.
    pub fn unmute_all(&mut self) {
        self.all = None;
    }

    /// Takes [`mute_group`](Self::mute_group) back.
    pub fn unmute_group(&mut self, group: &str) {
        self.groups.remove(group);
    }

    /// Takes [`mute_place`](Self::mute_place) back.
    pub fn unmute_place(&mut self, key: &str) {
        self.places.remove(key);
    }

    /// Whether a place with this key and in these groups is not to be heard of now.
    pub fn hush<'a>(
        &self,
        key: &str,
        groups: impl IntoIterator<Item = &'a str>,
        now_ms: i64,
    ) -> bool {
        let lasts = |until: &i64| now_ms < *until;
        self.all.as_ref().is_some_and(lasts)
            || self.places.get(key).is_some_and(lasts)
            || groups
                .into_iter()
                .any(|group| self.groups.get(group).is_some_and(lasts))
    }

    /// Forgets what is over.
    pub fn forget_before(&mut self, now_ms: i64) {
        let lasts = |until: &i64| now_ms < *until;
        self.all = self.all.filter(lasts);
        self.groups.retain(|_, until| lasts(until));
        self.places.retain(|_, until| lasts(until));
    }
}

impl fmt::Debug for Mutes {
    /// Names of customers are not for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutes")
            .field("groups", &self.groups.len())
            .field("places", &self.places.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mute_lasts_until_its_moment() {
        let mut mutes = Mutes::default();
        mutes.mute_place("7", Some(100));
        mutes.mute_group("depots", None);
        let hush = |mutes: &Mutes, key, group: &'static str, now| mutes.hush(key, [group], now);
        assert!(hush(&mutes, "7", "x", 99));
        assert!(!hush(&mutes, "7", "x", 100));
        assert!(!hush(&mutes, "8", "x", 99));
        assert!(hush(&mutes, "8", "depots", i64::MAX - 1));
        mutes.unmute_group("depots");
        assert!(!hush(&mutes, "8", "depots", 0));
        mutes.mute_all(Some(50));
        assert!(hush(&mutes, "8", "x", 49));
        mutes.forget_before(100);
        assert_eq!(mutes, Mutes::default());
    }
}
