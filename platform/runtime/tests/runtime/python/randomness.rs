//! Every instance starts from one snapshot, and yet none repeats another.

use std::collections::HashSet;

use super::{REUSED, json, wsgi};
use crate::support::{Plugin, Setup};

async fn seen(plugin: &Plugin) -> Vec<String> {
    let values = json(plugin, "/randomness").await;
    values.as_array().unwrap().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn no_two_instances_and_no_two_installations_share_a_stream() {
    let fresh = wsgi(Setup::default());
    let setup = Setup { reuse: REUSED, ..Setup::default() };
    let source = mspf_test_support::python_source("wsgi");
    let other = Plugin::python_on(fresh.runtime(), "another", source, "app:app", "wsgi", setup);
    let mut all = vec![];
    for plugin in [&fresh, &fresh, &fresh, &other, &other] {
        all.extend(seen(plugin).await);
    }
    let distinct: HashSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "{all:#?}");
}

#[tokio::test]
async fn a_secret_belongs_to_one_installation_and_one_purpose() {
    let ada = wsgi(Setup::default());
    let source = mspf_test_support::python_source("wsgi");
    let bob = Plugin::python_on(ada.runtime(), "another", source, "app:app", "wsgi", Setup::default());
    let secret = async |plugin: &Plugin| plugin.get("/secret").await.unwrap().1;
    let (first, again, other) = (secret(&ada).await, secret(&ada).await, secret(&bob).await);
    assert_eq!(first, again);
    let all: HashSet<&str> = first.split(' ').chain(other.split(' ')).collect();
    assert_eq!(all.len(), 4);
}
