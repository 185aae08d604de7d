"""Threads, which WebAssembly does not have here: a clear refusal."""

import threading

_MESSAGE = (
    "a plugin has one thread: call the function directly, or let a client make a second request. "
    "The platform answers requests in parallel with several instances."
)


def fill() -> None:
    """Refuses to start a thread, also for executors and timers, which start theirs the same way."""

    def start(self):
        raise RuntimeError(_MESSAGE)

    threading.Thread.start = start
