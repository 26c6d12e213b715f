use crate::refusal::Refusal;

/// Does work that takes a moment beside the runtime, which has one thread and other pages to answer.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Refusal::internal())
}
