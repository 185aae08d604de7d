//! Accounts, sessions, tokens and keys, where several nodes meet. What one node does is tested through the API.

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use mspf_catalog::{
    Actor, Catalog, CatalogError, KEY_PERIOD, NewOrganisation, NewToken, NewUser, REFRESH_GRACE, Refresh,
    Role, Scope, Scopes, Secret, User, VERIFY_OVERLAP,
};
use mspf_test_support::{TestDatabase, on_each_database};

on_each_database! {
    nodes_that_make_keys_at_once_agree,
    a_key_is_published_before_and_after_it_signs,
    of_all_nodes_one_rotates_a_refresh_token,
    a_reset_password_ends_every_session,
    too_many_hashes_at_once_are_refused,
    roles_include_those_below,
    many_tokens_at_once_do_not_pass_the_limit,
}

const PASSWORD: &str = "correct horse battery";

fn start() -> DateTime<Utc> {
    "2026-01-01T12:00:00Z".parse().unwrap()
}

async fn nodes(database: &TestDatabase) -> [Catalog; 3] {
    let connect = async || Catalog::connect(database.url()).await.unwrap();
    [connect().await, connect().await, connect().await]
}

async fn user(catalog: &Catalog, name: &str) -> User {
    let new = NewUser {
        name: name.to_owned(),
        email: format!("{name}@example.org"),
        display_name: String::new(),
        password: PASSWORD.to_owned(),
        is_admin: false,
    };
    catalog.accounts().create_user(new, start()).await.unwrap()
}

async fn nodes_that_make_keys_at_once_agree(database: TestDatabase) {
    let nodes = nodes(&database).await;
    let keys = nodes.each_ref().map(Catalog::keys);
    let rings = join_all(keys.iter().map(|keys| keys.ring(start()))).await;
    let mut signing: Vec<_> = rings.into_iter().map(|ring| ring.unwrap().signing.id).collect();
    signing.dedup();
    assert_eq!(signing.len(), 1);
}

async fn a_key_is_published_before_and_after_it_signs(database: TestDatabase) {
    let [catalog, ..] = nodes(&database).await;
    let ring = async |at| catalog.keys().ring(at).await.unwrap();
    let mut at = start();
    let mut before = ring(at).await;
    let mut changes = 0;
    while changes < 2 {
        at += VERIFY_OVERLAP;
        let now = ring(at).await;
        if now.signing.id != before.signing.id {
            changes += 1;
            let published = |ids: &[mspf_catalog::SigningKey], id| ids.iter().any(|key| key.id == id);
            assert!(published(&before.published, now.signing.id), "others could not know the new key");
            let just_after = ring(at - TimeDelta::seconds(1)).await;
            assert!(published(&just_after.published, before.signing.id), "what was signed last is refused");
        }
        before = now;
        assert!(at < start() + KEY_PERIOD * 3, "keys never change");
    }
}

