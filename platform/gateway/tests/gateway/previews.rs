//! Tickets to drafts: who has one sees the draft, for its time, and nothing else.

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

use chrono::{DateTime, TimeDelta, Utc};
use mspf_catalog::{Actor, PluginId, PreviewKey};
use mspf_gateway::{GatewayConfig, ServerConfig};

use crate::client::{Answer, get};
use crate::world::{Version, World};

const MANIFEST: &str = "manifest_version = 1\n[plugin]\nname = \"hello\"\nversion = \"1.0.0\"\n\
    [runtime]\nkind = \"static\"\n[static]\nmount = \"/\"\n";

fn key() -> PreviewKey {
    PreviewKey::new([9; 32])
}

fn config() -> GatewayConfig {
    GatewayConfig { previews: key(), ..GatewayConfig::default() }
}

fn ticket(plugin: &PluginId) -> String {
    key().ticket(plugin, Utc::now()).text
}

fn host(plugin: &PluginId, ticket: &str) -> String {
    format!("{ticket}--{}.plugins.localhost", plugin.as_str().to_lowercase().replace('_', "-"))
}

/// What both forms of address answer, which must be the same.
async fn ask(world: &World, plugin: &PluginId, ticket: &str) -> Answer {
    let by_path = world.send(get(&format!("/plugins.{plugin}@{ticket}/"), &[])).await;
    let by_host = world.send(get("/", &[("host", &host(plugin, ticket))])).await;
    assert_eq!(by_path.status, by_host.status, "{by_path:?} {by_host:?}");
    if by_path.status == 200 {
        assert_eq!(by_path.body, by_host.body);
    }
    by_path
}

async fn static_draft(world: &World) -> PluginId {
    let plugin = world.draft("hello", &[("mspf.toml", MANIFEST), ("static/index.html", "draft")]).await;
    let released = Version {
        component: None,
        files: vec![("static/index.html", b"released")],
        manifest: "[static]\nmount = \"/\"\n",
        ..Version::default()
    };
    world.publish_next(&plugin, released).await;
    plugin
}

#[tokio::test]
async fn a_ticket_opens_a_draft_to_whoever_has_it_and_says_that_it_is_a_secret() {
    let world = World::with(config(), ServerConfig::default()).await;
    let plugin = static_draft(&world).await;
    let ticket = ticket(&plugin);
    for text in ["one", "two"] {
        world.edit(&plugin, "static/index.html", text).await;
        let seen = ask(&world, &plugin, &ticket).await;
        assert_eq!((seen.status, seen.text()), (200, text));
        assert_eq!(seen.header("referrer-policy"), Some("same-origin"));
        assert_eq!(seen.header("x-robots-tag"), Some("noindex"));
        assert_eq!(seen.header("cache-control"), Some("no-cache"), "a static file says so itself");
    }
    let missing = world.send(get(&format!("/plugins.{plugin}@{ticket}/missing"), &[])).await;
    assert_eq!(
        (&*missing.code(), missing.header("cache-control")),
        ("plugin.no_such_file", Some("no-store"))
    );
    assert_eq!(missing.header("referrer-policy"), Some("same-origin"));
    let plain = world.get(&plugin, "/").await;
    assert_eq!((plain.text(), plain.header("referrer-policy")), ("released", None));
    let root = world.send(get(&format!("/plugins.{plugin}@{ticket}"), &[])).await;
    assert_eq!(root.header("location"), Some(&*format!("/plugins.{plugin}@{ticket}/")));

    // What stops the plugin stops its draft.
    world.catalog.plugins().ban(&Actor::Platform, &plugin, Some("It spies.")).await.unwrap();
    assert_eq!(ask(&world, &plugin, &ticket).await.code(), "plugin.banned");
}

#[tokio::test]
async fn no_other_ticket_opens_it() {
    let world = World::with(config(), ServerConfig::default()).await;
    let (plugin, other) = (static_draft(&world).await, world.publish(Version::default()).await);
    let sound = ticket(&plugin);
    assert_eq!(ask(&world, &plugin, &sound).await.status, 200);
    let longer = key().ticket(&plugin, Utc::now() + TimeDelta::days(365)).text;
    let [end, tag] = ["preview-".len().."preview-".len() + 5, "preview-".len() + 5..sound.len()];
    for (forged, why) in [
        (ticket(&other), "another plugin's"),
        (PreviewKey::new([8; 32]).ticket(&plugin, Utc::now()).text, "another platform's"),
        (key().ticket(&plugin, Utc::now() - TimeDelta::hours(13)).text, "expired"),
        (format!("preview-{}{}", &longer[end.clone()], &sound[tag]), "another end"),
        (sound[..sound.len() - 1].to_owned(), "truncated"),
        (sound[..end.end].to_owned(), "no tag"),
        (format!("{sound}0"), "longer"),
        ("preview-".to_owned(), "nothing"),
        ("preview-00000000000000000000000000000".to_owned(), "zeros"),
    ] {
        assert_eq!(ask(&world, &plugin, &forged).await.code(), "plugin.not_found", "{why}");
    }
    // A host name has no case, a path has.
    let loud = sound.to_uppercase();
    assert_eq!(world.send(get("/", &[("host", &host(&plugin, &loud))])).await.status, 200);
    assert_eq!(world.send(get(&format!("/plugins.{plugin}@{loud}/"), &[])).await.status, 404);
    // It opens the draft, and no version.
    let beside = world.send(get(&format!("/plugins.{plugin}@1.0.0/?{sound}"), &[])).await;
    assert_eq!(beside.text(), "released");
}

