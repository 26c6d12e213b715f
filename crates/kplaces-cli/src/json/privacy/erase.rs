use std::path::Path;

use kplaces_app::{EraseReport, EraseScope};
use kplaces_domain::Timestamp;
use kplaces_text::{Language, spoken};
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::iso;
use crate::text::privacy::erase::Kept;

/// A receipt, or what one would say. It names no group and no place.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EraseReportJson {
    #[schemars(extend("format" = "date-time"))]
    at: String,
    /// `all`, `groups` or `older-than`.
    scope: &'static str,
    /// For `older-than`: what is from before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    before: Option<String>,
    dry_run: bool,
    /// Whether all is gone that should be. Where it is not, the exit code is 9.
    complete: bool,
    /// What went, or with `--dry-run` would go.
    erased: Vec<PieceJson>,
    /// What is left and should be gone.
    left: Vec<NotErasedJson>,
    /// What stays although something was erased.
    kept: Vec<KeptJson>,
}

#[derive(Serialize, JsonSchema)]
struct PieceJson {
    what: &'static str,
    count: Option<u64>,
    paths: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct NotErasedJson {
    what: &'static str,
    path: Option<String>,
    why: String,
}

#[derive(Serialize, JsonSchema)]
struct KeptJson {
    id: &'static str,
    path: Option<String>,
}

impl EraseReportJson {
    pub(crate) fn new(
        scope: &EraseScope,
        dry_run: bool,
        done: &EraseReport,
        kept: &[Kept],
        tenant: Option<&str>,
        now: Timestamp,
    ) -> Self {
        let shown = |path: &Path| path.display().to_string();
        let (scope, before) = match scope {
            EraseScope::All => ("all", None),
            EraseScope::Groups(_) => ("groups", None),
            EraseScope::Before(before) => ("older-than", Some(iso(*before))),
        };
        Self {
            at: iso(now),
            scope,
            before,
            dry_run,
            complete: done.is_complete(),
            erased: done
                .gone
                .iter()
                .map(|piece| PieceJson {
                    what: piece.thing.into(),
                    count: piece.count,
                    paths: piece.paths.iter().map(|path| shown(path)).collect(),
                })
                .collect(),
            left: done
                .left
                .iter()
                .map(|it| NotErasedJson {
                    what: it.thing.into(),
                    path: it.path.as_deref().map(shown),
                    why: spoken(it.why.in_language(Language::English), tenant),
                })
                .collect(),
            kept: kept
                .iter()
                .map(|it| KeptJson {
                    id: it.id,
                    path: it.path.as_deref().map(shown),
                })
                .collect(),
        }
    }
}
