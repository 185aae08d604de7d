use serde_json::json;

use crate::support::{Plugin, Setup};

#[tokio::test]
async fn options_reach_the_guest_with_their_types() {
    let serde_json::Value::Object(options) = json!({"greeting": "你好", "limit": 3, "tags": ["a"]}) else {
        panic!()
    };
    let plugin = Plugin::new("misbehaving", Setup { options, ..Setup::default() });
    let told: serde_json::Value = serde_json::from_str(&plugin.get("/context").await.unwrap().1).unwrap();
    assert_eq!(told["options"], json!({"greeting": "你好", "limit": 3, "tags": ["a"]}));
}
