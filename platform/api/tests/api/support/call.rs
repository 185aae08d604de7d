//! A request in the making.

use std::net::{IpAddr, SocketAddr};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::{HeaderName, HeaderValue, Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::{Answer, stream::Events};

pub(crate) struct Call<'a> {
    router: &'a Router,
    request: Request<Body>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(router: &'a Router, method: Method, path: &str, client: IpAddr) -> Call<'a> {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8899");
        let request =
            request.extension(ConnectInfo(SocketAddr::new(client, 40_000))).body(Body::empty()).unwrap();
        Call { router, request }
    }

    /// From another address.
    pub(crate) fn from(mut self, client: &str) -> Self {
        let client = SocketAddr::new(client.parse().unwrap(), 40_000);
        self.request.extensions_mut().insert(ConnectInfo(client));
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.request.headers_mut().append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With the cookie that holds a refresh token.
    pub(crate) fn refresh(self, token: &str) -> Self {
        self.header("cookie", &format!("mspf_refresh={token}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn body(self, content_type: &str, body: impl Into<Body>) -> Self {
        let mut call = self.header("content-type", content_type);
        *call.request.body_mut() = body.into();
        call
    }

    /// Sends the request and reads the answer as it comes.
    pub(crate) async fn open(self) -> Events {
        let response = self.router.clone().oneshot(self.request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Events::new(response.into_body())
    }

    pub(crate) async fn send(self) -> Answer {
        let (parts, body) = self.router.clone().oneshot(self.request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}
