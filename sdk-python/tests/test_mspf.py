"""The SDK on an author's machine: `python -m unittest discover sdk-python/tests`."""

import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer

import mspf
from mspf.http import fetch
from mspf.testing import Client


def plugin(environ, start):
    """Answers with what it knows."""
    told = {
        "caller": [mspf.caller().kind, mspf.caller().account],
        "prefix": [mspf.installation().prefix, environ["SCRIPT_NAME"]],
        "path": environ["PATH_INFO"],
        "query": environ["QUERY_STRING"],
        "body": environ["wsgi.input"].read().decode(),
        "type": environ.get("CONTENT_TYPE"),
        "cookie": environ.get("HTTP_COOKIE"),
        "limit": mspf.option("limit", 3),
        "name": mspf.option("name"),
    }
    start("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "seen=yes; Path=/")])
    return [json.dumps(told).encode()]


class TestClient(unittest.TestCase):
    """`mspf.testing`."""

    def test_a_plugin_learns_who_calls_and_where(self):
        told = Client(plugin, prefix="/plugins.SP_1", account="ada").get("/a%20b?c=d").json()
        self.assertEqual(told["caller"], ["account", "ada"])
        self.assertEqual(told["prefix"], ["/plugins.SP_1", "/plugins.SP_1"])
        self.assertEqual((told["path"], told["query"]), ("/a b", "c=d"))

    def test_forms_and_json_are_sent_as_such(self):
        client = Client(plugin)
        told = client.post("/", form={"a": "1 2"}).json()
        self.assertEqual((told["body"], told["type"]), ("a=1+2", "application/x-www-form-urlencoded"))
        told = client.post("/", json={"a": 1}).json()
        self.assertEqual((told["body"], told["type"]), ('{"a": 1}', "application/json"))

    def test_cookies_are_kept(self):
        client = Client(plugin)
        self.assertIsNone(client.get("/").json()["cookie"])
        self.assertEqual(client.get("/").json()["cookie"], "seen=yes")

    def test_what_a_test_says_ends_with_its_request(self):
        Client(plugin, account="ada").get("/")
        self.assertIsNone(mspf.caller().account)


class TestOptions(unittest.TestCase):
    """`mspf.option`."""

    def test_has_the_type_of_its_default(self):
        def value(given, default):
            seen = []
            app = lambda environ, start: start("200 OK", []) and [] or seen.append(mspf.option("x", default)) or []
            Client(app, options={"x": given}).get("/")
            return seen[0]

        self.assertEqual(value(7, 3), 7)
        self.assertEqual(value(7, 3.5), 7.0)
        self.assertIs(value(True, False), True)
        self.assertEqual(value("7", ""), "7")
        self.assertEqual(value([1], []), [1])
        with self.assertRaises(ValueError):
            value(True, 1)

    def test_defaults_hold(self):
        told = Client(plugin).get("/").json()
        self.assertEqual((told["limit"], told["name"]), (3, None))


class TestSecrets(unittest.TestCase):
    """`mspf.secret_key`."""

    def test_is_one_for_each_purpose(self):
        self.assertEqual(mspf.secret_key("a"), mspf.secret_key("a"))
        self.assertNotEqual(mspf.secret_key("a"), mspf.secret_key("b"))


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Type", self.headers["Content-Type"])
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Nothing to say."""


class TestHttp(unittest.TestCase):
    """`mspf.http`."""

    def test_sends_json_and_reads_it(self):
        with HTTPServer(("127.0.0.1", 0), Echo) as server:
            thread = threading.Thread(target=server.handle_request)
            thread.start()
            answer = fetch(f"http://127.0.0.1:{server.server_port}/x?y", json={"a": [1]})
            thread.join()
        self.assertEqual((answer.status, answer.ok, answer.json()), (201, True, {"a": [1]}))

    def test_refuses_what_is_no_address(self):
        for url in ("ftp://example.com", "example.com", "http://"):
            with self.assertRaises(ValueError):
                fetch(url)


if __name__ == "__main__":
    unittest.main()
