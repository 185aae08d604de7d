//! Whatever is wrong with a request, the answer is a problem that says so, never a 500.

use axum::{Router, routing::get};
use http::{Method, StatusCode};
use serde_json::json;

use crate::{
    assert_answer,
    support::{Call, TestApp},
};

#[tokio::test]
async fn an_unknown_address_is_a_problem() {
    let app = TestApp::sqlite().await;
    assert_answer!(app.get("nothing/here").send().await.problem(StatusCode::NOT_FOUND, "not_found"));
}

#[tokio::test]
async fn a_wrong_method_is_a_problem_that_names_the_right_ones() {
    let app = TestApp::sqlite().await;
    let answer = app.delete("auth/login").send().await;
    assert_answer!(answer.problem(StatusCode::METHOD_NOT_ALLOWED, "request.method_not_allowed"));
}

#[tokio::test]
async fn a_body_that_is_not_declared_as_json_is_refused() {
    let app = TestApp::sqlite().await;
    let answer = app.post("auth/login").body("text/plain", "{}").send().await;
    answer.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "request.not_json");
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let app = TestApp::sqlite().await;
    for body in ["", "{", "{\"username\": \"ada\"", "{} {}", "\u{feff}{}", "nul", "[1,", "\"\\ud800\""] {
        let answer = app.post("auth/login").body("application/json", body).send().await;
        assert!(answer.status.is_client_error(), "{body}: {}", answer.status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let deep = "[".repeat(100_000);
    let answer = app.post("auth/login").body("application/json", deep).send().await;
    assert!(answer.status.is_client_error());
}

#[tokio::test]
async fn a_field_at_fault_is_named() {
    let app = TestApp::sqlite().await;
    let answer = app.post("auth/login").json(&json!({ "username": 1, "password": "x" })).send().await;
    assert_answer!(answer.field("username", "field.malformed"));
    let answer =
        app.post("auth/login").json(&json!({ "username": "a", "password": "x", "otp": 1 })).send().await;
    answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "request.invalid");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let app = TestApp::sqlite().await;
    let body = format!("{{\"username\": \"{}\"}}", "a".repeat(mspf_api::BODY_MAX_BYTES));
    let answer = app.post("auth/login").body("application/json", body).send().await;
    answer.problem(StatusCode::PAYLOAD_TOO_LARGE, "request.too_large");
}

#[tokio::test]
async fn the_character_nul_gets_nowhere_near_a_database() {
    let app = TestApp::sqlite().await;
    let answer = app.post("auth/login").body("application/json", r#"{"username":"a\u0000","password":"b"}"#);
    answer.send().await.problem(StatusCode::BAD_REQUEST, "request.nul");
    let answer = app.get("organisations/a%00b").send().await;
    answer.problem(StatusCode::BAD_REQUEST, "request.nul");
    // Six characters that only look like it.
    let body = r#"{"username":"a\\u0000","password":"b"}"#;
    let answer = app.post("auth/login").body("application/json", body).send().await;
    answer.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials");
}

#[tokio::test]
async fn an_identifier_that_cannot_be_one_names_nothing() {
    let app = TestApp::sqlite().await;
    let ada = app.sign_up("ada").await;
    for id in ["x", "-1", "9223372036854775808", "1.5", "%F0%9F%92%A9", "%FF"] {
        let answer = app.delete(&format!("tokens/{id}")).bearer(&ada.token).send().await;
        answer.problem(StatusCode::NOT_FOUND, "not_found");
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let app = TestApp::sqlite().await;
    let admin = app.administrator().await;
    let get = async |query: &str| app.get(&format!("admin/users?{query}")).bearer(&admin.token).send().await;
    get("per_page=0").await.field("per_page", "page.size_out_of_range");
    get("per_page=101").await.field("per_page", "page.size_out_of_range");
    get("per_page=many").await.problem(StatusCode::BAD_REQUEST, "request.query_malformed");
    get("after=nonsense").await.problem(StatusCode::BAD_REQUEST, "page.cursor_invalid");
    get("after=IngAAHgi").await.problem(StatusCode::BAD_REQUEST, "page.cursor_invalid");
    get("per_page=100").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_panic_ends_its_request_only() {
    async fn fall() -> &'static str {
        panic!("a secret that must not leak")
    }
    let app = TestApp::sqlite().await;
    let router: Router = mspf_api::protected(&app.state, Router::new().route("/fall", get(fall)));
    let client = "203.0.113.7".parse().unwrap();
    let answer = Call::new(&router, Method::GET, "/fall", client).send().await;
    let answer = answer.problem(StatusCode::INTERNAL_SERVER_ERROR, "internal");
    assert!(!answer.text().contains("secret"));
}

#[tokio::test]
async fn browsers_are_told_to_be_careful() {
    let app = TestApp::sqlite().await;
    for path in ["whoami", "/healthz"] {
        let answer = app.get(path).send().await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: not over TLS");
    }
}
