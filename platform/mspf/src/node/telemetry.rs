//! What a node says about itself: log lines, metrics, traces.

use std::io::IsTerminal;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use mspf_gateway::REQUEST_SPAN;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing_subscriber::{
    EnvFilter, Layer, filter::LevelFilter, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::{
    config::{LogFormat, ServerConfig},
    failure::{Failure, OrFail},
};

/// Bounds of the latency histograms, in seconds: a warm call takes a fraction of a millisecond, the longest allowed one
/// two minutes.
const LATENCY_BUCKETS: &[f64] =
    &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0];

/// The running instruments of a node.
pub(crate) struct Telemetry {
    /// Renders the metrics for Prometheus.
    pub(crate) metrics: PrometheusHandle,
    traces: Option<SdkTracerProvider>,
}

/// Starts logging, counting and tracing as the settings say.
pub(crate) fn start(config: &ServerConfig) -> Result<Telemetry, Failure> {
    // The spans of requests are for traces alone: nobody else pays for them.
    let filter =
        EnvFilter::builder().parse(format!("{},{REQUEST_SPAN}=off", config.log)).map_err(|error| {
            Failure::usage(format!("log = {:?} is not understood", config.log)).because(error)
        })?;
    let traces = config.otlp_endpoint.as_deref().map(exporter).transpose()?;
    let tracer = traces.as_ref().map(|provider| {
        tracing_opentelemetry::layer().with_tracer(provider.tracer("mspf")).with_filter(LevelFilter::INFO)
    });
    let human = match config.log_format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if human {
        lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).boxed()
    } else {
        lines.json().flatten_event(true).boxed()
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(tracer)
        .try_init()
        .or_fail("logging cannot be set up")?;
    let metrics = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), LATENCY_BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .or_fail("metrics cannot be set up")?;
    mspf_gateway::describe_metrics();
    Ok(Telemetry { metrics, traces })
}

fn exporter(endpoint: &str) -> Result<SdkTracerProvider, Failure> {
    let traces = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
    let exporter = SpanExporter::builder()
        .with_http()
        .with_endpoint(traces)
        .build()
        .or_fail(format!("traces cannot be sent to {endpoint}"))?;
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let resource = Resource::builder().with_service_name("mspf").build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

impl Telemetry {
    /// Sends what has not been sent yet.
    pub(crate) async fn stop(self) {
        let Some(traces) = self.traces else { return };
        // Blocks until the collector has answered.
        let stopped = tokio::task::spawn_blocking(move || traces.shutdown()).await;
        if let Ok(Err(error)) = stopped {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}
