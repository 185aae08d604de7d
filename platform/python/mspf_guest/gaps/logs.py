"""`logging`, with its levels, to the plugin's log."""

import logging

from wit_world.imports import logging as host

ERROR, WARN, INFO = host.Level.ERROR, host.Level.WARN, host.Level.INFO

# The lowest level of each kind, highest first.
_LEVELS = (
    (logging.CRITICAL, host.Level.CRITICAL),
    (logging.ERROR, host.Level.ERROR),
    (logging.WARNING, host.Level.WARN),
    (logging.INFO, host.Level.INFO),
    (logging.DEBUG, host.Level.DEBUG),
)


def emit(level, context: str, text: str) -> None:
    """Writes `text`, line by line, to the plugin's log."""
    host.log(level, context, text)


class PlatformHandler(logging.Handler):
    """Hands records to the platform: their level, the logger's name and the text, a traceback included."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record."""
        try:
            name = "" if record.name == "root" else record.name
            emit(_level(record.levelno), name, self.format(record))
        except RecursionError:
            raise
        except Exception:
            self.handleError(record)


def install() -> None:
    """Lets the root logger write to the platform, from INFO on. A plugin may configure whatever it likes afterwards."""
    root = logging.getLogger()
    root.addHandler(PlatformHandler())
    root.setLevel(logging.INFO)
    logging.basicConfig = _basic_config


_original_basic_config = logging.basicConfig


def _basic_config(**kwargs) -> None:
    """`logging.basicConfig`, which does nothing where a handler is there already: here it configures that one."""
    root = logging.getLogger()
    handlers = [handler for handler in root.handlers if isinstance(handler, PlatformHandler)]
    if kwargs.keys() & {"filename", "stream", "handlers", "force"} or not handlers:
        _original_basic_config(**kwargs)
        return
    if format := kwargs.get("format"):
        formatter = logging.Formatter(format, kwargs.get("datefmt"), kwargs.get("style", "%"))
        handlers[0].setFormatter(formatter)
    if (level := kwargs.get("level")) is not None:
        root.setLevel(level)


def _level(number: int):
    for least, level in _LEVELS:
        if number >= least:
            return level
    return host.Level.TRACE
