//! Access tokens that this platform did not sign, or signed for something else, open nothing.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use http::StatusCode;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use mspf_catalog::{KEY_PERIOD, PUBLISH_AHEAD};
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::{Value, json};

use crate::support::{TestApp, Visitor};

on_each_database! { keys_rotate_without_anyone_noticing, nodes_share_keys, stolen_keys_can_be_replaced }

async fn refused(app: &TestApp, token: &str) {
    app.get("whoami").bearer(token).send().await.problem(StatusCode::UNAUTHORIZED, "auth.token_invalid");
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn base64(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

async fn signed_in() -> (TestApp, Visitor) {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    (app, ada)
}

#[tokio::test]
async fn a_token_that_claims_to_need_no_signature_is_refused() {
    let (app, ada) = signed_in().await;
    let kid = part(&ada.token, 0)["kid"].clone();
    for alg in ["none", "None", "NONE", "nOnE"] {
        let header = base64(&json!({ "alg": alg, "typ": "JWT", "kid": kid }));
        let claims = base64(&part(&ada.token, 1));
        refused(&app, &format!("{header}.{claims}.")).await;
    }
}

#[tokio::test]
async fn a_token_signed_with_the_public_key_as_a_password_is_refused() {
    let (app, ada) = signed_in().await;
    let keys = app.get("/.well-known/jwks.json").send().await.json();
    let public = BASE64_URL_SAFE_NO_PAD.decode(keys["keys"][0]["x"].as_str().unwrap()).unwrap();
    let kid = keys["keys"][0]["kid"].as_str().map(str::to_owned);
    let header = Header { kid, ..Header::new(Algorithm::HS256) };
    let forged = encode(&header, &part(&ada.token, 1), &EncodingKey::from_secret(&public)).unwrap();
    refused(&app, &forged).await;
}

#[tokio::test]
async fn a_token_of_another_platform_with_our_key_id_is_refused() {
    let (app, ada) = signed_in().await;
    let other = TestApp::sqlite().await;
    let ring = other.state.catalog.keys().ring(other.state.clock.now()).await.unwrap();
    let kid = part(&ada.token, 0)["kid"].as_str().map(str::to_owned);
    let header = Header { kid, ..Header::new(Algorithm::EdDSA) };
    let key = EncodingKey::from_ed_der(&ring.signing.private_key);
    refused(&app, &encode(&header, &part(&ada.token, 1), &key).unwrap()).await;
}

#[tokio::test]
async fn a_token_for_another_purpose_is_refused() {
    let (app, ada) = signed_in().await;
    let ring = app.state.catalog.keys().ring(app.state.clock.now()).await.unwrap();
    let header = Header { kid: Some(ring.signing.id.to_string()), ..Header::new(Algorithm::EdDSA) };
    let key = EncodingKey::from_ed_der(&ring.signing.private_key);
    let claims = part(&ada.token, 1);
    let changed = |field: &str, value: Value| {
        let mut claims = claims.clone();
        claims[field] = value;
        encode(&header, &claims, &key).unwrap()
    };
    refused(&app, &changed("aud", json!("somebody-else"))).await;
    refused(&app, &changed("iss", json!("https://elsewhere.example"))).await;
    refused(&app, &changed("sid", json!(null))).await;
    // Another user's session, or none, proves nothing even under our own signature.
    let charles = app.sign_up("charles").await;
    for token in [changed("sub", json!(charles.id)), changed("sid", json!("1"))] {
        let answer = app.get("whoami").bearer(&token).send().await;
        answer.problem(StatusCode::UNAUTHORIZED, "auth.session_ended");
    }
}

#[tokio::test]
async fn a_token_with_changed_claims_is_refused() {
    let (app, ada) = signed_in().await;
    let charles = app.sign_up("charles").await;
    let parts: Vec<&str> = ada.token.split('.').collect();
    let mut claims = part(&ada.token, 1);
    claims["sub"] = charles.id.clone().into();
    refused(&app, &format!("{}.{}.{}", parts[0], base64(&claims), parts[2])).await;
    refused(&app, &format!("{}.{}.{}", parts[0], parts[1], charles.token.split('.').nth(2).unwrap())).await;
}

#[tokio::test]
async fn nonsense_is_refused() {
    let (app, _) = signed_in().await;
    for token in ["x", "a.b.c", "..", "eyJhbGciOiJFZERTQSJ9.e30.", &"a".repeat(8_000)] {
        refused(&app, token).await;
    }
    for header in ["", "Bearer", "Basic YTpi", "Bearer\u{e9} x"] {
        let answer = app.get("whoami").header("authorization", header).send().await;
        answer.problem(StatusCode::UNAUTHORIZED, "auth.header_malformed");
    }
    let answer = app.get("whoami").send().await.problem(StatusCode::UNAUTHORIZED, "auth.required");
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
}

#[tokio::test]
async fn a_token_expires() {
    let (app, ada) = signed_in().await;
    app.wait(mspf_api::ACCESS_TOKEN_LIFE - TimeDelta::seconds(1));
    app.get("whoami").bearer(&ada.token).send().await.expect(StatusCode::OK);
    app.wait(TimeDelta::seconds(1));
    let answer = app.get("whoami").bearer(&ada.token).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.token_expired");
}

async fn key_ids(app: &TestApp) -> Vec<String> {
    let keys = app.get("/.well-known/jwks.json").send().await.json();
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

async fn keys_rotate_without_anyone_noticing(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let mut ada = app.sign_up("ada").await;
    let mut signed_by = vec![part(&ada.token, 0)["kid"].as_str().unwrap().to_owned()];
    for _ in 0..9 {
        // Before anything is signed with a new key, whoever reads the keys once a day has seen it.
        let known = key_ids(&app).await;
        app.wait(PUBLISH_AHEAD / 2);
        app.get("whoami")
            .bearer(&ada.token)
            .send()
            .await
            .problem(StatusCode::UNAUTHORIZED, "auth.token_expired");
        app.wait(KEY_PERIOD / 7 - PUBLISH_AHEAD);
        let today = key_ids(&app).await;
        app.wait(PUBLISH_AHEAD / 2);
        let answer = app.post("auth/refresh").refresh(&ada.refresh).send().await.expect(StatusCode::OK);
        ada = Visitor::from(answer);
        let kid = part(&ada.token, 0)["kid"].as_str().unwrap().to_owned();
        assert!(known.contains(&kid) || today.contains(&kid), "signed with a key nobody could know");
        app.get("whoami").bearer(&ada.token).send().await.expect(StatusCode::OK);
        signed_by.push(kid);
    }
    signed_by.dedup();
    assert!(signed_by.len() >= 2, "the key never changed");
    assert!(key_ids(&app).await.len() <= 3, "old keys are forgotten");
}

async fn nodes_share_keys(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let other = app.another_node().await;
    let ada = app.sign_up("ada").await;
    let router = mspf_api::router(other);
    let call =
        crate::support::Call::new(&router, http::Method::GET, "/api/v1/whoami", [203, 0, 113, 7].into());
    call.bearer(&ada.token).send().await.expect(StatusCode::OK);
}

async fn stolen_keys_can_be_replaced(database: TestDatabase) {
    let app = TestApp::new(database).await;
    let ada = app.sign_up("ada").await;
    app.state.catalog.keys().replace_all().await.unwrap();
    app.wait(TimeDelta::minutes(2));
    app.get("whoami").bearer(&ada.token).send().await.problem(StatusCode::UNAUTHORIZED, "auth.token_invalid");
    let answer = app.post("auth/refresh").refresh(&ada.refresh).send().await.expect(StatusCode::OK);
    let ada = Visitor::from(answer);
    app.get("whoami").bearer(&ada.token).send().await.expect(StatusCode::OK);
}
