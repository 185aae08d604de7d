//! `GET /.well-known/jwks.json`

use axum::{extract::State, response::IntoResponse};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::header;
use mspf_catalog::SigningKey;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{ApiState, error::ApiError, extract::Json};

/// Keys are published a day before they sign, so an hour old is fresh.
const CACHE: &str = "public, max-age=3600";

/// The public keys (RFC 7517).
#[derive(Serialize, ToSchema)]
pub(super) struct Jwks {
    /// Those that sign now, did a moment ago, or will tomorrow.
    keys: Vec<Jwk>,
}

/// An Ed25519 key (RFC 8037).
#[derive(Serialize, ToSchema)]
struct Jwk {
    #[schema(example = "OKP")]
    kty: &'static str,
    #[schema(example = "Ed25519")]
    crv: &'static str,
    #[schema(example = "EdDSA")]
    alg: &'static str,
    #[schema(example = "sig")]
    r#use: &'static str,
    /// Names the key in the header of a token.
    #[schema(example = "912345678901234567")]
    kid: String,
    /// The public key, in base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
}

impl From<SigningKey> for Jwk {
    fn from(key: SigningKey) -> Jwk {
        Jwk {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            r#use: "sig",
            kid: key.id.to_string(),
            x: BASE64_URL_SAFE_NO_PAD.encode(key.public_key),
        }
    }
}

/// The keys to verify access tokens by.
///
/// Anyone may ask.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "system", security(()),
    responses((status = 200, description = "The public keys", body = Jwks)))]
pub(super) async fn jwks(State(state): State<ApiState>) -> Result<impl IntoResponse, ApiError> {
    let keys = state.access_tokens.published(state.clock.now()).await?;
    let keys = keys.into_iter().map(Jwk::from).collect();
    Ok(([(header::CACHE_CONTROL, CACHE)], Json(Jwks { keys })))
}
