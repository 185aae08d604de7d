//! Turns away who asks too often, and what nothing could be made of.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use crate::{ApiState, error::ApiError, extract::ClientAddress};

/// Admits a request to the API.
pub(crate) async fn admit(
    State(state): State<ApiState>,
    ClientAddress(address): ClientAddress,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    state.rates.check_address(address)?;
    if request.uri().path_and_query().is_some_and(|path| path.as_str().contains("%00")) {
        return Err(ApiError::bad_request(
            "request.nul",
            "Leave out the character U+0000: no text may hold it.",
        ));
    }
    Ok(next.run(request).await)
}
