//! Django: a stock project, and apps of version 1.

use http_body_util::Full;
use mspf_test_support::python_source;
use serde_json::Value;

use super::{REUSED, answer, empty, forwarded, get, json, upload};
use crate::support::{Plugin, Setup};

fn project() -> Plugin {
    let setup = Setup { reuse: REUSED, ..Setup::default() };
    Plugin::python(python_source("django"), "mysite.wsgi:application", "django", setup)
}

fn app(installation: &str) -> Plugin {
    let setup = Setup { reuse: REUSED, ..Setup::default() };
    let name = "SP_1425715742418018304";
    let first = Plugin::new("hello", Setup::default());
    Plugin::python_on(first.runtime(), installation, python_source("django-app"), name, "django-app", setup)
}

#[tokio::test]
async fn a_stock_project_answers_with_right_links_in_both_address_forms() {
    let plugin = project();
    for prefix in ["/plugins.SP_1", "", "/plugins.SP_1@workspace"] {
        let (status, _, page) = get(&plugin, "/", prefix).await;
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("Hello, &lt;world&gt;!"), "{page}");
        assert!(page.contains(&format!("href=\"{prefix}/static/notes/style.css\"")), "{page}");
        assert!(page.contains(&format!("<a href=\"{prefix}/admin/\">")), "{page}");
        assert!(page.contains("csrfmiddlewaretoken") && page.contains("id_title"), "{page}");
        assert_eq!(get(&plugin, "/go/", prefix).await.1, format!("{prefix}/"));
        assert_eq!(get(&plugin, "/visits", prefix).await.1, format!("{prefix}/visits/"));
        let (status, location, _) = get(&plugin, "/admin/", prefix).await;
        let next = prefix.replace('@', "%40");
        assert_eq!((status, location), (302, format!("{prefix}/admin/login/?next={next}/admin/")));
        let (status, _, page) = get(&plugin, "/admin/login/", prefix).await;
        assert!(status == 200 && page.contains("Django administration"), "{page}");
    }
}

#[tokio::test]
async fn signed_sessions_uploads_streams_and_passwords_work() {
    let plugin = project();
    let first = plugin.head("/visits/").await.unwrap();
    let cookie = first.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let request = forwarded("GET", "/visits/", "").header("cookie", cookie).body(empty()).unwrap();
    assert_eq!(answer(&plugin, request).await.unwrap().2, "2");
    // Larger than what Django keeps in memory by itself.
    let (status, _, text) =
        answer(&plugin, upload("/upload/", "title", "x", &vec![7; 3 << 20])).await.unwrap();
    assert_eq!((status, text.as_str()), (200, r#"{"name": "a.bin", "size": 3145728, "length": 3145728}"#));
    assert_eq!(get(&plugin, "/stream/", "").await.2, "0\n1\n2\n");
    assert_eq!(get(&plugin, "/async/", "").await.2, "async 0 /async/");
    assert_eq!(get(&plugin, "/hash/", "").await.2, "True");
}

#[tokio::test]
async fn its_own_pages_of_errors_are_there_and_errors_are_logged_once() {
    let plugin = project();
    let (status, _, page) = get(&plugin, "/nothing/", "").await;
    assert!(status == 404 && page.contains("Using the URLconf defined in"), "{page}");
    plugin.log.take();
    let (status, _, page) = get(&plugin, "/broken/", "").await;
    assert!(status == 500 && page.contains("LookupError at /broken/"), "{page}");
    let log = plugin.log.take();
    let told = log.iter().filter(|line| line.contains("LookupError: in Django")).count();
    assert_eq!(told, 1, "{log:#?}");
    assert!(
        log.iter().all(
            |line| line.starts_with("r1 Log(Error) django.request") || line.starts_with("r1 Log(Error) ")
        ),
        "{log:#?}"
    );
}

#[tokio::test]
async fn a_form_without_its_token_is_refused() {
    let plugin = project();
    let request = forwarded("POST", "/", "").header("content-type", "application/x-www-form-urlencoded");
    let (status, _, page) =
        answer(&plugin, request.body(Full::new("title=x".into())).unwrap()).await.unwrap();
    assert!(status == 403 && page.contains("CSRF"), "{page}");
}

#[tokio::test]
async fn the_starter_of_version_1_answers() {
    let plugin = app("installation");
    assert_eq!(plugin.get("/").await.unwrap(), (200, "Hi, this is a plugin!".to_owned()));
    assert_eq!(plugin.get("/hello/").await.unwrap(), (200, "Hello, This is Mspf!".to_owned()));
}

#[tokio::test]
async fn chapter_7_of_the_manual_works_as_written() {
    let plugin = app("installation");
    let prefix = "/plugins.SP_1425715742418018304";
    let (status, _, page) = get(&plugin, "/home/", prefix).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("主界面") && page.contains("获得数据"), "{page}");
    assert!(page.contains(&format!("href=\"{prefix}/static/own.css\"")), "{page}");
    // The page asks for `../getdata`, without the slash that the URL has.
    let (status, location, _) = get(&plugin, "/getdata?a=1", prefix).await;
    assert_eq!((status, location), (301, format!("{prefix}/getdata/?a=1")));
    let (_, _, data) = get(&plugin, "/getdata/?a=1", prefix).await;
    assert_eq!(data, r#"{"msg": "Hi, This is 1 rubby!"}"#);
}

#[tokio::test]
async fn an_app_of_version_1_has_the_settings_that_it_had() {
    let plugin = app("installation");
    let (_, page) = plugin.get("/now/").await.unwrap();
    assert!(page.starts_with("zh-hans Asia/Shanghai ") && page.trim_end().ends_with("月 是"), "{page}");
    let form = plugin.head("/form/").await.unwrap();
    let cookie = form.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let token = cookie.strip_prefix("csrftoken=").unwrap();
    let post = |body: String| {
        forwarded("POST", "/form/", "")
            .header("cookie", cookie.as_str())
            .header("referer", "https://platform.test:8899/form/")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::new(body.into()))
            .unwrap()
    };
    assert_eq!(answer(&plugin, post("text=a".into())).await.unwrap().0, 403);
    let taken = post(format!("text=a&csrfmiddlewaretoken={token}"));
    let (status, location, _) = answer(&plugin, taken).await.unwrap();
    assert_eq!((status, location.as_str()), (302, "/absolute/"));
}

#[tokio::test]
async fn a_secret_key_belongs_to_one_installation_and_stays() {
    let (ada, bob) = (app("ada"), app("bob"));
    let key = async |plugin: &Plugin| json(plugin, "/settings/").await["key"].as_str().unwrap().to_owned();
    let first = key(&ada).await;
    ada.service.drop_idle();
    assert_eq!(first, key(&ada).await);
    assert_ne!(first, key(&bob).await);
    assert_eq!(first.len(), 64);
}

#[tokio::test]
async fn strangers_see_no_traceback_of_an_app() {
    let plugin = app("installation");
    let (status, page) = plugin.get("/broken/").await.unwrap();
    assert_eq!(status, 500);
    assert!(!page.contains("nothing") && !page.contains("Traceback"), "{page}");
    let log = plugin.log.take();
    assert!(log.iter().any(|line| line.contains("/plugin/views.py")), "{log:#?}");
    assert_eq!(json(&plugin, "/settings/").await["debug"], Value::Bool(false));
}
