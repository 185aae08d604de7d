"""Answers a few requests before the snapshot is taken: what frameworks make at their first one is then there."""

import io
import sys


def bottle() -> None:
    """Bottle: routing and a template."""
    from bottle import Bottle, template

    app = Bottle()
    app.route("/", callback=lambda: template("{{name}}", name="a"))
    _get(app)


def flask() -> None:
    """Flask: routing, JSON and a template."""
    from flask import Flask, jsonify, render_template_string

    app = Flask("mspf_warm_up")
    app.add_url_rule("/", view_func=lambda: render_template_string("{{ name }}", name="a"), endpoint="page")
    app.add_url_rule("/data", view_func=lambda: jsonify(a=1), endpoint="data")
    _get(app)
    _get(app, "/data")


def django() -> None:
    """Django: middleware, routing, a template with a form, the admin site."""
    from django.core.handlers.wsgi import WSGIHandler

    app = WSGIHandler()
    _get(app)
    _get(app, "/admin/login/")


def _get(app, path: str = "/") -> None:
    status = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    chunks = app(environ, lambda line, headers, exc_info=None: status.append(line))
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    if not status or not status[0].startswith("200"):
        raise RuntimeError(f"the warm-up of {path} was answered {status}: {body[:2000]!r}")
