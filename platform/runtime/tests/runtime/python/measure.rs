//! Numbers for people: `cargo nextest run … --run-ignored all measure --no-capture`.

use std::time::{Duration, Instant};

use mspf_runtime::Limits;
use mspf_test_support::python_source;

use super::REUSED;
use crate::support::{Plugin, Setup};

#[tokio::test]
#[ignore = "prints numbers"]
async fn fresh_and_reused_instances() {
    for (name, app, framework) in [
        ("wsgi", "app:app", "wsgi"),
        ("bottle", "app:app", "bottle"),
        ("flask", "app:app", "flask"),
        ("django", "mysite.wsgi:application", "django"),
        ("django-app", "SP_1425715742418018304", "django-app"),
    ] {
        let limits = Limits { cpu: Duration::from_secs(10), ..Limits::default() };
        let setup = |reuse| Setup { limits: limits.clone(), reuse, ..Setup::default() };
        let fresh = Plugin::python(python_source(name), app, framework, setup(mspf_runtime::Reuse::NEVER));
        let mut first = vec![];
        for _ in 0..30 {
            let started = Instant::now();
            assert_eq!(fresh.get("/").await.unwrap().0, 200);
            first.push(started.elapsed());
        }
        first.sort();
        let reused = Plugin::python(python_source(name), app, framework, setup(REUSED));
        for _ in 0..100 {
            reused.get("/").await.unwrap();
        }
        let started = Instant::now();
        for _ in 0..800 {
            reused.get("/").await.unwrap();
        }
        let each = started.elapsed() / 800;
        let (_, usage) = reused.measured("/").await;
        println!(
            "{name}: first request {:.1?} (best {:.1?}), reused {:.0} requests/s, {} MiB",
            first[15],
            first[0],
            1.0 / each.as_secs_f64(),
            usage.memory_peak >> 20,
        );
    }
}
