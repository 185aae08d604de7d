"""The snapshot: what every instance starts with. Runs once, while the component is built."""

import gc
import importlib
import sys

from mspf_guest.snapshot import django, library, modules, warm_up


def take() -> None:
    """Imports, warms up, keeps what may be read later, and cleans up."""
    missing = modules.load(modules.STANDARD_LIBRARY + modules.FRAMEWORKS)
    missing += django.load()
    if missing:
        raise ImportError("the snapshot lacks " + ", ".join(missing))
    warm_up.bottle()
    warm_up.flask()
    library.fill()
    importlib.invalidate_caches()
    sys.path_importer_cache.clear()
    gc.collect()
    # What is in the snapshot lives for ever: the collector need not look at it again, nor write to its pages.
    gc.freeze()
