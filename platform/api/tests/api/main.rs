//! The control plane through its public door: the router, over a real catalogue on SQLite and PostgreSQL.

mod access_tokens;
mod openapi;
mod problems;
mod rates;
mod routes;
mod support;
