"""The one place that knows whether the platform is there: its imports, or what a test says instead."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


class CallerKind(str, Enum):
    """What kind of caller sent the request."""

    ANONYMOUS = "anonymous"
    ACCOUNT = "account"
    PLUGIN = "plugin"


@dataclass(frozen=True)
class Caller:
    """The sender of a request."""

    kind: CallerKind = CallerKind.ANONYMOUS
    account: str | None = None
    """The account's unique name: of the caller itself, or the one that a calling plugin runs for."""
    plugin: str | None = None
    """The calling plugin's id (`SP_…`)."""


@dataclass(frozen=True)
class Installation:
    """One account's own copy of a plugin."""

    id: str = "local"
    plugin: str = "SP_0"
    version: str = "0.0.0"
    owner: str = "local"
    prefix: str = ""
    """The part of the path that the platform removed; WSGI calls it `SCRIPT_NAME`."""


class Host(Protocol):
    """What a plugin may ask."""

    def caller(self) -> Caller: ...
    def installation(self) -> Installation: ...
    def request_id(self) -> str: ...
    def options(self) -> dict[str, str]: ...
    def secret_key(self, purpose: str) -> bytes: ...


class Platform:
    """The platform itself, through the component's imports."""

    def __init__(self) -> None:
        from wit_world.imports import context, store  # type: ignore[import-not-found]

        self._context, self._store = context, store

    def caller(self) -> Caller:
        """Asks who sent the request."""
        told = self._context.current_caller()
        return Caller(CallerKind[told.kind.name], told.account, told.plugin)

    def installation(self) -> Installation:
        """Asks for whom the plugin runs."""
        told = self._context.current_installation()
        return Installation(told.id, told.plugin, told.version, told.owner, told.prefix)

    def request_id(self) -> str:
        """Asks for the request's id."""
        return str(self._context.request_id())

    def options(self) -> dict[str, str]:
        """Asks for the installation's options."""
        return dict(self._store.get_all())

    def secret_key(self, purpose: str) -> bytes:
        """Asks for the installation's key."""
        from wit_world.imports import crypto

        return bytes(crypto.installation_key(purpose))


@dataclass
class Local:
    """An author's machine: answers what a test says."""

    who: Caller = field(default_factory=Caller)
    where: Installation = field(default_factory=Installation)
    request: str = "local"
    given: dict[str, str] = field(default_factory=dict)

    def caller(self) -> Caller:
        """The caller of the test."""
        return self.who

    def installation(self) -> Installation:
        """The installation of the test."""
        return self.where

    def request_id(self) -> str:
        """The id of the test's request."""
        return self.request

    def options(self) -> dict[str, str]:
        """The options of the test."""
        return dict(self.given)

    def secret_key(self, purpose: str) -> bytes:
        """No secret: the same on every machine."""
        return hashlib.sha256(f"{self.where.id}\0{purpose}".encode()).digest()


def _find() -> Host:
    try:
        return Platform()
    except ImportError:
        return Local()


_current: Host = _find()


def current() -> Host:
    """Whom to ask."""
    return _current


def replace(host: Host) -> Host:
    """Asks `host` from now on; gives back who was asked before."""
    global _current
    before, _current = _current, host
    return before
