//! Spans around requests, joined to the client's trace and passed on to the guest (W3C `traceparent`).
//!
//! With tracing off, `traceparent` and `tracestate` go through to the guest as they came: the trace stays whole, only
//! this platform is not in it.

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::global::get_text_map_propagator;
use opentelemetry::propagation::{Extractor, Injector};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The target of the span around each request: a filter that enables it at level `info` traces requests.
pub const REQUEST_SPAN: &str = "mspf::request";

/// The span of a request; disabled unless something listens to [`REQUEST_SPAN`].
pub(crate) fn span(plugin: &str, version: &str, request_id: &str, headers: &mut HeaderMap) -> Span {
    let span = tracing::info_span!(
        target: REQUEST_SPAN,
        "plugin request",
        otel.kind = "server",
        plugin,
        version,
        request_id,
        status = tracing::field::Empty,
    );
    if !span.is_disabled() {
        let parent = get_text_map_propagator(|propagator| propagator.extract(&Read(headers)));
        // Without a layer for OpenTelemetry there is nothing to join.
        let _ = span.set_parent(parent);
        get_text_map_propagator(|propagator| propagator.inject_context(&span.context(), &mut Write(headers)));
    }
    span
}

struct Read<'h>(&'h HeaderMap);

impl Extractor for Read<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct Write<'h>(&'h mut HeaderMap);

impl Injector for Write<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (key.parse::<HeaderName>(), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}
