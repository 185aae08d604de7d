"""From an incoming `wasi:http` request to a WSGI environment."""

import io
import sys
from urllib.parse import unquote_to_bytes

from componentize_py_types import Err
from wit_world.imports.streams import StreamError_Closed
from wit_world.imports.wasi_http_types import (
    IncomingBody,
    Method_Connect,
    Method_Delete,
    Method_Get,
    Method_Head,
    Method_Options,
    Method_Other,
    Method_Patch,
    Method_Post,
    Method_Put,
    Method_Trace,
)

# What is asked of the host at once.
_CHUNK = 64 << 10
_METHODS = {
    Method_Get: "GET",
    Method_Head: "HEAD",
    Method_Post: "POST",
    Method_Put: "PUT",
    Method_Delete: "DELETE",
    Method_Connect: "CONNECT",
    Method_Options: "OPTIONS",
    Method_Trace: "TRACE",
    Method_Patch: "PATCH",
}
_BODILESS = ("GET", "HEAD", "OPTIONS", "TRACE", "CONNECT")


def environ(request) -> dict:
    """The environment of `request`. The platform alone sets `X-Forwarded-…`, so they may be believed."""
    method = request.method()
    path, _, query = (request.path_with_query() or "/").partition("?")
    env = {
        "REQUEST_METHOD": method.value if isinstance(method, Method_Other) else _METHODS[type(method)],
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    if authority := request.authority():
        env["HTTP_HOST"] = authority
    _add_headers(env, request)
    _add_origin(env)
    _add_body(env, request)
    return env


def _add_headers(env: dict, request) -> None:
    with request.headers() as headers:
        entries = headers.entries()
    for name, value in entries:
        if "_" in name:
            continue  # Would be taken for the name with hyphens.
        key, text = name.upper().replace("-", "_"), value.decode("latin-1")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
            if key in env and key != "HTTP_HOST":
                text = env[key] + ("; " if key == "HTTP_COOKIE" else ",") + text
        env[key] = text


def _add_origin(env: dict) -> None:
    """Where the plugin is and who asks, as the platform says."""
    scheme = env.get("HTTP_X_FORWARDED_PROTO", "http").partition(",")[0].strip()
    host = env.get("HTTP_X_FORWARDED_HOST", "").partition(",")[0].strip() or env.get("HTTP_HOST", "localhost")
    chain = [part.strip() for part in env.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    name, _, port = host.rpartition(":")
    if not port.isdigit():
        name, port = host, "443" if scheme == "https" else "80"
    env["HTTP_HOST"] = host
    env["SERVER_NAME"], env["SERVER_PORT"] = name, port
    env["wsgi.url_scheme"] = scheme
    env["SCRIPT_NAME"] = unquote_to_bytes(env.get("HTTP_X_FORWARDED_PREFIX", "")).decode("latin-1")
    # The last one is who spoke to the platform; where that is the operator's proxy, whom it spoke for is before it.
    env["REMOTE_ADDR"] = chain[-2] if len(chain) > 1 else chain[0]


def _add_body(env: dict, request) -> None:
    length = env.get("CONTENT_LENGTH", "")
    if length in ("", "0") and (length or env["REQUEST_METHOD"] in _BODILESS):
        env["wsgi.input"] = io.BytesIO()
        return
    body = io.BufferedReader(_Body(request), _CHUNK)
    if not length:
        # Frameworks take a body without a length for an empty one.
        data = body.read()
        env["CONTENT_LENGTH"] = str(len(data))
        body = io.BytesIO(data)
    env["wsgi.input"] = body


class _Body(io.RawIOBase):
    """A request's body, read as the application asks for it."""

    def __init__(self, request):
        self._body = request.consume()
        self._stream = self._body.stream()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if self._stream is None:
            return 0
        while True:
            try:
                data = self._stream.blocking_read(min(len(buffer), _CHUNK))
            except Err as error:
                if isinstance(error.value, StreamError_Closed):
                    self._end()
                    return 0
                raise OSError("the request's body could not be read to its end") from None
            if data:
                buffer[: len(data)] = data
                return len(data)

    def close(self) -> None:
        # The stream is a part of the body: the host insists on this order.
        if self._stream is not None:
            self._stream.__exit__(None, None, None)
            self._stream = None
            self._body.__exit__(None, None, None)
        super().close()

    def _end(self) -> None:
        self._stream.__exit__(None, None, None)
        self._stream = None
        IncomingBody.finish(self._body).__exit__(None, None, None)