async fn of_all_nodes_one_rotates_a_refresh_token(database: TestDatabase) {
    let nodes = nodes(&database).await;
    let ada = user(&nodes[0], "ada").await;
    let (session, secret) = nodes[0].sessions().start(ada.id, "", "203.0.113.7", start()).await.unwrap();
    let now = start() + TimeDelta::minutes(5);
    let sessions = nodes.each_ref().map(Catalog::sessions);
    let answers = join_all(sessions.iter().map(|sessions| sessions.refresh(secret.expose(), now))).await;
    let mut next = Vec::new();
    for answer in answers {
        match answer.unwrap() {
            Refresh::Rotated { next: secret, .. } => next.push(secret),
            Refresh::Concurrent { session: same, .. } => assert_eq!(same.id, session.id),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(next.len(), 1);
    let late = now + REFRESH_GRACE + TimeDelta::seconds(1);
    let reused = nodes[1].sessions().refresh(secret.expose(), late).await.unwrap();
    assert!(matches!(reused, Refresh::Reused { user, .. } if user == ada.id));
    assert!(nodes[2].sessions().user(session.id, late).await.unwrap().is_none());
}

async fn a_reset_password_ends_every_session(database: TestDatabase) {
    let [catalog, ..] = nodes(&database).await;
    let ada = user(&catalog, "ada").await;
    let (session, _) = catalog.sessions().start(ada.id, "", "203.0.113.7", start()).await.unwrap();
    catalog.accounts().reset_password(ada.id, "staple correct horse".to_owned(), start()).await.unwrap();
    assert!(catalog.sessions().user(session.id, start()).await.unwrap().is_none());
    let proved =
        async |password: &str| catalog.accounts().authenticate("ada", password.to_owned()).await.unwrap();
    assert!(proved(PASSWORD).await.is_none());
    assert!(proved("staple correct horse").await.is_some());
}

async fn too_many_hashes_at_once_are_refused(database: TestDatabase) {
    let [catalog, ..] = nodes(&database).await;
    let accounts = catalog.accounts();
    let tries = join_all((0..80).map(|_| accounts.authenticate("nobody", PASSWORD.to_owned()))).await;
    let busy = tries.iter().filter(|answer| matches!(answer, Err(CatalogError::Busy))).count();
    assert!(busy > 0, "80 hashes would take a gigabyte and a half");
    assert!(tries.iter().any(|answer| matches!(answer, Ok(None))), "those in line are served");
}

async fn roles_include_those_below(database: TestDatabase) {
    let [catalog, ..] = nodes(&database).await;
    let (ada, bob) = (user(&catalog, "ada").await, user(&catalog, "bob").await);
    let accounts = catalog.accounts();
    let new = NewOrganisation {
        name: "engines".to_owned(),
        display_name: String::new(),
        description: String::new(),
    };
    let engines = accounts.create_organisation(ada.id, new, start()).await.unwrap().id;
    let owner = Actor::User { id: ada.id, administrator: false };
    accounts.add_member(&owner, engines, "bob", Role::Admin, start()).await.unwrap();
    let member = Actor::User { id: bob.id, administrator: false };
    let may = async |actor: &Actor, role| accounts.require_role(actor, engines, role).await.is_ok();
    assert!(may(&member, Role::Developer).await && may(&member, Role::Admin).await);
    assert!(!may(&member, Role::Owner).await);
    assert!(may(&owner, Role::Owner).await && may(&Actor::Platform, Role::Owner).await);
    assert!(!may(&Actor::Anonymous, Role::Developer).await);
    assert_eq!(accounts.role(bob.id, bob.id).await.unwrap(), Some(Role::Owner), "everyone owns themselves");
    assert_eq!(accounts.role(bob.id, ada.id).await.unwrap(), None);
}

async fn many_tokens_at_once_do_not_pass_the_limit(database: TestDatabase) {
    let [catalog, other, _] = nodes(&database).await;
    let ada = user(&catalog, "ada").await;
    let new = || NewToken {
        name: "robot".to_owned(),
        scopes: Scopes::from_iter([Scope::PluginsRead]),
        plugin: None,
        expires_at: start() + TimeDelta::days(1),
    };
    let (tokens, elsewhere) = (catalog.tokens(), other.tokens());
    for _ in 0..98 {
        tokens.create(&ada, new(), start()).await.unwrap();
    }
    let here = (0..3).map(|_| tokens.create(&ada, new(), start()));
    let there = (0..3).map(|_| elsewhere.create(&ada, new(), start()));
    let (here, there) = tokio::join!(join_all(here), join_all(there));
    let made = here.iter().chain(&there).filter(|answer| answer.is_ok()).count();
    assert_eq!(made, 2, "100 in all");
}

#[tokio::test]
async fn secrets_do_not_show() {
    let database = TestDatabase::sqlite().await;
    let [catalog, ..] = nodes(&database).await;
    let shown = |secret: &Secret| format!("{secret:?}");
    let secret = catalog.setup().issue(start()).await.unwrap().unwrap();
    assert!(!shown(&secret).contains(secret.expose()));
    let ring = catalog.keys().ring(start()).await.unwrap();
    assert!(!format!("{ring:?}").contains("private_key"));
}
