//! A server in the test's own process: the real router over a real catalogue.

mod answer;
mod app;
mod call;

pub(crate) use answer::Answer;
pub(crate) use app::{PASSWORD, TestApp, Visitor};
pub(crate) use call::Call;