#[tokio::test]
async fn a_ticket_that_ends_closes_what_it_had_opened() {
    static NOW: AtomicI64 = AtomicI64::new(1_800_000_000);
    fn clock() -> DateTime<Utc> {
        DateTime::from_timestamp(NOW.load(SeqCst), 0).unwrap()
    }
    let world = World::with(GatewayConfig { clock, ..config() }, ServerConfig::default()).await;
    let plugin = static_draft(&world).await;
    let ticket = key().ticket(&plugin, clock());
    assert_eq!(ask(&world, &plugin, &ticket.text).await.status, 200);
    NOW.store(ticket.expires_at.timestamp() - 1, SeqCst);
    assert_eq!(ask(&world, &plugin, &ticket.text).await.status, 200);
    NOW.store(ticket.expires_at.timestamp(), SeqCst);
    assert_eq!(ask(&world, &plugin, &ticket.text).await.code(), "plugin.not_found");
}

#[tokio::test]
async fn a_private_plugins_draft_is_opened_too_and_its_release_is_not() {
    let world = World::with(config(), ServerConfig::default()).await;
    let hidden = Version { visibility: mspf_catalog::Visibility::Private, ..Version::default() };
    let plugin = world.publish(hidden).await;
    let ticket = ticket(&plugin);
    assert_eq!(ask(&world, &plugin, &ticket).await.code(), "plugin.not_found", "there is no draft yet");
    world.edit(&plugin, "mspf.toml", MANIFEST).await;
    world.edit(&plugin, "static/index.html", "draft").await;
    assert_eq!(ask(&world, &plugin, &ticket).await.text(), "draft");
    assert_eq!(world.get(&plugin, "/").await.status, 404);
}

const PYTHON: &str = "manifest_version = 1\n[plugin]\nname = \"draft\"\nversion = \"1.0.0\"\n[runtime]\n\
    kind = \"python\"\napp = \"app:app\"\nframework = \"wsgi\"\n";

/// Counts the requests of its instance.
const COUNTING: &str = "
calls = 0


def app(environ, start_response):
    global calls
    calls += 1
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [f'one {calls}'.encode()]
";

#[tokio::test]
async fn an_edit_ends_the_instances_behind_a_ticket_and_a_mistake_is_explained_there() {
    let python = World::python_with(config()).await;
    let world = &python;
    let plugin = world.draft("draft", &[("mspf.toml", PYTHON), ("app.py", COUNTING)]).await;
    let path = format!("/plugins.{plugin}@{}/", ticket(&plugin));
    let ask = async |headers: &[(&str, &str)]| world.send(get(&path, headers)).await;
    for number in 0..3 {
        let text = format!("edit {number}");
        world.edit(&plugin, "app.py", &COUNTING.replace("one", &text)).await;
        // Loaded once, and then kept.
        assert_eq!(ask(&[]).await.text(), format!("{text} 1"));
        let again = ask(&[]).await;
        assert_eq!((again.text(), again.header("cache-control")), (&*format!("{text} 2"), Some("no-store")));
    }
    world.edit(&plugin, "app.py", "secret = 'sesame'\nraise ValueError('no ' + secret)\n").await;
    let broken = ask(&[("accept", "text/html")]).await;
    assert_eq!((broken.status, broken.header("x-robots-tag")), (500, Some("noindex")));
    assert!(broken.text().contains("no sesame") && broken.text().contains("app.py, line 2"), "{broken:?}");
    // Whoever has the plain address, which the draft answers at too, learns nothing of it.
    let outside = world.get(&plugin, "/").await;
    assert!(outside.status == 500 && !outside.text().contains("sesame"), "{outside:?}");
    world.edit(&plugin, "app.py", COUNTING).await;
    assert_eq!(ask(&[]).await.text(), "one 1");
}

/// Forbids frames, and sets a cookie, as Django does for a page with a form.
const FORM: &str = "
def app(environ, start_response):
    headers = [('X-Frame-Options', 'DENY'), ('Set-Cookie', 'csrftoken=1; SameSite=Lax; Path=/')]
    headers.append(('Content-Security-Policy', \"default-src 'self'; frame-ancestors 'none'\"))
    start_response('200 OK', headers)
    return [environ.get('HTTP_COOKIE', 'none').encode()]
";

#[tokio::test]
async fn a_form_works_in_a_frame_behind_a_ticket_and_nowhere_else() {
    let world = World::python_with(config()).await;
    let plugin = world.draft("draft", &[("mspf.toml", PYTHON), ("app.py", FORM)]).await;
    let host = host(&plugin, &ticket(&plugin));
    let browser = [("host", &*host), ("sec-fetch-site", "cross-site"), ("cookie", "csrftoken=1")];
    let framed = world.send(get("/", &browser)).await;
    assert_eq!((framed.status, framed.text()), (200, "csrftoken=1"));
    assert_eq!(framed.header("x-frame-options"), None);
    assert_eq!(framed.header("content-security-policy"), Some("default-src 'self'"));
    assert_eq!(framed.header("set-cookie"), Some("csrftoken=1; Path=/; SameSite=None; Secure; Partitioned"));
    // Without TLS, and not below `localhost`, no browser would keep that cookie.
    let plain = world.send(get("/", &browser[..1])).await;
    assert_eq!(plain.header("set-cookie"), Some("csrftoken=1; SameSite=Lax; Path=/"));
    let path = world.send(get(&format!("/plugins.{plugin}@{}/", ticket(&plugin)), &browser[1..])).await;
    assert!(path.all("content-security-policy").iter().any(|policy| policy.starts_with("sandbox ")));
    assert_eq!(path.header("x-frame-options"), None);
    let elsewhere = world.get_with(&plugin, "/", &browser[1..]).await;
    assert_eq!(elsewhere.header("x-frame-options"), Some("DENY"));
    assert!(!elsewhere.header("set-cookie").unwrap().contains("SameSite=None"));
}
