//! The tests that plugins bring: found, run where the plugin runs, and told. What attacks is in `vandals`.

use std::{fs, path::Path};

use mspf_runtime::{CallError, TestReport};
use mspf_test_support::python_source;
use tempfile::TempDir;

use super::{REUSED, loading::copy_tree};
use crate::support::{Plugin, Setup};

/// A plugin made of a folder and some files more.
pub(super) fn plugin(
    folder: Option<&str>,
    files: &[(&str, &str)],
    (framework, app): (&str, &str),
    setup: Setup,
) -> (Plugin, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    if let Some(folder) = folder {
        copy_tree(&python_source(folder), directory.path());
    }
    write(directory.path(), files);
    (Plugin::python(directory.path(), app, framework, setup), directory)
}

fn write(directory: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

pub(super) async fn run(plugin: &Plugin) -> Result<TestReport, CallError> {
    plugin.service.run_tests("r1".into()).await
}

/// Runs the tests of a plugin; passed, failed, skipped.
async fn counts(folder: &str, files: &[(&str, &str)], framework: (&str, &str)) -> (u32, u32, u32, String) {
    let (plugin, _directory) = plugin(Some(folder), files, framework, Setup::default());
    let report = run(&plugin).await.unwrap();
    let told = report.failures.iter().map(|failure| format!("{}\n{}", failure.name, failure.traceback));
    (report.passed, report.failed, report.skipped, told.collect::<Vec<_>>().join("\n"))
}

const KINDS: &str = r#"
import unittest


class Kinds(unittest.TestCase):
    def test_passes(self):
        print("said by a test")

    def test_fails(self):
        self.assertEqual({"a": 1}, {"a": 2}, "not alike")

    def test_breaks(self):
        try:
            {}["x"]
        except KeyError as error:
            raise ValueError("broken") from error

    @unittest.skip("not now")
    def test_left_out(self):
        raise AssertionError

    @unittest.expectedFailure
    def test_known(self):
        self.fail()

    @unittest.expectedFailure
    def test_repaired(self):
        pass

    def test_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertEqual(number, 1)

    def test_exits(self):
        raise SystemExit(0)


class NeverSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise OSError("no such thing")

    def test_never(self):
        pass


class Asynchronous(unittest.IsolatedAsyncioTestCase):
    async def test_waits(self):
        import asyncio

        await asyncio.sleep(0.001)


def test_of_other_tools():
    raise AssertionError("functions are not run")
"#;

#[tokio::test]
async fn every_kind_of_outcome_is_counted_and_told() {
    let files = [
        ("app.py", "def app(environ, start_response):\n    raise OSError\n"),
        ("tests.py", KINDS),
        ("test_syntax.py", "def broken(:\n"),
        ("test_skipped.py", "import unittest\nraise unittest.SkipTest('all of it')\n"),
        ("inner/__init__.py", ""),
        (
            "inner/test_inner.py",
            "import unittest\nclass Inner(unittest.TestCase):\n    def test(self): pass\n",
        ),
        ("no_package/test_unseen.py", "raise OSError\n"),
        ("helper.py", "raise OSError\n"),
    ];
    let (plugin, _directory) = plugin(None, &files, ("wsgi", "app:app"), Setup::default());
    let report = run(&plugin).await.unwrap();
    assert_eq!((report.passed, report.failed, report.skipped), (4, 7, 2));
    let told: Vec<_> =
        report.failures.iter().map(|failure| format!("{}\n{}", failure.name, failure.traceback)).collect();
    insta::assert_snapshot!(told.join("\n"));
    let log = plugin.log.take();
    assert!(log.contains(&"r1 Stdout said by a test".to_owned()), "{log:?}");
    assert!(log.contains(&"r1 Log(Info) tests.Kinds.test_passes".to_owned()), "{log:?}");
}

#[tokio::test]
async fn a_plugin_without_tests_has_none() {
    let (passed, failed, skipped, _) = counts("wsgi", &[], ("wsgi", "app:app")).await;
    assert_eq!((passed, failed, skipped), (0, 0, 0));
}

#[tokio::test]
async fn tests_are_not_run_in_instances_that_answer_requests() {
    let app = "calls = []\ndef app(environ, start):\n    start('200 OK', [])\n    calls.append(1)\n    \
               return [str(len(calls)).encode()]\n";
    let tests = "import unittest, app\nclass Fresh(unittest.TestCase):\n    def test(self):\n        \
                 self.assertEqual(app.calls, [])\n        app.calls.append(1)\n";
    let setup = Setup { reuse: REUSED, ..Setup::default() };
    let (plugin, _directory) =
        plugin(None, &[("app.py", app), ("tests.py", tests)], ("wsgi", "app:app"), setup);
    assert_eq!(plugin.get("/").await.unwrap().1, "1");
    assert_eq!(run(&plugin).await.unwrap().passed, 1);
    assert_eq!(plugin.get("/").await.unwrap().1, "2");
}

#[tokio::test]
async fn the_test_clients_of_flask_and_of_the_platform_work() {
    let flask = r#"
import unittest
from app import app
from mspf.testing import Client


class Pages(unittest.TestCase):
    def test_by_flask(self):
        answer = app.test_client().post("/json", json={"a": 1})
        self.assertEqual(answer.get_json()["got"], {"a": 1})

    def test_by_mspf(self):
        client = Client(app, prefix="/plugins.SP_1", account="ada")
        self.assertEqual([client.get("/visits").text for _ in range(2)], ["1", "2"])
        self.assertEqual(client.get("/go").header("location"), "/plugins.SP_1/shop/item/7")
"#;
    let (passed, failed, _, told) = counts("flask", &[("tests.py", flask)], ("flask", "app:app")).await;
    assert_eq!((passed, failed), (2, 0), "{told}");
    let bottle = flask.split("    def test_by_flask").next().unwrap().to_owned()
        + "    def test(self):\n        self.assertEqual(Client(app).get('/').status, 200)\n";
    let (passed, failed, _, told) =
        counts("bottle", &[("test_app.py", &bottle)], ("bottle", "app:app")).await;
    assert_eq!((passed, failed), (1, 0), "{told}");
}

const NOTES: &str = r#"
from unittest import mock

from django.contrib.auth.models import User
from django.test import Client, RequestFactory, SimpleTestCase, TestCase, TransactionTestCase, override_settings
from django.urls import reverse

from notes import views


class Pages(SimpleTestCase):
    def test_index(self):
        answer = self.client.get("/")
        self.assertContains(answer, "Hello, &lt;world&gt;!")
        self.assertTemplateUsed(answer, "notes/index.html")

    def test_visits(self):
        client = Client()
        self.assertEqual([client.get("/visits/").content for _ in range(2)], [b"1", b"2"])

    def test_redirect(self):
        self.assertRedirects(self.client.get("/admin/"), "/admin/login/?next=/admin/")

    def test_view(self):
        self.assertEqual(views.index(RequestFactory().get("/")).status_code, 200)

    @override_settings(LANGUAGE_CODE="de")
    def test_settings(self):
        with mock.patch("django.utils.timezone.now", return_value=1) as now:
            from django.utils import timezone
            self.assertEqual(timezone.now(), 1)
        now.assert_called_once()


class NeedsNone(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.data = {"a": [1]}

    def test_index(self):
        self.data["a"].append(2)
        self.assertEqual(self.client.get("/").status_code, 200)

    def test_data_is_fresh(self):
        self.assertEqual(self.data, {"a": [1]})
"#;

const DATABASE: &str = r#"
from django.contrib.auth.models import User
from django.test import TestCase, TransactionTestCase


class Queries(TestCase):
    def test_query(self):
        User.objects.count()

    def test_login(self):
        self.client.login(username="ada", password="x")


class Insists(TransactionTestCase):
    databases = "__all__"

    def test_insert(self):
        User.objects.create(username="ada")


class SetUp(TestCase):
    fixtures = ["users.json"]

    @classmethod
    def setUpTestData(cls):
        User.objects.create(username="ada")

    def test_never(self):
        pass
"#;

#[tokio::test]
async fn django_tests_as_always() {
    let files = [("notes/tests.py", NOTES)];
    let (passed, failed, skipped, told) =
        counts("django", &files, ("django", "mysite.wsgi:application")).await;
    assert_eq!((passed, failed, skipped), (7, 0, 0), "{told}");
}

#[tokio::test]
async fn tests_that_need_a_database_are_told_that_there_is_none() {
    let settings = fs::read_to_string(python_source("django").join("mysite/settings.py")).unwrap();
    let none = format!("{settings}\nDATABASES = {{}}\n");
    for settings in [settings, none] {
        let files = [("notes/tests.py", DATABASE), ("mysite/settings.py", &settings)];
        let (passed, failed, _, told) = counts("django", &files, ("django", "mysite.wsgi:application")).await;
        assert_eq!((passed, failed), (0, 4), "{told}");
        assert_eq!(told.matches("DatabaseOperationForbidden: a plugin has no database").count(), 4, "{told}");
    }
}

#[tokio::test]
async fn an_app_of_version_1_is_tested_as_part_of_its_project() {
    let tests = r#"
from django.test import TestCase

from . import views
from .apps import *  # noqa: F403


class Pages(TestCase):
    def test_hello(self):
        self.assertContains(self.client.get("/hello/"), "Hello, This is Mspf!")
        self.assertEqual(__name__, "plugins.SP_1425715742418018304.tests")

    def test_data(self):
        self.assertEqual(self.client.get("/getdata/", {"a": "x"}).json(), {"msg": "Hi, This is x rubby!"})
"#;
    let app = ("django-app", "SP_1425715742418018304");
    let (passed, failed, _, told) = counts("django-app", &[("tests.py", tests)], app).await;
    assert_eq!((passed, failed), (2, 0), "{told}");
}

#[tokio::test]
async fn a_source_that_cannot_be_loaded_is_not_tested() {
    let files = [("app.py", "import nothing_like_it\n"), ("tests.py", KINDS)];
    let (plugin, _directory) = plugin(None, &files, ("wsgi", "app:app"), Setup::default());
    assert!(matches!(run(&plugin).await, Err(CallError::Load(_))));
}

#[tokio::test]
async fn a_component_brings_no_tests() {
    let plugin = Plugin::new("hello", Setup::default());
    let Err(CallError::Trap { message, .. }) = run(&plugin).await else { panic!("it has tests") };
    assert_eq!(message, "only a plugin in Python brings tests");
}
