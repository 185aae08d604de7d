//! Who asks too often waits.

use std::{num::NonZeroU32, time::Duration};

use chrono::TimeDelta;
use http::StatusCode;
use mspf_api::{ApiConfig, Rate};
use mspf_test_support::TestDatabase;

use crate::support::TestApp;

const TWO: Rate = Rate { burst: NonZeroU32::new(2).unwrap(), refill: Duration::from_secs(10) };

async fn limited(configure: impl FnOnce(&mut ApiConfig)) -> TestApp {
    TestApp::with(TestDatabase::sqlite().await, configure).await
}

async fn asks_from(app: &TestApp, client: &str) -> StatusCode {
    app.get("organisations/none").from(client).send().await.status
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_when_to_come_back() {
    let app = limited(|config| config.rates.address = TWO).await;
    for _ in 0..2 {
        app.get("organisations/none").send().await.problem(StatusCode::NOT_FOUND, "not_found");
    }
    let answer = app.get("organisations/none").send().await;
    let answer = answer.problem(StatusCode::TOO_MANY_REQUESTS, "rate.exceeded");
    assert_eq!(answer.header("retry-after"), "10");
    assert_eq!(asks_from(&app, "203.0.113.8").await, StatusCode::NOT_FOUND, "others are not affected");
    app.wait(TimeDelta::seconds(10));
    assert_eq!(asks_from(&app, "203.0.113.7").await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_whole_ipv6_network_counts_as_one() {
    let app = limited(|config| config.rates.address = TWO).await;
    assert_eq!(asks_from(&app, "2001:db8:1:2::1").await, StatusCode::NOT_FOUND);
    assert_eq!(asks_from(&app, "2001:db8:1:2::2").await, StatusCode::NOT_FOUND);
    assert_eq!(asks_from(&app, "2001:db8:1:2:ffff::3").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(asks_from(&app, "2001:db8:1:3::1").await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn probes_are_never_limited() {
    let app = limited(|config| config.rates.address = TWO).await;
    for _ in 0..10 {
        app.get("/healthz").send().await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn a_credential_is_limited_wherever_it_is_used_from() {
    let app = limited(|config| config.rates.credential = TWO).await;
    let ada = app.sign_up("ada").await;
    let ask = async |client: &str| app.get("whoami").from(client).bearer(&ada.token).send().await.status;
    assert_eq!(ask("203.0.113.1").await, StatusCode::OK);
    assert_eq!(ask("203.0.113.2").await, StatusCode::OK);
    assert_eq!(ask("203.0.113.3").await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn sign_in_has_a_limit_of_its_own() {
    let app = limited(|config| config.rates.sign_in = TWO).await;
    app.sign_up("ada").await;
    app.login("charles", "whatever it is").await.problem(StatusCode::UNAUTHORIZED, "auth.wrong_credentials");
    app.login("ada", "whatever it is").await.problem(StatusCode::TOO_MANY_REQUESTS, "rate.exceeded");
}

#[tokio::test]
async fn a_forwarded_address_is_believed_only_from_a_trusted_proxy() {
    let app = limited(|config| {
        config.rates.address = TWO;
        config.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    })
    .await;
    let ask = async |peer: &str, forwarded: &str| {
        app.get("organisations/none").from(peer).header("x-forwarded-for", forwarded).send().await.status
    };
    // A stranger who invents addresses stays one stranger.
    assert_eq!(ask("203.0.113.7", "198.51.100.1").await, StatusCode::NOT_FOUND);
    assert_eq!(ask("203.0.113.7", "198.51.100.2").await, StatusCode::NOT_FOUND);
    assert_eq!(ask("203.0.113.7", "198.51.100.3").await, StatusCode::TOO_MANY_REQUESTS);
    // Behind the proxy, what the client itself wrote stands to the left and counts for nothing.
    assert_eq!(ask("10.0.0.1", "198.51.100.1, 192.0.2.1").await, StatusCode::NOT_FOUND);
    assert_eq!(ask("10.0.0.1", "198.51.100.2, 192.0.2.1, 10.0.0.2").await, StatusCode::NOT_FOUND);
    assert_eq!(ask("10.0.0.1", "192.0.2.1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask("10.0.0.1", "192.0.2.2").await, StatusCode::NOT_FOUND);
    // Nonsense is the proxy's own.
    assert_eq!(ask("10.0.0.1", "unknown").await, StatusCode::NOT_FOUND);
}
