"""From what a WSGI application returns to an outgoing `wasi:http` response, streamed as it is written."""

from componentize_py_types import Err, Ok
from wit_world.imports import messages
from wit_world.imports.wasi_http_types import (
    Fields,
    OutgoingBody,
    OutgoingResponse,
    ResponseOutparam,
)

# What the host takes at once with `blocking-write-and-flush`.
_ONE_WRITE = 4096
# Headers of a single connection, which is the host's business.
_HOP_BY_HOP = frozenset(
    ("connection", "host", "http2-settings", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade")
)


class ClientGone(BaseException):
    """Nobody reads the response any more. No `Exception`, so that applications do not catch it by accident."""


class Response:
    """One response."""

    def __init__(self, response_out, method: str):
        self._out = response_out
        self._is_head = method == "HEAD"
        self._status = None
        self._headers = ()
        self._length = None
        self._written = []
        self._body = self._stream = None

    def start(self, status: str, headers, exc_info=None):
        """WSGI's `start_response`."""
        if exc_info:
            try:
                if self._out is None:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None
        elif self._status is not None:
            raise AssertionError("start_response has been called already")
        self._status = int(status[:3])
        self._headers, self._length = [], None
        for name, value in headers:
            name, value = name.lower(), value.encode("latin-1")
            if name == "content-length":
                self._length = value
            if name not in _HOP_BY_HOP:
                self._headers.append((name, value))
        return self._written.append

    def send(self, chunks) -> None:
        """Sends every chunk as it comes; what is whole is sent with its length."""
        if isinstance(chunks, (list, tuple)):
            self._whole(b"".join((*self._written, *chunks)))
            return
        is_whole = hasattr(chunks, "__len__") and len(chunks) == 1
        for chunk in chunks:
            if self._written:
                chunk = b"".join((*self._written, chunk))
                self._written.clear()
            if not chunk:
                continue
            if self._out is None:
                self._write(chunk)
            elif is_whole or self._length == b"%d" % len(chunk):
                # Frameworks say how long everything is that is no stream.
                self._whole(chunk)
            else:
                self._begin()
                self._write(chunk)

    def finish(self) -> None:
        """Ends the response in its proper way."""
        if self._body is None:
            if self._out is not None:
                self._whole(b"".join(self._written))
            return
        self._close_stream()
        body, self._body = self._body, None
        try:
            OutgoingBody.finish(body, None)
        except Err as error:
            raise RuntimeError(f"the response's body does not have its Content-Length: {error.value}") from None

    def fail(self) -> None:
        """Ends a response whose application has failed: with a 500, or broken off where it had begun."""
        if self._body is not None or self._out is None:
            self.abandon()
            return
        self._status, self._headers, self._length = 500, [("content-type", b"text/plain; charset=utf-8")], None
        try:
            self._whole(b"Internal Server Error\n")
            self.finish()
        except ClientGone:
            self.abandon()

    def abandon(self) -> None:
        """Ends the response without an end: whoever still reads it sees that it was broken off."""
        self._close_stream()
        if self._body is not None:
            self._body.__exit__(None, None, None)
            self._body = None

    def _whole(self, data: bytes) -> None:
        headers = self._checked(len(data))
        out, self._out = self._out, None
        try:
            messages.respond(out, self._status, headers, data)
        except Err as error:
            raise ValueError(error.value) from None

    def _checked(self, length: int | None) -> list:
        if self._status is None:
            raise AssertionError("the application has not called start_response")
        headers = self._headers
        if length == 0 and (self._is_head or self._status in (204, 304)):
            # The length of what is not sent; here it would be held against the empty body.
            return [(name, value) for name, value in headers if name != "content-length"]
        if length is not None and self._length is None:
            return [*headers, ("content-length", b"%d" % length)]
        return headers

    def _begin(self) -> None:
        headers = self._checked(None)
        try:
            response = OutgoingResponse(Fields.from_list(headers))
        except Err as error:
            raise ValueError(
                f"the response has a header that HTTP does not allow: {type(error.value).__name__}"
            ) from None
        response.set_status_code(self._status)
        self._body = response.body()
        out, self._out = self._out, None
        ResponseOutparam.set(out, Ok(response))
        self._stream = self._body.write()

    def _write(self, data: bytes) -> None:
        if self._stream is None:
            raise RuntimeError("the response's body is longer than its Content-Length")
        try:
            if len(data) <= _ONE_WRITE:
                self._stream.blocking_write_and_flush(data)
                return
            view, sent = memoryview(data), 0
            while sent < len(data):
                room = self._stream.check_write()
                if room == 0:
                    with self._stream.subscribe() as ready:
                        ready.block()
                    continue
                piece = bytes(view[sent : sent + room])
                self._stream.write(piece)
                sent += len(piece)
            self._stream.blocking_flush()
        except Err:
            raise ClientGone from None

    def _close_stream(self) -> None:
        if self._stream is not None:
            self._stream.__exit__(None, None, None)
            self._stream = None
