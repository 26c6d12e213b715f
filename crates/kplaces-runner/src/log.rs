//! What a run writes to standard error about itself.

use std::sync::OnceLock;

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, Subscriber, set_global_default};
use tracing::{Event, Metadata};
use tracing_subscriber::EnvFilter;

/// Starts writing logs to standard error, at the configured level.
///
/// Below the level of warnings only our own crates speak: at `trace` the HTTP client's would write
/// request lines, and those hold account and API key.
pub(crate) fn listen(level: &str) {
    let filter = format!(
        "warn,kplaces_app={level},kplaces_cli={level},kplaces_device={level},kplaces_runner={level},kplaces_store_sqlite={level},kplaces_webfleet={level}"
    );
    let Ok(own) = level.parse::<LevelFilter>() else {
        return;
    };
    // Fails only if one is set already; then that one listens.
    let _ = set_global_default(Listener {
        most: own.max(LevelFilter::WARN),
        filter,
        writer: OnceLock::new(),
    });
}

/// Hears whether anything is said that is to be written; most runs say nothing, and have nothing that writes.
struct Listener {
    most: LevelFilter,
    filter: String,
    writer: OnceLock<Box<dyn Subscriber + Send + Sync>>,
}

impl Listener {
    fn writer(&self) -> &(dyn Subscriber + Send + Sync) {
        let make = || -> Box<dyn Subscriber + Send + Sync> {
            // It is made of known words.
            let filter = EnvFilter::builder().parse_lossy(&self.filter);
            let writer = tracing_subscriber::fmt()
                .with_env_filter(filter)
                .with_writer(std::io::stderr)
                .with_ansi(false);
            Box::new(writer.finish())
        };
        &**self.writer.get_or_init(make)
    }
}

impl Subscriber for Listener {
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.most)
    }

    fn register_callsite(&self, of: &'static Metadata<'static>) -> Interest {
        self.writer().register_callsite(of)
    }

    fn enabled(&self, of: &Metadata<'_>) -> bool {
        self.writer().enabled(of)
    }

    fn event(&self, event: &Event<'_>) {
        self.writer().event(event);
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.writer().new_span(span)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.writer().record(span, values);
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        self.writer().record_follows_from(span, follows);
    }

    fn enter(&self, span: &Id) {
        self.writer().enter(span);
    }

    fn exit(&self, span: &Id) {
        self.writer().exit(span);
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.writer().clone_span(id)
    }

    fn try_close(&self, id: Id) -> bool {
        self.writer().try_close(id)
    }
}
