"""From an incoming `wasi:http` request to a WSGI environment."""

import io
import sys
from urllib.parse import unquote_to_bytes

from componentize_py_types import Err
from wit_world.imports import messages
from wit_world.imports.streams import StreamError_Closed
from wit_world.imports.wasi_http_types import IncomingBody

# What is asked of the host at once.
_CHUNK = 64 << 10
# Headers of which the last one counts: the platform lets no request pass that has more.
_UNPREFIXED = ("CONTENT_TYPE", "CONTENT_LENGTH")
_SINGLE = (*_UNPREFIXED, "HTTP_HOST")
# The keys of headers that have been seen; clients could make up any number of them.
_keys: dict[str, str] = {}
_KEYS_KEPT = 200
_BODILESS = ("GET", "HEAD", "OPTIONS", "TRACE", "CONNECT")


def environ(request) -> dict:
    """The environment of `request`. The platform alone sets `X-Forwarded-…`, so they may be believed."""
    head = messages.head(request)
    path, _, query = head.target.partition("?")
    env = {
        "REQUEST_METHOD": head.method,
        "PATH_INFO": _unquoted(path),
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    if head.authority:
        env["HTTP_HOST"] = head.authority
    _add_headers(env, head.headers)
    _add_origin(env)
    _add_body(env, request)
    return env


def _unquoted(text: str) -> str:
    """The octets of a path or a part of one, as WSGI wants them: each a character."""
    if text.isascii() and "%" not in text:
        return text
    return unquote_to_bytes(text).decode("latin-1")


def _add_headers(env: dict, headers) -> None:
    for name, value in headers:
        if "_" in name:
            continue  # Would be taken for the name with hyphens.
        key, text = _keys.get(name) or _key(name), value.decode("latin-1")
        if key in env and key not in _SINGLE:
            text = env[key] + ("; " if key == "HTTP_COOKIE" else ",") + text
        env[key] = text


def _key(name: str) -> str:
    key = name.upper().replace("-", "_")
    if key not in _UNPREFIXED:
        key = "HTTP_" + key
    if len(_keys) < _KEYS_KEPT:
        _keys[name] = key
    return key


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
    env["SCRIPT_NAME"] = _unquoted(env.get("HTTP_X_FORWARDED_PREFIX", ""))
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
