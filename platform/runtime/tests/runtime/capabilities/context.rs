use bytes::Bytes;
use http_body_util::Empty;
use mspf_runtime::{Call, Caller};
use serde_json::{Value, json};

use crate::support::{Plugin, Setup, read};

async fn told(caller: Caller) -> Value {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let request =
        http::Request::get("/context").header("host", "plugin.test").body(Empty::<Bytes>::new()).unwrap();
    let call = Call { request_id: "r-42".into(), caller, prefix: "/plugins.SP_1".into(), finished: None };
    let (_, text) = read(plugin.service.call(request, call).await.unwrap()).await.unwrap();
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn a_guest_learns_who_asks_and_for_whom_it_runs() {
    let told = told(Caller::Account("bob".to_owned())).await;
    insta::assert_json_snapshot!(told);
}

#[tokio::test]
async fn a_stranger_is_anonymous() {
    assert_eq!(told(Caller::Anonymous).await["caller"], json!({"kind": "anonymous"}));
}
