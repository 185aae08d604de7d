//! Guests of both generations answer: whole, streamed, with trailers.

use bytes::Bytes;
use futures::{StreamExt, channel::mpsc};
use http::Request;
use http_body::{Body, Frame};
use http_body_util::{BodyExt, StreamBody};
use mspf_runtime::{Call, CallError, Limits};

use crate::support::{Plugin, Setup, read};

#[tokio::test]
async fn both_generations_say_hello() {
    for component in ["hello", "hello-p3"] {
        let plugin = Plugin::new(component, Setup::default());
        let head = plugin.head("/").await.unwrap();
        assert_eq!(head.headers()["content-type"], "text/plain; charset=utf-8", "{component}");
        assert_eq!(read(head).await.unwrap(), (200, "Hello, world!\n".to_owned()), "{component}");
    }
}

#[tokio::test]
async fn a_whole_answer_comes_with_its_length() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let head = plugin.head("/").await.unwrap();
    assert_eq!(head.body().size_hint().exact(), Some(12));
}

#[tokio::test]
async fn a_request_body_comes_back_as_it_goes_in() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let (mut send, receive) = mpsc::unbounded::<Result<Frame<Bytes>, CallError>>();
    let request =
        Request::post("/echo").header("host", "plugin.test").body(StreamBody::new(receive)).unwrap();
    send.start_send(Ok(Frame::data("first ".into()))).unwrap();
    let mut body = plugin.service.call(request, Call::default()).await.unwrap().into_body();
    let mut next = async || body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(next().await, "first ");
    send.start_send(Ok(Frame::data("second".into()))).unwrap();
    assert_eq!(next().await, "second");
    drop(send);
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn a_large_body_passes_through_in_both_directions() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let sent: Vec<u8> = (0..3 << 20).map(|n: u32| b'a' + (n % 23) as u8).collect();
    let (status, received) = plugin.post("/echo", sent.clone()).await.unwrap();
    assert_eq!((status, received.into_bytes() == sent), (200, true));
}

#[tokio::test]
async fn trailers_arrive_after_the_body() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let collected = plugin.head("/trailers").await.unwrap().into_body().collect().await.unwrap();
    assert_eq!(collected.trailers().unwrap()["x-checksum"], "1234");
    assert_eq!(collected.to_bytes(), "body\n");
}

#[tokio::test]
async fn a_slow_answer_is_streamed_while_it_is_written() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let body = plugin.head("/slow-body?chunks=3&ms=20").await.unwrap().into_body();
    let chunks: Vec<_> = body.into_data_stream().map(Result::unwrap).collect().await;
    assert_eq!(chunks, ["0\n", "1\n", "2\n"]);
}

#[tokio::test]
async fn a_guest_that_says_how_it_failed_is_quoted_to_its_author() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let error = plugin.get("/fail").await.unwrap_err();
    assert_eq!(error.code(), "plugin.failed");
    assert!(error.to_string().contains("secret detail"), "{error}");
}

#[tokio::test]
async fn a_guest_that_returns_without_an_answer_is_reported() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    assert_eq!(plugin.get("/never").await, Err(CallError::NoResponse));
}

#[tokio::test]
async fn the_work_after_an_answer_goes_on_without_holding_it_up() {
    let limits = Limits { cpu: std::time::Duration::from_millis(100), ..Limits::default() };
    let plugin = Plugin::new("misbehaving", Setup { limits, ..Setup::default() });
    let (answer, usage) = plugin.measured("/linger?how=loop").await;
    assert_eq!(answer.unwrap(), (200, "answered\n".to_owned()));
    assert_eq!(usage.error.unwrap().code(), "plugin.cpu_deadline");
}

#[tokio::test]
async fn a_call_reports_what_it_used() {
    let plugin = Plugin::new("misbehaving", Setup::default());
    let (answer, usage) = plugin.measured("/body?mb=1").await;
    assert_eq!(answer.unwrap().1.len(), 1 << 20);
    assert_eq!((usage.response_bytes, usage.error), (1 << 20, None));
    assert!(usage.memory_peak >= 1 << 16 && usage.cpu.as_nanos() > 0);
}
