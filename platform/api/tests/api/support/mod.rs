//! A server in the test's own process: the real router over a real catalogue.

mod answer;
mod app;
mod call;
mod plugins;
mod stream;
mod workspaces;

pub(crate) use answer::Answer;
pub(crate) use app::{PASSWORD, TestApp, Visitor};
pub(crate) use call::Call;
pub(crate) use plugins::{component, manifest, package, package_of};
pub(crate) use workspaces::{form, static_manifest};
