//! The bridge from `wasi:http` to WSGI (PEP 3333).

use bytes::Bytes;
use futures::StreamExt;
use http_body::Body;
use http_body_util::{BodyExt, Full};
use mspf_runtime::{Call, Caller, LogStream};
use serde_json::json;

use super::{REUSED, answer, empty, forwarded, json, wsgi};
use crate::support::{Plugin, Setup, read};

#[tokio::test]
async fn a_function_of_two_arguments_is_a_plugin() {
    let plugin = wsgi(Setup::default());
    let head = plugin.head("/").await.unwrap();
    assert_eq!(head.headers()["content-type"], "text/plain");
    assert_eq!(head.headers()["content-length"], "16");
    assert_eq!(read(head).await.unwrap(), (200, "Hello from WSGI\n".to_owned()));
}

#[tokio::test]
async fn the_environment_says_what_the_platform_says() {
    let plugin = wsgi(Setup::default());
    let request = forwarded("GET", "/environment?a=%20b&c", "/plugins.SP_1")
        .header("cookie", "a=1")
        .header("cookie", "b=2")
        .header("x-a-b", "one")
        .header("x-a-b", "two")
        .header("x_a_b", "forged")
        .header("http-host", "forged.test");
    let (_, _, text) = answer(&plugin, request.body(empty()).unwrap()).await.unwrap();
    insta::assert_json_snapshot!(serde_json::from_str::<serde_json::Value>(&text).unwrap());
}

