"""Random numbers. Every instance starts from the same snapshot: whatever was seeded before it would repeat."""

import random
import tempfile
import uuid


def refresh() -> None:
    """Seeds anew from the host. `secrets`, `os.urandom` and `uuid.uuid4` ask the host each time and need nothing."""
    random.seed()
    tempfile._name_sequence = None
    uuid._node = uuid._last_timestamp = uuid._last_timestamp_v7 = None
    uuid._last_counter_v7 = 0
