//! `GET /.well-known/jwks.json`

use http::StatusCode;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::Value;

use crate::support::TestApp;

on_each_database! { others_can_verify_access_tokens_by_it }

async fn others_can_verify_access_tokens_by_it(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    let answer = app.get("/.well-known/jwks.json").send().await.expect(StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    let keys: JwkSet = serde_json::from_slice(&answer.body).unwrap();
    let kid = decode_header(&ada.token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&kid).expect("the key that signed it")).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["mspf"]);
    validation.set_issuer(&["http://localhost:8899"]);
    validation.validate_exp = false;
    let claims = decode::<Value>(&ada.token, &key, &validation).unwrap().claims;
    assert_eq!(claims["sub"], ada.id);
    assert_eq!(claims["name"], ada.name);
    assert!(!answer.text().contains("\"d\""), "no private half");
}
