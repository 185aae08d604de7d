"""Requests to a plugin without the platform, for its author's tests."""

from __future__ import annotations

import io
import json as _json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

from mspf import _host


@dataclass(frozen=True)
class Response:
    """A plugin's answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return _json.loads(self.body)


class Client:
    """Calls a WSGI application as the platform would, and keeps its cookies."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        *,
        prefix: str = "",
        account: str | None = None,
        options: Mapping[str, Any] | None = None,
        installation: _host.Installation | None = None,
        host: str = "plugin.localhost",
    ):
        """`prefix` is where the plugin's address lies (`/plugins.SP_1`), `account` who calls, `options` what the
        installation's owner chose."""
        where = installation or _host.Installation()
        kind = _host.CallerKind.ACCOUNT if account else _host.CallerKind.ANONYMOUS
        self._host = _host.Local(
            who=_host.Caller(kind, account),
            where=_host.Installation(where.id, where.plugin, where.version, where.owner, prefix),
            given={name: _text(value) for name, value in (options or {}).items()},
        )
        self._app, self._prefix, self._name = app, prefix, host
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **kwargs: Any) -> Response:
        """GET `path`, which is below the plugin's own root."""
        return self.request("GET", path, **kwargs)

    def post(self, path: str, **kwargs: Any) -> Response:
        """POST to `path`."""
        return self.request("POST", path, **kwargs)

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        form: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> Response:
        """Any request. `form` and `json` make the body and say its type."""
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if form is not None:
            body = urlencode(form).encode()
            sent.setdefault("content-type", "application/x-www-form-urlencoded")
        if json is not None:
            body = _json.dumps(json).encode()
            sent.setdefault("content-type", "application/json")
        environ = self._environ(method, path, sent, body)
        before = _host.replace(self._host)
        try:
            response = _call(self._app, environ)
        finally:
            _host.replace(before)
        self._keep_cookies(response)
        return response

    def _environ(self, method: str, path: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        plain, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": self._prefix,
            "PATH_INFO": unquote_to_bytes(plain).decode("latin-1"),
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": self._name,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self._name,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if self.cookies:
            environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        return environ

    def _keep_cookies(self, response: Response) -> None:
        for name, value in response.headers:
            if name.lower() == "set-cookie":
                for cookie in SimpleCookie(value).values():
                    if cookie["max-age"] == "0":
                        self.cookies.pop(cookie.key, None)
                    else:
                        self.cookies[cookie.key] = cookie.coded_value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _json.dumps(value)


def _call(app: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> Response:
    head: list[Any] = []
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
        head[:] = [int(status.split(" ", 1)[0]), list(headers)]
        return written.append

    chunks = app(environ, start)
    try:
        written.extend(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    if not head:
        raise AssertionError("the application has not called start_response")
    return Response(head[0], head[1], b"".join(written))
