use crate::api_error::ApiError;

/// Does work that takes a moment beside the runtime, which has one thread and other pages to answer.
pub(crate) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| ApiError::internal())
}
