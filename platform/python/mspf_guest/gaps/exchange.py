"""One outgoing request, sent with `wasi:http`."""

import errno
import socket
from dataclasses import dataclass

from componentize_py_types import Err, Ok
from wit_world.imports import outgoing_handler
from wit_world.imports import wasi_http_types as http
from wit_world.imports.streams import StreamError_Closed

_METHODS = {
    "GET": http.Method_Get,
    "HEAD": http.Method_Head,
    "POST": http.Method_Post,
    "PUT": http.Method_Put,
    "DELETE": http.Method_Delete,
    "OPTIONS": http.Method_Options,
    "TRACE": http.Method_Trace,
    "PATCH": http.Method_Patch,
}
# Headers of a single connection, which is the host's business.
_HOP_BY_HOP = frozenset(
    ("connection", "host", "http2-settings", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade")
)
_CHUNK = 64 << 10
# Answers that have not been read to their end. The garbage collector must not take their parts in any order.
_open: set["Answer"] = set()


@dataclass(eq=False)
class Answer:
    """The head of an answer, and its body to be read in pieces."""

    status: int
    headers: list[tuple[str, bytes]]
    _response: object

    def __post_init__(self):
        self._body = self._response.consume()
        self._stream = self._body.stream()
        _open.add(self)

    def read(self, most: int) -> bytes:
        """At most `most` bytes; none at the end of the body."""
        while self._stream is not None:
            try:
                if data := self._stream.blocking_read(min(most, _CHUNK)):
                    return data
            except Err as error:
                self.close()
                if isinstance(error.value, StreamError_Closed):
                    return b""
                raise ConnectionResetError(errno.ECONNRESET, "the answer was broken off") from None
        return b""

    def close(self) -> None:
        """Lets go of the answer."""
        if self._stream is not None:
            for resource in (self._stream, self._body, self._response):
                resource.__exit__(None, None, None)
            self._stream = None
            _open.discard(self)


def close_all() -> None:
    """Lets go of every answer, at the end of a request: nobody reads them any more."""
    for answer in list(_open):
        answer.close()


def send(scheme, authority, method, target, headers, body, timeout) -> Answer:
    """Sends a request and waits for the head of its answer.

    `headers` are pairs of text and bytes, `timeout` seconds or `None`. Raises what sockets raise: `PermissionError` for
    a host that is not granted, `socket.gaierror`, `ConnectionError`, `TimeoutError`.
    """
    try:
        kept = [(name.lower(), value) for name, value in headers if name.lower() not in _HOP_BY_HOP]
        request = http.OutgoingRequest(http.Fields.from_list(kept))
        request.set_method(_METHODS[method]() if method in _METHODS else http.Method_Other(method))
        request.set_scheme(http.Scheme_Https() if scheme == "https" else http.Scheme_Http())
        request.set_authority(authority)
        request.set_path_with_query(target)
        outgoing = request.body()
    except Err:
        raise ValueError(f"{method} {scheme}://{authority}{target} is not a valid request") from None
    try:
        future = outgoing_handler.handle(request, _options(timeout))
        _write(outgoing, body)
        return _answer(future)
    except Err as error:
        raise _exception(error.value, f"{scheme}://{authority}") from None


def _options(timeout):
    if timeout is None:
        return None
    nanoseconds = max(1, int(timeout * 1_000_000_000))
    options = http.RequestOptions()
    options.set_connect_timeout(nanoseconds)
    options.set_first_byte_timeout(nanoseconds)
    options.set_between_bytes_timeout(nanoseconds)
    return options


def _write(outgoing, body: bytes) -> None:
    try:
        with outgoing.write() as stream:
            view, sent = memoryview(body), 0
            while sent < len(body):
                piece = bytes(view[sent : sent + 4096])
                stream.blocking_write_and_flush(piece)
                sent += len(piece)
        http.OutgoingBody.finish(outgoing, None)
    except Err:
        # A server may answer before it has read everything, and one that is not granted reads nothing: its answer says.
        outgoing.__exit__(None, None, None)


def _answer(future) -> Answer:
    with future, future.subscribe() as ready:
        ready.block()
        result = future.get()
    # A result (was it taken before?) of a result.
    while isinstance(result, (Ok, Err)):
        if isinstance(result, Err):
            raise result
        result = result.value
    with result.headers() as headers:
        entries = headers.entries()
    return Answer(result.status(), [(name, bytes(value)) for name, value in entries], result)


def _exception(code, url: str) -> OSError:
    name = type(code).__name__.removeprefix("ErrorCode_")
    if name == "HttpRequestDenied":
        host = url.partition("://")[2]
        return PermissionError(
            errno.EACCES,
            f"{url} is not granted: add {host!r} to outbound_hosts below [capabilities] in mspf.toml, "
            "and let the installation grant it",
        )
    if name == "DestinationIpProhibited":
        return PermissionError(errno.EACCES, f"{url} leads into a private network, which plugins can't reach")
    if name.startswith("Dns") or name == "DestinationNotFound":
        return socket.gaierror(socket.EAI_NONAME, f"{url}: the name could not be resolved ({name})")
    if name == "ConnectionRefused":
        return ConnectionRefusedError(errno.ECONNREFUSED, f"{url} refused the connection")
    if name.endswith("Timeout"):
        return TimeoutError(errno.ETIMEDOUT, f"{url} did not answer in time ({name})")
    if name.startswith("Tls"):
        import ssl

        return ssl.SSLError(f"{url}: TLS failed ({name})")
    return ConnectionError(errno.ECONNABORTED, f"{url}: {name}")
