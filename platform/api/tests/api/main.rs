//! The control plane through its public door: the router, over a real catalogue on SQLite and PostgreSQL.
#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

mod access_tokens;
mod openapi;
mod problems;
mod rates;
mod routes;
mod support;
