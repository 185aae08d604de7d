"""`asyncio` without sockets and threads: tasks, timers, locks and queues work, and with them frameworks' async views.

asgiref, which calls async code from synchronous code and the other way round, wants a thread for each side. Here both
sides take turns on the only one.
"""

import asyncio
import time
from asyncio import events
from concurrent.futures import Executor, Future

import asgiref.sync

_NOTHING_COMES = (
    "nothing is left that could wake this event loop: a plugin has no sockets and no threads to wait for. "
    "Call the service with urllib.request or requests instead"
)


def fill() -> None:
    """Makes `asyncio.run` and asgiref use them."""
    asyncio.new_event_loop = events.new_event_loop = EventLoop
    asgiref.sync.ThreadPoolExecutor = _Inline
    asgiref.sync.CurrentThreadExecutor = _Inline
    asgiref.sync.SyncToAsync.single_thread_executor = _Inline()


class EventLoop(asyncio.BaseEventLoop):
    """An event loop that waits for the clock alone."""

    def __init__(self):
        super().__init__()
        self._selector = self

    def select(self, timeout: float | None) -> list:
        """Waits for the next timer."""
        if timeout is None:
            raise RuntimeError(_NOTHING_COMES)
        if timeout > 0:
            time.sleep(timeout)
        return []

    def _process_events(self, event_list) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody else could wake it."""


class _Inline(Executor):
    """Runs what it is given at once, as another thread would: outside of the event loop that waits for it."""

    def __init__(self, *args, **kwargs):
        """There are no threads to be counted."""

    def submit(self, function, /, *args, **kwargs) -> Future:
        """Runs `function`."""
        future = Future()
        loop = events._get_running_loop()
        events._set_running_loop(None)
        try:
            future.set_result(function(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        finally:
            events._set_running_loop(loop)
        return future

    def run_until_future(self, future: Future) -> None:
        """It has been run."""
