"""Outgoing HTTP without any other package. `requests`, `urllib3` and `urllib.request` work as well.

A plugin reaches the hosts that its manifest names below `[capabilities] outbound_hosts` and that its installation has
granted; for any other a request raises `PermissionError`.
"""

from __future__ import annotations

import http.client
import json as _json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

DEFAULT_TIMEOUT = 10.0
"""Seconds to wait for each step of an answer: a plugin's own client waits for 30 seconds in all."""


@dataclass(frozen=True)
class Response:
    """An answer, with its whole body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the status says success."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, in the charset that its type names or UTF-8."""
        return self.body.decode(self.headers.get_content_charset("utf-8"), "replace")

    def json(self) -> Any:
        """The body as JSON."""
        return _json.loads(self.body)


def fetch(
    url: str,
    *,
    method: str | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes | str | None = None,
    json: Any = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> Response:
    """Sends one request and reads the whole answer. Redirects are not followed.

    `json` is sent as such; the method is GET, or POST where there is something to send. Raises `PermissionError` for a
    host that is not granted, another `OSError` where there is no answer.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not an address with http:// or https://")
    sent = dict(headers or {})
    if json is not None:
        body = _json.dumps(json).encode()
        sent.setdefault("Content-Type", "application/json")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request(method or ("GET" if body is None else "POST"), target, body, sent)
        answer = connection.getresponse()
        return Response(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
