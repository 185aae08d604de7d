"""Sockets that speak HTTP, over `wasi:http`. `http.client` and everything built on it (`urllib.request`, `urllib3`,
`requests`) work on them as they are; whatever speaks another protocol is told what there is instead.

A socket here takes the bytes of an HTTP/1.1 request, sends the request through the host and gives back the bytes of
the answer. With `ssl` it only notes that the host is to use TLS: certificates are the host's to check.
"""

import errno
import io
import socket
import sys

from mspf_guest.gaps import exchange, tls

_NOT_HTTP = (
    "a plugin has no sockets, only HTTP: use http.client, urllib.request, urllib3 or requests with a host "
    "that is granted in [capabilities] outbound_hosts"
)
_NO_SERVER = "a plugin can't listen on a socket: the platform passes requests on to its WSGI application"
_HEAD_END = b"\r\n\r\n"


def fill() -> None:
    """Puts the sockets into `socket`, and a module `ssl` beside it."""
    socket.socket = socket.SocketType = Socket
    socket.getaddrinfo = _getaddrinfo
    socket.create_server = _refuse(_NO_SERVER)
    for name in ("socketpair", "gethostbyname", "gethostbyaddr", "fromfd"):
        setattr(socket, name, _refuse(_NOT_HTTP))
    for name, value in (("TCP_NODELAY", 1), ("IPPROTO_TCP", 6), ("SO_KEEPALIVE", 9), ("SOL_SOCKET", 1)):
        if not hasattr(socket, name):
            setattr(socket, name, value)
    sys.modules["ssl"] = tls


def _refuse(message):
    def refuse(*args, **kwargs):
        raise OSError(errno.EOPNOTSUPP, message)

    return refuse


def _getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """Names are resolved by the host, after it has checked the grant."""
    if isinstance(host, bytes):
        host = host.decode("ascii")
    port = int(port or 0)
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port))]


class Socket:
    """A connection for one request and its answer."""

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        self.family = socket.AF_INET if family == -1 else family
        self.type = socket.SOCK_STREAM if type == -1 else type
        self.proto = 0 if proto == -1 else proto
        self.is_tls = False
        self._address = None
        self._timeout = None
        self._sent = bytearray()
        self._answer = None

    def connect(self, address) -> None:
        """Notes whom to speak to."""
        self._address = address[:2]

    def connect_ex(self, address) -> int:
        """Likewise."""
        self.connect(address)
        return 0

    def sendall(self, data, flags=0) -> None:
        """Takes a piece of the request."""
        if self._answer is not None:
            raise BrokenPipeError(errno.EPIPE, "a connection is for one request")
        self._sent += data
        if len(self._sent) >= 8 and not _looks_like_http(self._sent):
            raise OSError(errno.EOPNOTSUPP, _NOT_HTTP)

    def send(self, data, flags=0) -> int:
        """Likewise."""
        self.sendall(data, flags)
        return len(data)

    def makefile(self, mode="r", buffering=None, **kwargs):
        """The answer as a file; a file to write to takes the request."""
        if "w" in mode:
            return io.BufferedWriter(_Writer(self))
        return io.BufferedReader(_Reader(self))

    def recv(self, most, flags=0) -> bytes:
        """A piece of the answer."""
        buffer = bytearray(most)
        return bytes(buffer[: self.recv_into(buffer)])

    def recv_into(self, buffer, nbytes=0, flags=0) -> int:
        """Likewise."""
        if self._answer is None:
            self._answer = self._exchange()
        return self._answer.readinto(memoryview(buffer)[: nbytes or len(buffer)])

    def _exchange(self) -> "_Answer":
        if self._address is None:
            raise OSError(errno.ENOTCONN, "the socket is not connected")
        method, target, headers, body = _parse(self._sent)
        scheme, default = ("https", 443) if self.is_tls else ("http", 80)
        host, port = self._address
        host = f"[{host}]" if ":" in host else host
        authority = host if port == default else f"{host}:{port}"
        return _Answer(exchange.send(scheme, authority, method, target, headers, body, self._timeout))

    def settimeout(self, timeout) -> None:
        """Seconds to wait for the connection and for each piece of the answer."""
        self._timeout = timeout

    def gettimeout(self):
        """The same."""
        return self._timeout

    def getpeername(self):
        """Whom it speaks to, by name."""
        return self._address

    def setblocking(self, flag) -> None:
        """Sockets here always wait."""

    def setsockopt(self, *args) -> None:
        """Options of a connection are the host's business."""

    def getsockopt(self, *args) -> int:
        """There is no error to be told."""
        return 0

    def shutdown(self, how) -> None:
        """Nothing is kept open."""

    def fileno(self) -> int:
        """It is no file."""
        return -1

    def close(self) -> None:
        """Lets go of nothing: whoever reads the answer still has it, and closes it."""

    detach = fileno
    bind = listen = accept = _refuse(_NO_SERVER)
    sendto = recvfrom = _refuse(_NOT_HTTP)

    def __enter__(self):
        return self

    def __exit__(self, *args) -> None:
        self.close()


class _Answer:
    """An answer as the bytes that HTTP/1.1 would have."""

    def __init__(self, answer: exchange.Answer):
        self._answer = answer
        lines = [f"HTTP/1.1 {answer.status} \r\n".encode()]
        for name, value in answer.headers:
            if name.lower() not in ("connection", "transfer-encoding"):
                lines.append(name.encode() + b": " + value + b"\r\n")
        lines.append(b"connection: close\r\n\r\n")
        self._head = io.BytesIO(b"".join(lines))

    def readinto(self, buffer) -> int:
        if read := self._head.readinto(buffer):
            return read
        data = self._answer.read(len(buffer)) if len(buffer) else b""
        buffer[: len(data)] = data
        return len(data)


class _Reader(io.RawIOBase):
    def __init__(self, connection: Socket):
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        return self._connection.recv_into(buffer)


class _Writer(io.RawIOBase):
    def __init__(self, connection: Socket):
        self._connection = connection

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._connection.sendall(bytes(data))
        return len(data)


def _looks_like_http(sent: bytearray) -> bool:
    method = bytes(sent[:20]).partition(b" ")[0]
    return method.isalpha() and method.isupper()


def _parse(sent: bytearray):
    """Method, target, headers and body of a request as it would go over the wire."""
    head, found, body = bytes(sent).partition(_HEAD_END)
    if not found:
        raise OSError(errno.EOPNOTSUPP, _NOT_HTTP)
    first, *lines = head.split(b"\r\n")
    method, target, *_ = first.decode("latin-1").split(" ")
    if method == "CONNECT":
        raise OSError(errno.EOPNOTSUPP, "a plugin can't use a proxy: the platform connects by itself")
    headers = []
    for line in lines:
        name, _, value = line.partition(b":")
        headers.append((name.decode("latin-1"), value.strip()))
    names = {name.lower(): value.lower() for name, value in headers}
    if names.get("transfer-encoding") == b"chunked":
        body = _joined(body)
    return method, target, headers, body


def _joined(chunks: bytes) -> bytes:
    body, rest = [], io.BytesIO(chunks)
    while size := int(rest.readline().partition(b";")[0].strip() or b"0", 16):
        body.append(rest.read(size))
        rest.readline()
    return b"".join(body)
