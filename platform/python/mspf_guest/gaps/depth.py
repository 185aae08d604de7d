"""JSON that is nested too deep, refused as CPython does. Its own check looks at the stack that WebAssembly shows; the one
on which functions of C call each other ends before that, and the instance with it.

Anything else that deep is a plugin's own work; JSON comes from its clients.
"""

import json

MAX_DEPTH = 2000
"""Lists and objects within each other: a third of what the stack takes, also where they are compared, printed, copied or
forgotten afterwards."""

_CHUNK = 4096


def fill() -> None:
    """Puts the check before every reading of JSON."""
    decoder = json.JSONDecoder
    read = decoder.raw_decode

    def raw_decode(self, s, idx=0):
        # Most documents have fewer lists and objects altogether.
        if _count(s, "[", "{") > MAX_DEPTH and _is_too_deep(s):
            raise RecursionError("maximum recursion depth exceeded while decoding a JSON document")
        return read(self, s, idx)

    raw_decode.__doc__ = read.__doc__
    decoder.raw_decode = raw_decode


def _is_too_deep(text: str) -> bool:
    # Backslashes are in strings alone: without what they escape, every quote begins or ends one.
    text = text.replace("\\\\", "").replace('\\"', "")
    depth = inside = 0
    for start in range(0, len(text), _CHUNK):
        parts = text[start : start + _CHUNK].split('"')
        bare = "".join(parts[inside::2])
        inside = (inside + len(parts) - 1) % 2
        opened = _count(bare, "[", "{")
        if depth + opened <= MAX_DEPTH:
            depth += opened - _count(bare, "]", "}")
            continue
        for character in bare:
            depth += (character in "[{") - (character in "]}")
            if depth > MAX_DEPTH:
                return True
    return False


def _count(text: str, one: str, other: str) -> int:
    return text.count(one) + text.count(other)
