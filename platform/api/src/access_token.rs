//! Access tokens: short-lived JWTs signed with Ed25519, which stand for a session.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use mspf_catalog::{Catalog, CatalogError, Id, KeyRing, Session, SigningKey, User};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::error::ApiError;

/// How long an access token works. A session that is ended is refused at once by this API; others who verify tokens
/// by the published keys alone learn of it after this time at the latest.
pub const ACCESS_TOKEN_LIFE: TimeDelta = TimeDelta::minutes(10);
/// How long keys are kept in memory: how soon a node follows a rotation it did not make.
const RING_LIFE: TimeDelta = TimeDelta::seconds(60);
/// How often an unknown key may make a node look into the database: forged tokens must not become queries.
const RING_LIFE_MIN: TimeDelta = TimeDelta::seconds(2);
/// Whom the tokens are for.
const AUDIENCE: &str = "mspf";

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    /// The user's account.
    pub(crate) sub: Id,
    /// The session.
    pub(crate) sid: Id,
    name: String,
    iat: i64,
    exp: i64,
}

/// Makes and verifies access tokens.
#[derive(Debug)]
pub(crate) struct AccessTokens {
    catalog: Catalog,
    issuer: String,
    ring: Mutex<Option<(DateTime<Utc>, KeyRing)>>,
}

impl AccessTokens {
    pub(crate) fn new(catalog: Catalog, issuer: String) -> AccessTokens {
        AccessTokens { catalog, issuer, ring: Mutex::new(None) }
    }

    /// A token for a session.
    pub(crate) async fn issue(
        &self,
        session: &Session,
        user: &User,
        now: DateTime<Utc>,
    ) -> Result<String, ApiError> {
        let key = self.ring(RING_LIFE, now).await?.signing;
        let header = Header { kid: Some(key.id.to_string()), ..Header::new(Algorithm::EdDSA) };
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user.id,
            sid: session.id,
            name: user.name.clone(),
            iat: now.timestamp(),
            exp: (now + ACCESS_TOKEN_LIFE).timestamp(),
        };
        encode(&header, &claims, &EncodingKey::from_ed_der(&key.private_key)).map_err(ApiError::internal)
    }

    /// What a token says, if this platform signed it and it has not expired.
    pub(crate) async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, ApiError> {
        let header = decode_header(token).map_err(|_| invalid())?;
        // The only algorithm ever accepted; what the token claims of itself decides nothing.
        if header.alg != Algorithm::EdDSA {
            return Err(invalid());
        }
        let kid: Id = header.kid.as_deref().and_then(|kid| kid.parse().ok()).ok_or_else(invalid)?;
        let key = self.key(kid, now).await?.ok_or_else(invalid)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Judged below, by this platform's clock.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &DecodingKey::from_ed_der(&key.public_key), &validation)
            .map_err(|_| invalid())?
            .claims;
        if claims.exp <= now.timestamp() {
            return Err(ApiError::unauthorized(
                "auth.token_expired",
                "The access token has expired. Refresh it.",
            ));
        }
        Ok(claims)
    }

    /// The keys whose signatures are accepted, for others to verify tokens by.
    pub(crate) async fn published(&self, now: DateTime<Utc>) -> Result<Vec<SigningKey>, CatalogError> {
        Ok(self.ring(RING_LIFE, now).await?.published)
    }

    async fn key(&self, kid: Id, now: DateTime<Utc>) -> Result<Option<SigningKey>, CatalogError> {
        for life in [RING_LIFE, RING_LIFE_MIN] {
            let mut published = self.ring(life, now).await?.published.into_iter();
            if let Some(key) = published.find(|key| key.id == kid) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// The keys, read again when what is known is older than `life`. One reads, the others wait for it.
    async fn ring(&self, life: TimeDelta, now: DateTime<Utc>) -> Result<KeyRing, CatalogError> {
        let mut known = self.ring.lock().await;
        if let Some((_, ring)) = known.as_ref().filter(|(read_at, _)| now - *read_at < life) {
            return Ok(ring.clone());
        }
        let ring = self.catalog.keys().ring(now).await?;
        *known = Some((now, ring.clone()));
        Ok(ring)
    }
}

fn invalid() -> ApiError {
    ApiError::unauthorized("auth.token_invalid", "This is not a valid access token. Sign in again.")
}
