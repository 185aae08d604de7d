//! The document that describes the API.

use http::StatusCode;
use serde_json::Value;

use crate::support::TestApp;

#[test]
fn the_document_changes_only_on_purpose() {
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_json_snapshot!("openapi", mspf_api::openapi());
    });
}

#[test]
fn every_operation_is_named_tagged_and_explained() {
    let document = serde_json::to_value(mspf_api::openapi()).unwrap();
    let mut names = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let filled = |field: &str| operation[field].as_str().is_some_and(|text| !text.is_empty());
            assert!(filled("summary") && filled("description"), "{method} {path} says nothing of itself");
            assert!(operation["tags"][0].is_string(), "{method} {path} has no tag");
            assert!(operation["responses"]["default"].is_object(), "{method} {path} never fails?");
            names.push(operation["operationId"].as_str().unwrap().to_owned());
        }
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "two operations share a name");
}

#[test]
fn every_reference_leads_somewhere() {
    fn check(part: &Value, document: &Value) {
        if let Some(reference) = part["$ref"].as_str() {
            assert!(document.pointer(&reference[1..]).is_some(), "{reference} leads nowhere");
        }
        match part {
            Value::Object(fields) => fields.values().for_each(|field| check(field, document)),
            Value::Array(items) => items.iter().for_each(|item| check(item, document)),
            _ => {}
        }
    }
    let document = serde_json::to_value(mspf_api::openapi()).unwrap();
    check(&document, &document);
}

#[tokio::test]
async fn the_document_can_be_had_and_browsed() {
    let app = TestApp::sqlite().await;
    let served = app.get("openapi.json").send().await.expect(StatusCode::OK).json();
    assert_eq!(served, serde_json::to_value(mspf_api::openapi()).unwrap());
    let page = app.get("/api/docs/").send().await.expect(StatusCode::OK);
    assert!(page.text().contains("swagger-ui"));
    assert!(
        page.header("content-security-policy").contains("script-src 'self'"),
        "the page's scripts may run"
    );
    app.get("/api/docs/no-such-file.js").send().await.problem(StatusCode::NOT_FOUND, "not_found");
}
