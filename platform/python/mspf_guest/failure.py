"""From an exception to what the author of a plugin can use: a summary, a traceback, the place in the plugin."""

import builtins
import importlib
import os
import traceback
import unittest

from wit_world.exports.loader import LoadError

from mspf_guest import PLUGIN
from mspf_guest.gaps import logs

# Frames that say nothing about the plugin.
_OWN = (
    os.path.dirname(__file__),
    os.path.dirname(importlib.__file__),
    os.path.dirname(unittest.__file__),
    "<frozen importlib",
)
_NAMESPACE = vars(builtins)
_BUILTINS = dict(_NAMESPACE)


def describe(error: BaseException) -> LoadError:
    """What the host is told of a plugin that could not be loaded."""
    repair()
    file, line = place(error)
    return LoadError(summary(error), report(error), file, line)


def put_back() -> None:
    """Puts back what a plugin took away while it was imported, and says so: nothing in its instance would work."""
    missing = [name for name in _BUILTINS if name not in _NAMESPACE]
    for name in missing:
        _NAMESPACE[name] = _BUILTINS[name]
    if missing:
        told = f"the plugin deletes builtins, which have been put back: {', '.join(sorted(missing))}"
        logs.emit(logs.WARN, "", told)


def repair() -> None:
    """Puts back what a plugin may have taken away or replaced: its errors are to be told in any case."""
    _NAMESPACE.update(_BUILTINS)


def summary(error: BaseException) -> str:
    """The exception in one line."""
    name = type(error).__name__
    try:
        text = str(error).strip()
    except Exception:  # The plugin's own class, which may be broken as well.
        text = ""
    return f"{name}: {text.splitlines()[0]}" if text else name


def report(error: BaseException) -> str:
    """The whole traceback, without the runtime's own frames."""
    told = traceback.TracebackException.from_exception(error)
    _strip(told)
    return "".join(told.format())


def place(error: BaseException) -> tuple[str | None, int | None]:
    """The plugin's file, relative to its root, and the line in it where `error` came up."""
    if isinstance(error, SyntaxError) and (file := _inside(error.filename)):
        return file, error.lineno
    frames = [
        (file, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if (file := _inside(frame.f_code.co_filename))
    ]
    return frames[-1] if frames else (None, None)


def _inside(path: str | None) -> str | None:
    if path and path.startswith(PLUGIN + "/"):
        return path[len(PLUGIN) + 1 :]
    return None


def _strip(told: traceback.TracebackException) -> None:
    links = [told]
    while links:
        link = links.pop()
        link.stack[:] = [frame for frame in link.stack if not frame.filename.startswith(_OWN)]
        links += [other for other in (link.__cause__, link.__context__) if other]
        links += link.exceptions or ()
