//! A JSON service with axum: it converts units, within the precision that its options allow.

mod error;
mod units;

use axum::extract::{Path, Query, rejection::JsonRejection};
use axum::routing::{get, post};
use axum::{Json, Router};
use mspf_sdk::{Installation, Options, log};
use serde::{Deserialize, Serialize};

use error::Error;
use units::{UNITS, Unit};

/// One request may ask for so many conversions: a few kilobytes of JSON, far below any body limit.
const MAX_BATCH: usize = 100;

mspf_sdk::serve!(app);

fn app() -> Router {
    Router::new()
        .route("/", get(index))
        .route("/units", get(list))
        .route("/units/{symbol}", get(show))
        .route("/convert", get(convert))
        .route("/conversions", post(convert_batch))
        .fallback(|| async { Error::NoRoute })
        .method_not_allowed_fallback(|| async { Error::Method })
}

/// The plugin's `[options]`, see `mspf.toml`.
#[derive(Deserialize)]
struct Settings {
    decimals: u8,
}

#[derive(Deserialize)]
struct Conversion {
    value: f64,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Converted {
    value: f64,
    unit: &'static str,
}

#[derive(Serialize)]
struct Index {
    plugin: String,
    version: String,
    links: Vec<String>,
}

/// What this service is, with links that are right wherever it is installed.
async fn index(here: Installation) -> Json<Index> {
    let links = ["units", "convert?value=5&from=km&to=mi"].map(|path| here.link(path)).into();
    Json(Index { plugin: here.plugin, version: here.version, links })
}

async fn list() -> Json<&'static [Unit]> {
    Json(UNITS)
}

async fn show(Path(symbol): Path<String>) -> Result<Json<&'static Unit>, Error> {
    units::find(&symbol).map(Json)
}

async fn convert(
    Options(settings): Options<Settings>,
    query: Result<Query<Conversion>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Converted>, Error> {
    let Query(conversion) = query.map_err(|rejection| Error::Input(rejection.body_text()))?;
    conversion.run(settings.decimals).map(Json)
}

async fn convert_batch(
    Options(settings): Options<Settings>,
    body: Result<Json<Vec<Conversion>>, JsonRejection>,
) -> Result<Json<Vec<Converted>>, Error> {
    let Json(batch) = body.map_err(|rejection| Error::Input(rejection.body_text()))?;
    if batch.len() > MAX_BATCH {
        return Err(Error::Input(format!("at most {MAX_BATCH} conversions in one request")));
    }
    log::info!("converting {} values", batch.len());
    batch.iter().map(|conversion| conversion.run(settings.decimals)).collect::<Result<_, _>>().map(Json)
}

impl Conversion {
    fn run(&self, decimals: u8) -> Result<Converted, Error> {
        let (from, to) = (units::find(&self.from)?, units::find(&self.to)?);
        let value = units::convert(self.value, from, to)?;
        Ok(Converted { value: units::round(value, decimals), unit: to.symbol })
    }
}
