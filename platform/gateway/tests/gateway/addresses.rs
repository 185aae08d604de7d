//! One plugin, several addresses.

use mspf_gateway::host_label;

use crate::client::get;
use crate::world::{Version, World};

#[tokio::test]
async fn a_plugin_answers_at_its_path_and_on_its_own_origin() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let by_path = world.get(&plugin, "/request?q=%20/").await;
    assert_eq!(by_path.status, 200);
    let seen = by_path.json();
    assert_eq!((seen["path"].as_str(), seen["query"].as_str()), (Some("/request"), Some("q=%20/")));
    assert_eq!(seen["headers"]["x-forwarded-prefix"][0], format!("/plugins.{plugin}"));

    let host = format!("{}.plugins.localhost:8899", host_label(plugin.as_str()));
    let by_host = world.send(get("/request", &[("host", &host)])).await;
    let seen = by_host.json();
    assert_eq!((seen["path"].as_str(), seen["authority"].as_str()), (Some("/request"), Some(&*host)));
    assert!(seen["headers"].get("x-forwarded-prefix").is_none());
    assert_eq!(by_host.header("content-security-policy"), None);
}

#[tokio::test]
async fn a_guest_knows_where_it_is_mounted_and_by_which_request_it_was_called() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let answer = world.get(&plugin, "/context").await;
    let context = answer.json();
    assert_eq!(context["installation"]["prefix"], format!("/plugins.{plugin}"));
    assert_eq!(context["installation"]["plugin"], plugin.as_str());
    assert_eq!(context["installation"]["version"], "1.0.0");
    assert_eq!(context["installation"]["owner"], "ada");
    assert_eq!(context["caller"]["kind"], "anonymous");
    assert_eq!(context["request_id"].as_str(), answer.header("x-request-id"));
}

#[tokio::test]
async fn a_version_has_an_address_of_its_own_in_both_forms() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    world.publish_next(&plugin, Version { number: "2.0.0-rc.1", release: false, ..Version::default() }).await;
    let version = async |target: String, host: String| {
        let answer = world.send(get(&target, &[("host", &host)])).await;
        answer.json()["installation"]["version"].as_str().unwrap().to_owned()
    };
    let (label, anywhere) = (host_label(plugin.as_str()), "mspf.test".to_owned());
    assert_eq!(version(format!("/plugins.{plugin}/context"), anywhere.clone()).await, "1.0.0");
    assert_eq!(version(format!("/plugins.{plugin}@2.0.0-rc.1/context"), anywhere).await, "2.0.0-rc.1");
    let host = format!("2-0-0-rc-1--{label}.plugins.localhost");
    assert_eq!(version("/context".into(), host).await, "2.0.0-rc.1");
    let host = format!("{label}.plugins.localhost");
    assert_eq!(version("/context".into(), host).await, "1.0.0");
}

#[tokio::test]
async fn the_root_without_its_slash_leads_to_the_one_with_it() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let answer = world.get(&plugin, "?a=b").await;
    assert_eq!((answer.status, answer.header("location")), (308, Some(&*format!("/plugins.{plugin}/?a=b"))));
}

#[tokio::test]
async fn what_is_no_plugin_is_not_found_and_nobody_elses() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let twisted = plugin.as_str().replace('_', "%5F");
    let targets = [
        "/plugins.SP_1/".to_owned(),
        format!("/plugins.{plugin}x/"),
        format!("/plugins.{twisted}/"),
        format!("/plugins.{plugin}%2f..%2f/"),
        format!("/plugins.{plugin}@/"),
        format!("/plugins.{plugin}@9.9.9/"),
        format!("/plugins.{plugin}@1.0.0@1.0.0/"),
        "/plugins../".to_owned(),
    ];
    for target in targets {
        let answer = world.send(get(&target, &[])).await;
        assert_eq!((answer.status, &*answer.code()), (404, "plugin.not_found"), "{target}");
    }
    for host in ["nobody.plugins.localhost", "a.b.plugins.localhost", "x_y.plugins.localhost"] {
        let answer = world.send(get("/api/v1/plugins", &[("host", host)])).await;
        assert_eq!((answer.status, &*answer.code()), (404, "plugin.not_found"), "{host}");
    }
}

#[tokio::test]
async fn all_else_is_the_control_planes() {
    let world = World::new().await;
    for (target, host) in [("/", "mspf.test"), ("/api/v1/plugins", "mspf.test"), ("/", "plugins.localhost")] {
        let answer = world.send(get(target, &[("host", host), ("x-forwarded-for", "198.51.100.1")])).await;
        assert_eq!(answer.text(), "control plane for 127.0.0.1", "{host}{target}");
    }
}

#[tokio::test]
async fn people_get_a_page_and_programs_a_problem() {
    let world = World::new().await;
    let page = world
        .send(get("/plugins.SP_1/", &[("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")]))
        .await;
    assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")));
    let problem = world.send(get("/plugins.SP_1/", &[("accept", "application/json")])).await;
    assert_eq!(problem.code(), "plugin.not_found");
    assert_eq!(problem.json()["request_id"].as_str(), problem.header("x-request-id"));
}
