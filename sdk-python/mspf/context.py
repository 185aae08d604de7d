"""Who is asking, and for whom the plugin runs. Nothing that a client sends can change these."""

from __future__ import annotations

from mspf import _host


def caller() -> _host.Caller:
    """Who sent this request."""
    return _host.current().caller()


def installation() -> _host.Installation:
    """The installation that this request is for."""
    return _host.current().installation()


def request_id() -> str:
    """The request's id, as in the platform's logs and its `x-request-id` response header."""
    return _host.current().request_id()
