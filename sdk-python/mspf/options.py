"""The installation's options: what its owner chose, defaults of the manifest filled in."""

from __future__ import annotations

import json
from typing import Any, TypeVar, overload

from mspf import _host

T = TypeVar("T")


def options() -> dict[str, str]:
    """All options as the platform gives them: text as it is, everything else as its JSON text."""
    return _host.current().options()


@overload
def option(name: str) -> str | None: ...
@overload
def option(name: str, default: T) -> T: ...
def option(name: str, default: Any = None) -> Any:
    """One option: `default` where it is not set, else a value of `default`'s type.

    Raises `ValueError` where the option is of another type: its schema in `mspf.toml` and the code disagree.
    """
    text = options().get(name)
    if text is None:
        return default
    if default is None or isinstance(default, str):
        return text
    value = json.loads(text)
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default):
        raise ValueError(f"the option {name!r} is {text}, not of type {type(default).__name__}")
    return value
