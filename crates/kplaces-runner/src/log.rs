use tracing_subscriber::EnvFilter;

/// Starts writing logs to standard error, at the configured level.
///
/// Below the level of warnings only our own crates speak: at `trace` the HTTP client's would write
/// request lines, and those hold account and API key.
pub(crate) fn listen(level: &str) {
    let filter = format!(
        "warn,kplaces_app={level},kplaces_cli={level},kplaces_device={level},kplaces_runner={level},kplaces_store_sqlite={level},kplaces_webfleet={level}"
    );
    let Ok(filter) = EnvFilter::builder().parse(filter) else {
        return;
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    // Fails only if one is set already; then that one listens.
    let _ = subscriber.try_init();
}
