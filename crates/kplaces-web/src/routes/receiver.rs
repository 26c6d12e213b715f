use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use kplaces_text::text;

use super::{ApiResult, body, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::receiving::{ReceivedJson, received};

/// A number has few digits.
const LARGEST: usize = 64;

/// Says what the receiver of this device says, as soon as it is new to the page that asks.
pub(super) async fn receiver(State(state): State<Arc<AppState>>, sent: Body) -> ApiResult {
    let refusal = text!("this is no question", "das ist keine Frage");
    let heard = body::read(sent, LARGEST, refusal).await?;
    let device = state.setup.device();
    let Some(approaches) = &device.product().approaches else {
        return json(&ReceivedJson::NONE);
    };
    let mut receiving = state.receiving.lock().await;
    let from = match receiving.asked() {
        Some(from) => from,
        None => match approaches.receiver(device).await {
            Ok(Some(receiver)) => receiving.listen(receiver),
            Ok(None) => return json(&ReceivedJson::NONE),
            Err(error) => return Err(ApiError::of_device(error)),
        },
    };
    drop(receiving);
    json(&received(from, &heard).await)
}
