//! Real services for tests: a fresh database, of each kind the platform runs on, in a few milliseconds.
//!
//! Nothing has to be installed beforehand but PostgreSQL's programs and SeaweedFS (an S3 service), and nothing has to
//! be cleaned up: services start when the first test asks, are shared by all test processes of a checkout, and stop
//! by themselves when no test has asked for a while. What an earlier run left behind is used again, or replaced if
//! it is broken.
//!
//! ```ignore
//! async fn a_plugin_is_found(database: TestDatabase) {
//!     let catalog = Catalog::connect(database.url()).await.unwrap();
//!     …
//! }
//! mspf_test_support::on_each_database! { a_plugin_is_found }
//! ```
//!
//! Everything here panics when it fails: there is no test without its services.
#![forbid(unsafe_code)]

mod database;
mod examples;
mod postgres;
mod s3;
pub mod shared;

pub use database::{TestDatabase, databases};
pub use examples::{
    base_plugins, component, examples, package, python_file, python_runtime, python_source, python_with_pip,
    wheels,
};
pub use s3::{TestS3, s3};

/// Makes a test of each named `async fn(TestDatabase)`, once on SQLite and once on PostgreSQL:
/// `a_plugin_is_found::sqlite`, `a_plugin_is_found::postgres`. The database is migrated and empty.
#[macro_export]
macro_rules! on_each_database {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            #[tokio::test]
            async fn sqlite() {
                super::$test($crate::TestDatabase::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$test($crate::TestDatabase::postgres().await).await;
            }
        }
    )+};
}
