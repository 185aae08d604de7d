//! What finds the packages that a draft needs. A published version has its own in its tree.

use std::future::Future;
use std::pin::Pin;

use mspf_builder::{BuildError, Builder, Packages};
use mspf_catalog::PluginId;

/// What [`FindPackages::packages`] returns.
pub type PackagesFuture<'a> = Pin<Box<dyn Future<Output = Result<Packages, BuildError>> + Send + 'a>>;

/// The builder, or whatever stands for it.
pub trait FindPackages: Send + Sync + 'static {
    /// The packages of a draft with these dependencies in its manifest and this `requirements.txt`; ordered, if nobody
    /// has them.
    fn packages<'a>(
        &'a self,
        plugin: &'a PluginId,
        dependencies: &'a [String],
        requirements: &'a str,
    ) -> PackagesFuture<'a>;
}

impl FindPackages for Builder {
    fn packages<'a>(
        &'a self,
        plugin: &'a PluginId,
        dependencies: &'a [String],
        requirements: &'a str,
    ) -> PackagesFuture<'a> {
        Box::pin(Builder::packages(self, plugin, dependencies, requirements))
    }
}