#[tokio::test]
async fn behind_a_proxy_of_the_operator_the_client_is_who_it_spoke_for() {
    let plugin = wsgi(Setup::default());
    let mut request = forwarded("GET", "/environment", "").body(empty()).unwrap();
    let chain = "203.0.113.1, 198.51.100.2, 10.0.0.1".parse().unwrap();
    request.headers_mut().insert("x-forwarded-for", chain);
    let (_, _, text) = answer(&plugin, request).await.unwrap();
    assert!(text.contains(r#""REMOTE_ADDR": "198.51.100.2""#), "{text}");
}

#[tokio::test]
async fn a_body_goes_in_and_out() {
    let plugin = wsgi(Setup::default());
    let sent: Vec<u8> = (0..2 << 20).map(|n: u32| b'a' + (n % 23) as u8).collect();
    let (status, received) = plugin.post("/echo", sent.clone()).await.unwrap();
    assert_eq!((status, received.into_bytes() == sent), (200, true));
    let (_, lines) = plugin.post("/lines", b"one\ntwo\nthree".to_vec()).await.unwrap();
    assert_eq!(lines, r#"["one\n", "two\n", "three"]"#);
}

#[tokio::test]
async fn chunks_are_streamed_as_they_are_made() {
    let plugin = wsgi(Setup::default());
    let head = plugin.head("/stream").await.unwrap();
    assert!(head.headers().get("content-length").is_none());
    let chunks: Vec<Bytes> = head.into_body().into_data_stream().map(Result::unwrap).collect().await;
    assert_eq!(chunks, ["0\n", "1\n", "2\n"]);
}

#[tokio::test]
async fn the_rest_of_the_interface_holds() {
    let plugin = wsgi(Setup { reuse: REUSED, ..Setup::default() });
    assert_eq!(plugin.get("/written").await.unwrap().1, "written, returned");
    assert_eq!(plugin.get("/recovers").await.unwrap(), (404, "gone".to_owned()));
    assert_eq!(plugin.get("/closed").await.unwrap().1, "body");
    assert_eq!(plugin.log.take(), ["r1 Stdout closed"]);
    let head = forwarded("HEAD", "/head", "").body(empty()).unwrap();
    let head = plugin.send(head).await.unwrap();
    assert_eq!((head.status().as_u16(), head.body().is_end_stream()), (200, true));
    assert_eq!(plugin.get("/head").await.unwrap().1.len(), 1000);
}

#[tokio::test]
async fn an_exception_is_a_500_for_the_client_and_a_traceback_for_the_author() {
    let plugin = wsgi(Setup { reuse: REUSED, ..Setup::default() });
    for (path, exception) in [
        ("/broken", "LookupError: nothing here"),
        ("/leaves", "SystemExit: 3"),
        ("/bad_header", "ValueError: the response has a header that HTTP does not allow"),
    ] {
        assert_eq!(plugin.get(path).await.unwrap(), (500, "Internal Server Error\n".to_owned()), "{path}");
        let log = plugin.log.take();
        assert!(log.iter().all(|line| line.starts_with("r1 Log(Error)")), "{log:#?}");
        assert!(log.iter().any(|line| line.contains(exception)), "{log:#?}");
        assert!(!log.iter().any(|line| line.contains("mspf_guest")), "{log:#?}");
    }
    assert_eq!(plugin.get("/").await.unwrap().0, 200);
}

#[tokio::test]
async fn an_exception_says_its_file_and_line() {
    let plugin = wsgi(Setup::default());
    plugin.get("/broken").await.unwrap();
    let log = plugin.log.take().join("\n");
    assert!(log.contains(r#"File "/plugin/app.py", line "#), "{log}");
    assert!(log.contains(r#"raise LookupError("nothing here")"#), "{log}");
}

#[tokio::test]
async fn an_answer_that_fails_in_the_middle_is_broken_off() {
    let plugin = wsgi(Setup::default());
    let mut body = plugin.head("/breaks_off").await.unwrap().into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "begun");
    assert!(body.frame().await.unwrap().is_err());
    assert!(plugin.log.take().iter().any(|line| line.contains("in the middle")));
}

#[tokio::test]
async fn a_body_has_the_length_that_its_head_says_or_is_broken_off() {
    let plugin = wsgi(Setup { reuse: REUSED, ..Setup::default() });
    assert_eq!(plugin.get("/longer").await.unwrap(), (200, "begun".to_owned()));
    assert!(plugin.log.take().iter().any(|line| line.contains("longer than its Content-Length")));
    let mut body = plugin.head("/shorter").await.unwrap().into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "begun");
    assert!(body.frame().await.unwrap().is_err());
    assert_eq!(plugin.get("/").await.unwrap().0, 200);
    assert!(plugin.log.take().iter().any(|line| line.contains("does not have its Content-Length")));
}

#[tokio::test]
async fn logging_arrives_with_its_levels() {
    let plugin = wsgi(Setup::default());
    plugin.get("/logs").await.unwrap();
    let lines = plugin.log.take();
    assert!(!lines.iter().any(|line| line.contains("not shown")));
    for expected in [
        "r1 Log(Info) information",
        "r1 Log(Warn) shop: careful: 3",
        "r1 Log(Error) shop: it went wrong",
        "r1 Log(Error) ZeroDivisionError: division by zero",
        "r1 Log(Debug) DEBUG now shown",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected}: {lines:#?}");
    }
    let printed = format!("r1 {:?} printed", LogStream::Stdout);
    assert!(lines.contains(&printed) && lines.contains(&"r1 Stderr complaint".to_owned()), "{lines:#?}");
}

#[tokio::test]
async fn the_sdk_says_who_asks_and_for_whom_it_runs() {
    let options = json!({ "greeting": "Hi", "limit": 5 }).as_object().unwrap().clone();
    let plugin = wsgi(Setup { options, ..Setup::default() });
    let request = forwarded("GET", "/platform", "/plugins.SP_1").body(Full::<Bytes>::default()).unwrap();
    let call = Call {
        request_id: "r9".into(),
        caller: Caller::Account("bob".into()),
        prefix: "/plugins.SP_1".into(),
        finished: None,
    };
    let (_, told) = read(plugin.service.call(request, call).await.unwrap()).await.unwrap();
    let who = json!(["account", "bob", "installation", "SP_1", "1.2.3", "ada", "/plugins.SP_1", "r9"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&told).unwrap(), json!([who, "Hi", 5]));
}

#[tokio::test]
async fn time_zones_the_library_and_temporary_files_are_there() {
    let plugin = wsgi(Setup { reuse: REUSED, ..Setup::default() });
    let zones = plugin.get("/zones").await.unwrap().1;
    assert_eq!(zones, "2026-07-01T20:00:00+08:00 2026-07-01T14:00:00+02:00");
    let library = plugin.get("/library").await.unwrap().1;
    assert_eq!(library, "['django.contrib.sitemaps', 'poplib', 'xmlrpc.client'] 3.1.3 True");
    assert_eq!(json(&plugin, "/scratch").await, json!(["kept", 4, true, false, 100]));
}

#[tokio::test]
async fn what_there_is_not_says_what_there_is_instead() {
    let plugin = wsgi(Setup::default());
    insta::assert_snapshot!(plugin.get("/refusals").await.unwrap().1);
}

#[tokio::test]
async fn tasks_take_turns_on_the_only_thread() {
    let plugin = wsgi(Setup::default());
    let seen = json(&plugin, "/tasks").await;
    assert_eq!(seen[0], json!([2, 1]));
    assert_eq!(seen.as_array().unwrap().len(), 4, "{seen}");
}

#[tokio::test]
async fn deep_recursion_and_deep_json_are_exceptions() {
    let plugin = wsgi(Setup { reuse: REUSED, ..Setup::default() });
    assert_eq!(plugin.get("/recursion").await.unwrap().1, "maximum recursion depth exceeded");
    let told = plugin.get("/nesting").await.unwrap().1;
    assert_eq!(told, "maximum recursion depth exceeded while decoding a JSON document");
    assert_eq!(plugin.service.idle_instances(), 1);
}

#[tokio::test]
async fn one_instance_answers_many_requests_and_never_two_installations() {
    let ada = wsgi(Setup { reuse: REUSED, ..Setup::default() });
    let setup = Setup { reuse: REUSED, ..Setup::default() };
    let source = mspf_test_support::python_source("wsgi");
    let bob = Plugin::python_on(ada.runtime(), "another", source, "app:app", "wsgi", setup);
    let mut counts = vec![];
    for plugin in [&ada, &bob, &ada] {
        counts.push(plugin.get("/count").await.unwrap().1);
    }
    assert_eq!(counts, ["1", "1", "2"]);
}
