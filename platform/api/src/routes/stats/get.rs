//! `GET /plugins/{plugin}/stats`

use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use mspf_catalog::{Counts, PluginRef, Resolution, UsageWindow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    ApiState,
    error::ApiError,
    extract::{Auth, Json, Path, Query, need},
    routes::plugins::maintained,
};

/// How far back to look.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
enum Span {
    /// The last hour, by the minute.
    #[serde(rename = "1h")]
    Hour,
    /// The last day, by the hour.
    #[default]
    #[serde(rename = "24h")]
    Day,
    /// The last week, by the hour.
    #[serde(rename = "7d")]
    Week,
    /// The last thirty days, by the hour.
    #[serde(rename = "30d")]
    Month,
}

impl Span {
    fn length(self) -> TimeDelta {
        match self {
            Span::Hour => TimeDelta::hours(1),
            Span::Day => TimeDelta::days(1),
            Span::Week => TimeDelta::days(7),
            Span::Month => TimeDelta::days(30),
        }
    }

    fn resolution(self) -> Resolution {
        match self {
            Span::Hour => Resolution::Minutes,
            Span::Day | Span::Week | Span::Month => Resolution::Hours,
        }
    }
}

/// Which statistics.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// How far back to look; a day without it.
    #[param(inline)]
    window: Option<Span>,
}

/// What was used in some time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Usage)]
struct UsageBody {
    /// Requests answered by an instance, failed ones included.
    calls: u64,
    /// Those that failed: a trap, a time-out, a broken limit.
    errors: u64,
    /// Requests answered by a static file.
    files: u64,
    /// CPU time in microseconds.
    cpu_micros: u64,
    /// Bytes of request bodies.
    bytes_in: u64,
    /// Bytes of response bodies.
    bytes_out: u64,
    /// The time within which half of the calls ended, in microseconds; null without calls.
    median_micros: Option<u64>,
    /// The time within which 99 of 100 calls ended, in microseconds; null without calls.
    p99_micros: Option<u64>,
}

impl From<&Counts> for UsageBody {
    fn from(counts: &Counts) -> UsageBody {
        let within =
            |share| Some(u64::try_from(counts.latency.quantile(share)?.as_micros()).unwrap_or(u64::MAX));
        UsageBody {
            calls: counts.calls,
            errors: counts.errors,
            files: counts.files,
            cpu_micros: counts.cpu_micros,
            bytes_in: counts.bytes_in,
            bytes_out: counts.bytes_out,
            median_micros: within(0.5),
            p99_micros: within(0.99),
        }
    }
}

/// What one version used in one stretch of time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageWindow)]
struct WindowBody {
    /// When the stretch began.
    starts_at: DateTime<Utc>,
    /// The version.
    #[schema(example = "1.2.0")]
    version: String,
    #[serde(flatten)]
    usage: UsageBody,
}

/// Statistics of a plugin.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Stats {
    /// Since when.
    from: DateTime<Utc>,
    /// Until when.
    to: DateTime<Utc>,
    /// All of it together.
    total: UsageBody,
    /// The stretches in which anything happened, the oldest first, each version by itself.
    windows: Vec<WindowBody>,
}

/// See what a plugin uses.
///
/// Its maintainers may. What was used in the last few seconds may be missing.
#[utoipa::path(get, operation_id = "get_stats", path = "/plugins/{plugin}/stats", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Wanted),
    responses((status = 200, description = "The statistics", body = Stats)))]
pub(super) async fn get(
    State(state): State<ApiState>,
    auth: Auth<need::LogsRead>,
    Path(reference): Path<PluginRef>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Stats>, ApiError> {
    let plugin = maintained(&state, &auth, &reference).await?;
    let span = wanted.window.unwrap_or_default();
    let to = state.clock.now();
    let from = to - span.length();
    let windows = state.catalog.usage().windows(&plugin.id, span.resolution(), from, to).await?;
    let mut total = Counts::default();
    windows.iter().for_each(|window| total.merge(&window.counts));
    let windows = windows.iter().map(window_body).collect();
    Ok(Json(Stats { from, to, total: UsageBody::from(&total), windows }))
}

fn window_body(window: &UsageWindow) -> WindowBody {
    let usage = UsageBody::from(&window.counts);
    WindowBody { starts_at: window.starts_at, version: window.version.clone(), usage }
}
