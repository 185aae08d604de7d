//! Connections and the schema.

use mspf_catalog::Catalog;
use mspf_test_support::{TestDatabase, on_each_database};

on_each_database! { migrating_again_changes_nothing, several_nodes_may_migrate_at_once }

async fn migrating_again_changes_nothing(database: TestDatabase) {
    let catalog = Catalog::connect(database.url()).await.unwrap();
    catalog.migrate().await.unwrap();
    catalog.migrate().await.unwrap();
    catalog.ping().await.unwrap();
}

async fn several_nodes_may_migrate_at_once(database: TestDatabase) {
    let nodes =
        [Catalog::connect(database.url()).await.unwrap(), Catalog::connect(database.url()).await.unwrap()];
    let (one, other) = tokio::join!(nodes[0].migrate(), nodes[1].migrate());
    one.unwrap();
    other.unwrap();
}

#[tokio::test]
async fn another_kind_of_database_is_refused_with_advice() {
    let error = Catalog::connect("mysql://somewhere/mspf").await.unwrap_err();
    assert_eq!(error.code(), "database.unsupported");
    assert!(error.to_string().contains("sqlite://"), "{error}");
}
